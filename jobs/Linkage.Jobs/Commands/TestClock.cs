namespace Linkage.Jobs.Commands;

/// <summary>Whether a verb that lets data flow may be told what time it is.</summary>
internal static class TestClock
{
    /// <summary>The environment variable that lets <c>--at</c> set the clock: 1 in tests and on synthetic data, never where real data lie.</summary>
    public const string Variable = "LINKAGE_TEST_CLOCK";

    /// <summary>Refuses a given instant where nobody has said that this is a test: as at another day a rule that has ended, or a release that has expired, would stand.</summary>
    /// <param name="at">The instant given, or null.</param>
    /// <param name="what">What goes by the clock, as in <c>A run is decided</c>.</param>
    /// <exception cref="ProblemException">There is one, and it is no test.</exception>
    public static void Require(DateTimeOffset? at, string what)
    {
        if (at is not null && Environment.GetEnvironmentVariable(Variable) != "1")
        {
            throw ProblemException.BadConfiguration(
                "CLOCK_NOT_SETTABLE", $"{what} by the clock of the machine; --at is for tests and for synthetic data.", null, $"Leave --at out, or set {Variable}=1 where no real data lie.");
        }
    }
}
