using System.Runtime.InteropServices;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>What pods need of the machine: root, the tools of network namespaces, Node, and an Envoy.</summary>
public static class Requirements
{
    /// <summary>Set where nothing may be skipped: what is missing is then a failure.</summary>
    public const string RequireVariable = "ACTORMESH_REQUIRE_ENVOY";

    /// <summary>Path of the Envoy to test with: the variable ENVOY, then PATH. Null when there is none.</summary>
    public static string? Envoy { get; } = Environment.GetEnvironmentVariable("ENVOY") is { Length: > 0 } set ? set : OnPath("envoy");

    /// <summary>Null when pods can run here.</summary>
    public static string? Missing { get; } = Find();

    /// <summary>Skips the test where pods cannot run, or fails it where they must.</summary>
    public static void Demand()
    {
        if (Missing is not null) Lacks(Missing);
    }

    /// <summary>Skips the test for want of something, or fails it where nothing may be skipped.</summary>
    public static void Lacks(string what)
    {
        if (Environment.GetEnvironmentVariable(RequireVariable) == "1") Assert.Fail($"{RequireVariable} is set, but {what}.");
        Assert.Skip($"Needs a real client of xDS, but {what}.");
    }

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux()) return "this is not Linux, and a pod is a network namespace";
        if (GetEffectiveUser() != 0) return "only root may make network namespaces";
        foreach (var tool in (string[])["ip", "iptables-restore", "setpriv", "node"])
            if (OnPath(tool) is null) return $"there is no {tool} on PATH";
        if (Envoy is null) return "no Envoy was found: set ENVOY to its path, or put it on PATH";
        return File.Exists(Envoy) ? null : $"ENVOY names {Envoy}, which is not there";
    }

    private static string? OnPath(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Append("/usr/sbin").Append("/sbin")
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUser();
}
