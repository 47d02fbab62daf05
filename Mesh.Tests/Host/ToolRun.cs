using Mesh.Commands;

namespace Mesh.Tests.Host;

/// <summary>What a run of <c>actormesh</c> in this process ended with.</summary>
internal sealed record ToolRun(int Code, string Output, string Errors)
{
    public static Task<ToolRun> Of(params string[] arguments) => Of(null, arguments);

    public static async Task<ToolRun> Of(HttpMessageHandler? network, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandLine.Run(arguments, output, errors, network, TestContext.Current.CancellationToken);
        return new(code, output.ToString(), errors.ToString());
    }
}
