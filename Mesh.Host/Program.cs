using Mesh.Core.Values;
using Mesh.Serve;

using var stop = new CancellationTokenSource();
var paths = args.Skip(1).Where(x => !x.StartsWith("--", StringComparison.Ordinal)).ToValueList();
return args is ["serve", ..] ? await MeshServer.RunAsync(new(paths) { Verbose = args.Contains("--verbose") }, stop.Token) : 1;
