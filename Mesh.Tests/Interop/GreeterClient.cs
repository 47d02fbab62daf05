using System.Diagnostics;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Interop;

/// <summary>A gRPC client in a pod, configured over xDS and by nothing else. It keeps its channel from call to call.</summary>
public sealed class GreeterClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private GreeterClient(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <param name="script">Stands beside this file.</param>
    public static GreeterClient Start(Pod pod, string interpreter, string script, string target, string bootstrap) => new(Command.Start(
        "ip", ["netns", "exec", pod.Namespace, interpreter, Path.Combine(Repository.Root, "Mesh.Tests/Interop", script), target],
        new Dictionary<string, string> { ["GRPC_XDS_BOOTSTRAP_CONFIG"] = bootstrap }));

    public async Task<string> Greet(string name)
    {
        await _process.StandardInput.WriteLineAsync(name);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"The client has ended: {await _errors}");
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
