namespace Linkage.Jobs.Commands;

/// <summary>A reason why a verb could not do its work, fit to be read by a person and by a program. Never holds a value from a row.</summary>
/// <param name="Code">Stable code in capitals, as in <c>UNKNOWN_PROJECT</c>.</param>
/// <param name="Message">What is wrong, in one or two sentences.</param>
/// <param name="ExitCode">How the process ends.</param>
internal sealed record Problem(string Code, string Message, ExitCode ExitCode)
{
    /// <summary>Where: a file with line and key, an option, a folder. Null when the message says it all.</summary>
    public string? Where { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }

    /// <summary>Name of the fault record with type and stack, for <see cref="ExitCode.Fault"/>.</summary>
    public string? FaultId { get; init; }
}
