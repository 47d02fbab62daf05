using System.Net;
using Akka.Configuration;

namespace Mesh.Serve.Settings;

/// <summary>Reads settings that must be there: a missing key would otherwise read as zero.</summary>
public static class Required
{
    public static string Text(this Config config, string key) =>
        config.HasPath(key) && config.GetString(key) is { } text ? text : throw new SettingException(key, "is not set");

    public static int Number(this Config config, string key, int least) =>
        int.TryParse(config.Text(key), out var number) && number >= least
            ? number
            : throw new SettingException(key, $"\"{config.Text(key)}\" must be a whole number of at least {least}");

    public static bool Switch(this Config config, string key) => config.Text(key) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        var other => throw new SettingException(key, $"\"{other}\" must be on or off"),
    };

    /// <summary>One of an enum's members, in lower case.</summary>
    public static T OneOf<T>(this Config config, string key) where T : struct, Enum => Enum.TryParse<T>(config.Text(key), ignoreCase: true, out var value) && Enum.IsDefined(value)
        ? value
        : throw new SettingException(key, $"\"{config.Text(key)}\" must be one of {string.Join(", ", Enum.GetNames<T>().Select(x => x.ToLowerInvariant()))}");

    /// <summary>A size such as 64 MiB.</summary>
    public static long Bytes(this Config config, string key)
    {
        var text = config.Text(key);
        return config.GetByteSize(key) is { } bytes && text.Any(char.IsDigit) ? bytes : throw new SettingException(key, $"\"{text}\" must be a size, for example 64 MiB");
    }

    /// <summary>Greater than zero.</summary>
    public static TimeSpan Duration(this Config config, string key) =>
        config.DurationOrZero(key) is { Ticks: > 0 } duration ? duration : throw new SettingException(key, $"\"{config.Text(key)}\" must be longer than nothing");

    public static TimeSpan DurationOrZero(this Config config, string key)
    {
        var text = config.Text(key);
        try
        {
            var duration = config.GetTimeSpan(key, null, allowInfinite: false);
            if (duration >= TimeSpan.Zero && text.Any(char.IsDigit)) return duration;
        }
        catch (FormatException)
        {
        }
        throw new SettingException(key, $"\"{text}\" must be a duration, for example 500ms, 30s, 5m, 24h");
    }

    /// <returns>null for off.</returns>
    public static TimeSpan? DurationOrOff(this Config config, string key) => config.Text(key) is "off" or "false" ? null : config.Duration(key);

    /// <param name="text">As the command line said it; null to take what the settings say.</param>
    /// <param name="offset">Added to the port that the settings say; one of the command line is meant as it is.</param>
    public static IPEndPoint Address(this Config config, string key, string? text, int offset = 0)
    {
        var written = text ?? config.Text(key);
        var numeric = written.StartsWith("localhost:", StringComparison.Ordinal) ? $"127.0.0.1:{written["localhost:".Length..]}" : written;
        if (IPEndPoint.TryParse(numeric, out var endpoint) && numeric.Contains(':'))
        {
            var port = text is null && endpoint.Port != 0 ? endpoint.Port + offset : endpoint.Port;
            return port is >= 0 and <= IPEndPoint.MaxPort ? new(endpoint.Address, port) : throw new SettingException(key, $"the port is {port} with the offset of {offset}; ports end at {IPEndPoint.MaxPort}");
        }
        throw new SettingException(key, $"\"{written}\" must be ADDRESS:PORT, for example 127.0.0.1:15010");
    }
}
