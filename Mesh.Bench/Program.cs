using System.CommandLine;
using Mesh.Bench;
using Mesh.Bench.Fuzz;
using Mesh.Bench.Push;
using Mesh.Bench.Soak;
using Mesh.Bench.Telemetry;

var root = new RootCommand("Measures ActorMesh. Every figure names the machine, what was real, and the command that repeats it.")
{
    PushCommand.Create(),
    StreamStateBench.Create(),
    SoakCommand.Create(),
    TelemetryCommand.Create(),
    FuzzCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
