using Istio.Mixer.V1;
using Mesh.Core.Mixer.Attributes;
using static Istio.Mixer.V1.ReferencedAttributes.Types;

namespace Mesh.Core.Mixer;

/// <summary>Tells a client what a decision looked at, so that it can keep the answer for requests that agree in it. Spec: istio.mixer.v1.ReferencedAttributes.</summary>
public static class ReferencedWriter
{
    public static ReferencedAttributes Write(IEnumerable<KeyValuePair<AttributeReference, bool>> looked)
    {
        var words = new MessageWordWriter();
        var referenced = new ReferencedAttributes();
        foreach (var ((name, entry), isPresent) in looked)
        {
            var match = new AttributeMatch { Name = words.Number(name), Condition = isPresent ? Condition.Exact : Condition.Absence };
            if (entry is not null) match.MapKey = words.Number(entry);
            referenced.AttributeMatches.Add(match);
        }
        referenced.Words.Add(words.Own);
        return referenced;
    }
}
