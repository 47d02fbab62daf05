using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Reads one document: what it says it is, its metadata, its body, and then the checks of its kind.</summary>
internal sealed class DocumentReader(string file, MappingNode document, IReadOnlyList<ConfigError> yamlErrors)
{
    private static readonly string[] TopLevel = ["apiVersion", "kind", "metadata", "spec", "status"];

    private readonly BindContext _context = new(Strictness.Schema);
    private readonly List<ConfigWarning> _warnings = [];
    private readonly List<ConfigError> _findings = [];

    public DocumentReading Read()
    {
        var apiVersion = Header("apiVersion", "v1 or networking.istio.io/v1");
        var kind = Header("kind", "VirtualService or Service");
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var (group, version) = slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
        var info = ConfigKinds.Find(group, kind);
        var isRead = _context.Errors.Count == 0 && IsRead(info, group, version, kind);

        _context.Strictness = info is { IsIstio: true } ? Strictness.Message : Strictness.Modelled;
        var meta = Metadata(info);
        if (info is null || !isRead) return Result(apiVersion, kind, meta, null, null);

        if (meta.Name.Length == 0 && _context.Errors.Count == 0) Refuse("metadata", "name", "is missing: each object needs a name");
        var spec = Body(KindReader.Of(info), info);
        if (_context.Errors.Count == 0 && yamlErrors.Count == 0) Validate(info, meta, spec);
        return Result(apiVersion, kind, meta, info, spec);
    }

    private string Header(string field, string example)
    {
        if (document.Find(field)?.Value is ScalarNode { Kind: ScalarKind.Text, Text.Length: > 0 } scalar) return scalar.Text;
        Refuse("", field, document.Find(field) is { } entry ? $"must be text such as {example}, not {entry.Value.Describe()}" : $"is missing; {example}, for example");
        return "";
    }

    /// <summary>A directory may hold what is not ours; a mistaken version or kind of Istio's own is an error, since it would be lost in silence.</summary>
    private bool IsRead(ConfigKindInfo? info, string group, string version, string kind)
    {
        if (info is null)
        {
            var siblings = ConfigKinds.All.Where(x => x.Group == group && x.IsIstio).Select(x => x.Name).ToArray();
            if (ForeignKinds.Find(group, kind) is not null) return false;
            if (siblings.Length == 0) Warn("kind", $"{kind} of {(group.Length == 0 ? version : group)} is not a kind that ActorMesh reads; the document is left alone");
            else Refuse("", "kind", $"unknown kind {kind} in {group}{NearestName.Hint(kind, siblings)}; known: {string.Join(", ", siblings)}");
            return false;
        }
        if (info.Versions.Contains(version)) return true;
        var served = string.Join(", ", info.Versions.Select(info.ApiVersionOf));
        if (info.IsIstio) Refuse("", "apiVersion", $"version {version} of {kind} is not served; served: {served}");
        else Warn("apiVersion", $"version {version} of {kind} is not one that ActorMesh reads ({served}); the document is left alone");
        return false;
    }

    private ConfigMeta Metadata(ConfigKindInfo? info)
    {
        var fields = new ObjectMetaFields();
        if (document.Find("metadata") is { } entry)
        {
            entry.Taken = true;
            _context.Enter("metadata");
            if (entry.Value is not ScalarNode { IsNull: true }) fields = Binders.ForRecord(typeof(ObjectMetaFields)).Bind(entry.Value, _context) as ObjectMetaFields ?? fields;
            _context.Leave();
            if (info is not { NamesImages: true }) LeaveVersion(entry.Value);
        }
        var ns = info is { Namespaced: false } ? "" : fields.Namespace is { Length: > 0 } written ? written : info is null ? "" : "default";
        var (labels, annotations) = (fields.Labels ?? ValueMap<string>.Empty, fields.Annotations ?? ValueMap<string>.Empty);
        return new(fields.Name ?? "", ns, labels, annotations, fields.CreationTimestamp ?? DateTimeOffset.UnixEpoch, info is { NamesImages: true } ? fields.ResourceVersion ?? "" : "");
    }

    /// <summary>Else each heartbeat of a status would be a change of the object.</summary>
    private static void LeaveVersion(ConfigNode metadata)
    {
        if ((metadata as MappingNode)?.Find("resourceVersion") is { } version) version.Taken = false;
    }

    private object Body(KindReader reader, ConfigKindInfo info)
    {
        if (info.Body == ConfigBody.Whole) return reader.Record.Bind(document, _context) ?? reader.Record.Create();
        if (info.IsIstio) RefuseUnknown();
        var spec = Spec(reader, info);
        if (info.Body == ConfigBody.SpecAndStatus && document.Find("status") is { } status)
        {
            _context.Strictness = Strictness.Modelled;
            _context.Enter("status");
            reader.Record.Status!.Bind(spec, status, _context);
            _context.Leave();
        }
        return spec;
    }

    private object Spec(KindReader reader, ConfigKindInfo info)
    {
        if (document.Find("spec") is not { } entry) return reader.Record.Create();
        entry.Taken = true;
        if (entry.Value is ScalarNode { IsNull: true }) return reader.Record.Create();
        _context.Strictness = info.IsIstio ? Strictness.Schema : Strictness.Modelled;
        _context.Enter("spec");
        var spec = reader.Record.Bind(entry.Value, _context) ?? reader.Record.Create();
        _context.Leave();
        return spec;
    }

    private void RefuseUnknown()
    {
        foreach (var entry in document.Entries.Where(x => !TopLevel.Contains(x.Key)))
        {
            _context.Enter(entry.Key);
            _context.RefuseExtra(entry.Line, $"unknown field{NearestName.Hint(entry.Key, TopLevel)}; allowed: {string.Join(", ", TopLevel)}");
            _context.Leave();
        }
    }

    private void Validate(ConfigKindInfo info, ConfigMeta meta, object spec)
    {
        var findings = new Findings();
        KindValidators.Validate(info.Kind, meta, spec, findings);
        _findings.AddRange(findings.Errors.Select(x => x with { Line = NodeLocator.LineOf(document, x.Field) }));
        _warnings.AddRange(findings.Warnings.Select(x => new ConfigWarning(new(file, NodeLocator.LineOf(document, x.Field)), x.Field, x.Reason, x.Code)));
    }

    private DocumentReading Result(string apiVersion, string kind, ConfigMeta meta, ConfigKindInfo? info, object? spec)
    {
        ConfigError[] errors = [.. yamlErrors.Concat(_context.Errors).Concat(_findings).OrderBy(x => x.Line)];
        var key = info is not null && meta.Name.Length > 0 ? new ConfigKey(info.Kind, meta.Namespace, meta.Name) : (ConfigKey?)null;
        // What is refused for what it says, or for a field too many, can still be looked at.
        var draft = info is not null && spec is not null && key is not null && _context.IsWhole && yamlErrors.Count == 0 ? KindReader.Of(info).Make(meta, new(file, document.Line), spec) : null;
        var read = errors.Length == 0 ? draft : null;
        var content = read is null ? 0 : Fingerprint.Of(document);
        var result = new ReadDocument(file, document.Line, apiVersion, kind, meta.Namespace, meta.Name, key, read, content, errors.ToValueList(), _warnings.ToValueList());
        return new(result, document, draft);
    }

    private void Refuse(string parent, string field, string reason)
    {
        if (parent.Length > 0) _context.Enter(parent);
        _context.Enter(field);
        _context.Refuse(document.Find(field)?.Line ?? document.Find(parent)?.Line ?? document.Line, reason);
        _context.Leave();
        if (parent.Length > 0) _context.Leave();
    }

    private void Warn(string field, string reason) => _warnings.Add(new(new(file, document.Find(field)?.Line ?? document.Line), field, reason, ""));
}
