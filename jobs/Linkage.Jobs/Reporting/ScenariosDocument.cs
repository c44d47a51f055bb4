using System.Globalization;
using Linkage.Governance.Scenarios;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>scenarios --json</c> prints; <c>schemas/formats/scenarios-output.schema.json</c>.</summary>
/// <param name="Scenarios">Every scenario, in the order of the files.</param>
internal sealed record ScenariosDocument(IReadOnlyList<ScenariosDocument.Scenario> Scenarios)
{
    /// <summary>Shapes results for printing.</summary>
    public static ScenariosDocument Of(IReadOnlyList<ScenarioResult> results) =>
        new([.. results.Select(result => new Scenario(result.Name, PlaceOf(result), result.Passed, result.Expected, result.Actual))]);

    /// <summary>File and line of a scenario.</summary>
    public static string PlaceOf(ScenarioResult result) =>
        result.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{result.File}, line {line}") : result.File;

    /// <summary>One scenario.</summary>
    /// <param name="Name">Its name; of a file that cannot be read, its path.</param>
    /// <param name="Where">File and line.</param>
    /// <param name="Passed">Whether it came out as written.</param>
    /// <param name="Expected">What it expects.</param>
    /// <param name="Actual">What came out; <c>problem</c> says why it could not be read.</param>
    internal sealed record Scenario(string Name, string Where, bool Passed, ScenarioOutcome Expected, ScenarioOutcome Actual);
}
