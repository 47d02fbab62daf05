using Envoy.Config.Core.V3;
using Envoy.Extensions.Wasm.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Translation.EnvoyFilters;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Xds;
using HttpWasm = Envoy.Extensions.Filters.Http.Wasm.V3.Wasm;
using NetworkWasm = Envoy.Extensions.Filters.Network.Wasm.V3.Wasm;

namespace Mesh.Core.Translation.Extensions;

/// <summary>ECDS: the WebAssembly modules of a workload's extensions, and what EnvoyFilters configure by name. The agent beside the proxy fetches each module and rewrites its address.</summary>
public static class ExtensionTranslator
{
    /// <summary>Stands for "fetched by the agent": no cluster has this name.</summary>
    private const string NoCluster = "_";

    private static readonly TimeSpan FetchTimeout = TimeSpan.FromSeconds(30);

    public static IEnumerable<Translated> Translate(ProxyContext context) => OfWorkload(context).Concat(OfPatches(context)).DistinctBy(x => x.Name);

    private static IEnumerable<Translated> OfWorkload(ProxyContext context) => ListenerStyle.Of(context).Extensions.All.Where(x => x.Wasm is not null).Select(x =>
        context.Memo.GetOrAdd(x, static extension => new Translated(XdsType.Extension, extension.Name, Build(extension), extension.Origin)));

    /// <summary>EXTENSION_CONFIG patches of EnvoyFilters: configurations that other patches' filters ask for by name.</summary>
    private static IEnumerable<Translated> OfPatches(ProxyContext context)
    {
        foreach (var patch in context.Patches.All.Where(x => x.ApplyTo == ApplyTo.ExtensionConfig && x.Operation == PatchOperation.Add))
        {
            if (PatchValues.Read<TypedExtensionConfig>(patch) is not { Name.Length: > 0 }) continue;
            yield return context.Memo.GetOrAdd(patch, static key =>
            {
                var config = PatchValues.Read<TypedExtensionConfig>(key)!;
                return new Translated(XdsType.Extension, config.Name, config, key.Filter.Key);
            });
        }
    }

    private static TypedExtensionConfig Build(Extension extension)
    {
        var plugin = Plugin(extension, extension.Wasm!);
        IMessage filter = extension.IsNetwork ? new NetworkWasm { Config = plugin } : new HttpWasm { Config = plugin };
        return new() { Name = extension.Name, TypedConfig = TypedConfig.Pack(filter) };
    }

    private static PluginConfig Plugin(Extension extension, WasmConfig wasm) => new()
    {
        Name = extension.ShortName,
        RootId = wasm.PluginName ?? "",
        FailurePolicy = wasm.FailStrategy switch
        {
            FailStrategy.FailOpen => FailurePolicy.FailOpen,
            FailStrategy.FailReload => FailurePolicy.FailReload,
            _ => FailurePolicy.FailClosed,
        },
        Configuration = wasm.PluginConfig is { } config ? TypedConfig.Pack(new StringValue { Value = SortedJson.Of(config) }) : new Any(),
        VmConfig = Machine(wasm, extension.ResourceVersion),
    };

    private static Envoy.Extensions.Wasm.V3.VmConfig Machine(WasmConfig wasm, string resourceVersion)
    {
        var url = wasm.Url ?? "";
        var machine = new Envoy.Extensions.Wasm.V3.VmConfig
        {
            Runtime = "envoy.wasm.runtime.v8",
            // Without a scheme it is an image.
            Code = url.StartsWith("file://", StringComparison.Ordinal)
                ? new() { Local = new() { Filename = url["file://".Length..] } }
                : new()
                {
                    Remote = new()
                    {
                        HttpUri = new() { Uri = url.Contains("://", StringComparison.Ordinal) ? url : $"oci://{url}", Cluster = NoCluster, Timeout = Duration.FromTimeSpan(FetchTimeout) },
                        Sha256 = wasm.Sha256 ?? "",
                    },
                },
            EnvironmentVariables = new(),
        };
        if (wasm.ImagePullPolicy is PullPolicy.Always or PullPolicy.IfNotPresent) machine.EnvironmentVariables.KeyValues["ISTIO_META_WASM_IMAGE_PULL_POLICY"] = wasm.ImagePullPolicy.ToString();
        if (wasm.ImagePullSecret is { Length: > 0 } secret) machine.EnvironmentVariables.KeyValues["ISTIO_META_WASM_IMAGE_PULL_SECRET"] = secret;
        if (resourceVersion.Length > 0) machine.EnvironmentVariables.KeyValues["ISTIO_META_WASM_PLUGIN_RESOURCE_VERSION"] = resourceVersion;
        foreach (var variable in wasm.VmConfig?.Env ?? [])
        {
            if (variable.ValueFrom == EnvValueSource.Host) machine.EnvironmentVariables.HostEnvKeys.Add(variable.Name ?? "");
            else machine.EnvironmentVariables.KeyValues[variable.Name ?? ""] = variable.Value ?? "";
        }
        if (machine.EnvironmentVariables.Equals(new EnvironmentVariables())) machine.EnvironmentVariables = null;
        return machine;
    }
}
