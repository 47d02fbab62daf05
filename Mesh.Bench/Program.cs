using System.CommandLine;
using Mesh.Bench;
using Mesh.Bench.Push;

var root = new RootCommand("Measures ActorMesh. Every figure names the machine, what was real, and the command that repeats it.") { PushCommand.Create(), StreamStateBench.Create() };
return await root.Parse(args).InvokeAsync();
