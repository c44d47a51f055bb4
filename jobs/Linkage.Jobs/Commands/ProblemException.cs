namespace Linkage.Jobs.Commands;

/// <summary>Carries a <see cref="Problem"/> from the place that finds it to the host that prints it.</summary>
internal sealed class ProblemException : Exception
{
    /// <summary>Wraps a problem.</summary>
    public ProblemException(Problem problem)
        : base(problem.Message) => Problem = problem;

    /// <summary>What is wrong and what to do.</summary>
    public Problem Problem { get; }

    /// <summary>Wrong configuration: exit code 3.</summary>
    public static ProblemException BadConfiguration(string code, string message, string? where, string? remedy) =>
        new(new Problem(code, message, ExitCode.BadConfiguration) { Where = where, Remedy = remedy });

    /// <summary>An expected no: exit code 2.</summary>
    public static ProblemException Refused(string code, string message, string? where, string? remedy) =>
        new(new Problem(code, message, ExitCode.Refused) { Where = where, Remedy = remedy });
}
