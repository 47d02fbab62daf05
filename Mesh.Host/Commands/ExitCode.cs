namespace Mesh.Commands;

public static class ExitCode
{
    public const int Ok = 0;

    /// <summary>What was looked at has errors, or what was asked for can not be done.</summary>
    public const int Findings = 1;

    public const int WrongUsage = 2;
}
