namespace Linkage.Governance.Scenarios;

/// <summary>How one scenario came out.</summary>
/// <param name="Name">Name of the scenario; of a file that cannot be read, its path.</param>
/// <param name="File">The file it stands in.</param>
/// <param name="Line">Its line there, from 1; null when the whole file is meant.</param>
/// <param name="Expected">What the scenario expects.</param>
/// <param name="Actual">What came out.</param>
public sealed record ScenarioResult(string Name, string File, int? Line, ScenarioOutcome Expected, ScenarioOutcome Actual)
{
    /// <summary>Whether it came out as expected.</summary>
    public bool Passed => Expected.Is(Actual);
}
