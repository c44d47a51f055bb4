using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>--json</c> prints when a verb could not do its work.</summary>
/// <param name="Error">The problem.</param>
internal sealed record ErrorDocument(ErrorDocument.Details Error)
{
    /// <summary>Shapes a problem for printing.</summary>
    public static ErrorDocument Of(Problem problem) =>
        new(new Details(problem.Code, problem.Message, problem.Where, problem.Remedy, problem.FaultId, (int)problem.ExitCode));

    /// <summary>The problem, in the words of <see cref="Problem"/>.</summary>
    /// <param name="Code">Stable code in capitals.</param>
    /// <param name="Message">What is wrong.</param>
    /// <param name="Where">A file, an option or a folder.</param>
    /// <param name="Remedy">What to do.</param>
    /// <param name="FaultId">Name of the fault record.</param>
    /// <param name="ExitCode">The process's exit code.</param>
    internal sealed record Details(string Code, string Message, string? Where, string? Remedy, string? FaultId, int ExitCode);
}
