using System.CommandLine;
using System.CommandLine.Invocation;

namespace Mesh.Commands;

/// <summary>The commands of <c>actormesh</c>, and what every one of them does alike: streams for output, exit codes, words for failures.</summary>
public static class CommandLine
{
    private const string About =
        """
        ActorMesh: a service-mesh control plane that reads Kubernetes and Istio YAML and configures Envoys over xDS.

        Example:
          actormesh serve --config samples/bookinfo

        Exit codes: 0 all is well, 1 something is wrong (said on standard error), 2 the command line is wrong.
        """;

    /// <param name="network">By which a running member is asked; null for the real one.</param>
    public static RootCommand Root(HttpMessageHandler? network = null)
    {
        var root = new RootCommand(About)
        {
            ServeCommand.Create(),
            ValidateCommand.Create(),
            GenerateCommand.Create(),
            ExplainCommand.Create(network),
            BootstrapCommand.Create(),
            ProxiesCommand.Create(network),
            GraphCommand.Create(network),
            TopCommand.Create(network),
            MtlsCommand.Create(network),
            MembersCommand.Create(network),
            WaitCommand.Create(network),
            HistoryCommand.Create(network),
            DiffCommand.Create(network),
            RollbackCommand.Create(network),
            CertsCommand.Create(network),
            CaCommand.Create(network),
            VersionCommand.Create(),
        };
        HelpWithDetails.Install(root);
        return root;
    }

    public static async Task<int> Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, HttpMessageHandler? network = null, CancellationToken cancel = default)
    {
        var parsed = Root(network).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors) await errors.WriteLineAsync(error.Message);
            await errors.WriteLineAsync($"Try: {Invoked(parsed)} --help");
            return ExitCode.WrongUsage;
        }
        try
        {
            // The host of `serve` hears of signals itself, and takes the time that an orderly end needs.
            return await parsed.InvokeAsync(new() { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancel);
        }
        catch (CommandFailure failure)
        {
            await errors.WriteLineAsync($"actormesh: {failure.Message}");
            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Findings;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"actormesh: {e.Message}");
            return ExitCode.Findings;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync($"actormesh: a fault of the program itself, please report it with these lines:\n{e}");
            return ExitCode.Findings;
        }
    }

    private static string Invoked(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "actormesh" : $"actormesh {parsed.CommandResult.Command.Name}";
}
