using Microsoft.Extensions.Logging.Console;

namespace Mesh.Serve;

/// <summary>The log of a run: one line an event, to the standard output, in UTC.</summary>
public static class ServeLogging
{
    public static void Configure(ILoggingBuilder logging, bool verbose)
    {
        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        // What the frameworks have to say is of interest when something is wrong.
        foreach (var framework in new[] { "Microsoft", "Grpc", "Akka", "System" }) logging.AddFilter(framework, LogLevel.Warning);
        // Kestrel tells at error level of each client that goes away in the middle; and a failed start is told by us, with its cure.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        logging.AddConsole(console => console.FormatterName = OneLineFormatter.FormatterName);
        logging.AddConsoleFormatter<OneLineFormatter, ConsoleFormatterOptions>();
    }
}
