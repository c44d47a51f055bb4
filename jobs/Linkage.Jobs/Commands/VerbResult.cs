using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>What a verb hands to the host, which prints one of the two forms.</summary>
/// <param name="ExitCode">How the process ends.</param>
/// <param name="Document">The one object that <c>--json</c> prints.</param>
/// <param name="Print">Writes the report a person reads.</param>
internal sealed record VerbResult(ExitCode ExitCode, object Document, Action<Screen> Print)
{
    /// <summary>Why the work was refused; printed last, on standard error, where a scheduler's mail looks.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];
}
