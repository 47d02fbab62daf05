using System.Text.Json;
using System.Text.RegularExpressions;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Mesh.Core.Config.Binding;
using Mesh.Core.Xds;
using EnvoyBootstrap = Envoy.Config.Bootstrap.V3.Bootstrap;
using HttpFilter = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpFilter;
using NetworkFilter = Envoy.Config.Listener.V3.Filter;

namespace Mesh.Core.Config.Validation;

/// <summary>Whether the value of an EnvoyFilter's patch is a message of the type that the patch is for.</summary>
internal static partial class EnvoyPatchValue
{
    private static readonly Lazy<JsonParser> Forgiving = new(() => new(JsonParser.Settings.Default.WithTypeRegistry(EnvoyTypes.Registry).WithIgnoreUnknownFields(true)));

    public static void Check(Findings findings, string field, ApplyTo applyTo, JsonElement value)
    {
        if (TypeOf(applyTo) is not { } type) return;
        if (Problem(Forgiving.Value, value, type) is { } problem) findings.Error(field, $"is no {type.Name} of Envoy: {problem}");
        else if (Problem(EnvoyTypes.Parser, value, type) is { } unknown) findings.Warn(field, $"says more than a {type.Name} of Envoy has: {unknown}");
    }

    private static MessageDescriptor? TypeOf(ApplyTo applyTo) => applyTo switch
    {
        ApplyTo.Listener => Listener.Descriptor,
        ApplyTo.FilterChain => FilterChain.Descriptor,
        ApplyTo.NetworkFilter => NetworkFilter.Descriptor,
        ApplyTo.HttpFilter => HttpFilter.Descriptor,
        ApplyTo.ListenerFilter => ListenerFilter.Descriptor,
        ApplyTo.RouteConfiguration => RouteConfiguration.Descriptor,
        ApplyTo.VirtualHost => VirtualHost.Descriptor,
        ApplyTo.HttpRoute => Route.Descriptor,
        ApplyTo.Cluster => Cluster.Descriptor,
        ApplyTo.ExtensionConfig => TypedExtensionConfig.Descriptor,
        ApplyTo.Bootstrap => EnvoyBootstrap.Descriptor,
        _ => null,
    };

    private static string? Problem(JsonParser parser, JsonElement value, MessageDescriptor type)
    {
        try
        {
            parser.Parse(value.GetRawText(), type);
            return null;
        }
        catch (InvalidProtocolBufferException e) when (WrittenDuration().Match(e.Message) is { Success: true } duration && GoDuration.Parse(duration.Groups[1].Value) is not null)
        {
            // Istio takes Go's spelling here as well, such as 250ms.
            return null;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException or FormatException or OverflowException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    [GeneratedRegex(@"^Invalid Duration value: (\S+)\z")]
    private static partial Regex WrittenDuration();
}
