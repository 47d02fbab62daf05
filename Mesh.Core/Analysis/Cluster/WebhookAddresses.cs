using System.Net;
using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Cluster;

/// <summary>The webhooks by which Kubernetes asks the control plane reach it: by a Service that exists, or by a name outside.</summary>
internal sealed class WebhookAddresses : Analyzer
{
    /// <summary>Webhooks of an Istio control plane have names of its domain.</summary>
    private const string OwnDomain = ".istio.io";

    public override ValueList<FindingCode> Codes => [FindingCodes.ExternalAddressInvalid, FindingCodes.ExternalAddressIsIp, FindingCodes.InvalidWebhook];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Service];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.Foreign)
        {
            if (config.Body is not WebhookConfiguration { Webhooks: { } webhooks }) continue;
            for (var i = 0; i < webhooks.Count; i++)
            {
                if (webhooks[i].Name?.EndsWith(OwnDomain, StringComparison.Ordinal) == true) Check(input, config, $"webhooks[{i}].clientConfig", webhooks[i], sink);
            }
        }
    }

    private static void Check(AnalysisInput input, ForeignObject config, string field, Webhook webhook, FindingSink sink)
    {
        var url = webhook.ClientConfig?.Url ?? "";
        if (webhook.ClientConfig?.Service is { Name: { } name, Namespace: { } ns })
        {
            if (input.KnowsAll(ConfigKind.Service) && input.Hosts.HasNamespace(ns) && !input.Exists<ServiceSpec>(ConfigKind.Service, ns, name))
            {
                sink.Add(FindingCodes.InvalidWebhook, config, $"{field}.service", $"the webhook {webhook.Name} asks the Service {ns}/{name}, which does not exist", "nothing can be applied while it cannot be asked");
            }
        }
        else if (url.Length == 0)
        {
            sink.Add(FindingCodes.ExternalAddressInvalid, config, field, $"the webhook {webhook.Name} has no address: its url is blank, and it names no service", "give the control plane's URL or Service");
        }
        else if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Host.Length == 0)
        {
            sink.Add(FindingCodes.ExternalAddressInvalid, config, $"{field}.url", $"\"{url}\" of the webhook {webhook.Name} is no URL", "write https://host:port/path");
        }
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out _))
        {
            sink.Add(FindingCodes.ExternalAddressIsIp, config, $"{field}.url", $"{url} of the webhook {webhook.Name} is an IP address", "use a host name, which may move");
        }
    }
}
