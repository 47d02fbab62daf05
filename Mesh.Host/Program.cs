using Mesh.Commands;

// The control plane and its operator's tool; `actormesh --help` lists the commands, Commands/ holds one file for each.
return await CommandLine.Run(args, Console.Out, Console.Error);
