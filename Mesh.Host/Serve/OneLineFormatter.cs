using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Mesh.Serve;

/// <summary>
/// <c>2026-11-25T01:02:03.004Z warning MeshObserver: Refused VirtualService default/reviews (…)</c>: a time, a level, a place, a sentence.
/// Line breaks inside the sentence are written as <c>⏎</c>, so that what a client says cannot pose as another line.
/// </summary>
internal sealed class OneLineFormatter(TimeProvider? time = null) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter writer)
    {
        var place = entry.Category[(entry.Category.LastIndexOf('.') + 1)..];
        writer.Write(_time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.Write(LevelOf(entry.LogLevel));
        writer.Write(place);
        writer.Write(": ");
        writer.Write(OnOneLine(entry.Formatter(entry.State, entry.Exception)));
        if (entry.Exception is { } exception)
        {
            writer.Write(": ");
            writer.Write(OnOneLine(exception.ToString()));
        }
        writer.Write('\n');
    }

    private static string OnOneLine(string text) => text.ReplaceLineEndings("⏎");

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => " trace   ",
        LogLevel.Debug => " debug   ",
        LogLevel.Information => " info    ",
        LogLevel.Warning => " warning ",
        _ => " error   ",
    };
}
