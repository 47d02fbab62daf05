using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mesh.Commands;

/// <summary>The usual help, and then what a <see cref="ToolCommand"/> adds to it.</summary>
internal sealed class HelpWithDetails(HelpAction usual) : SynchronousCommandLineAction
{
    public static void Install(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithDetails((HelpAction)help.Action!);
    }

    public override int Invoke(ParseResult parsed)
    {
        var code = usual.Invoke(parsed);
        if (parsed.CommandResult.Command is ToolCommand command) parsed.InvocationConfiguration.Output.WriteLine(command.Details);
        return code;
    }
}
