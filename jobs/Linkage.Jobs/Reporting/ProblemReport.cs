using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Reporting;

/// <summary>A problem as a person reads it: what, where, what to do.</summary>
internal static class ProblemReport
{
    /// <summary>Prints it.</summary>
    public static void Print(Screen screen, Problem problem)
    {
        var (word, style) = problem.ExitCode switch
        {
            ExitCode.Cancelled => ("Cancelled", "yellow"),
            ExitCode.Refused => ("Refused", "yellow"),
            _ => ("Error", "red"),
        };
        screen.Line($"[bold {style}]{word}[/]  {Screen.Escape(problem.Message)}");
        Field(screen, "where", problem.Where);
        Field(screen, "what to do", problem.Remedy);
        Field(screen, "fault", problem.FaultId);
        screen.Line($"[grey]{"code",-11}{problem.Code}, exit {(int)problem.ExitCode}[/]");
    }

    private static void Field(Screen screen, string name, string? value)
    {
        if (value is not null)
        {
            screen.Line($"[grey]{name,-11}[/]{Screen.Escape(value)}");
        }
    }
}
