using System.CommandLine;
using Linkage.Governance.Scenarios;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>Puts every scenario of a folder to the gate and says which came out as written.</summary>
internal sealed class ScenariosVerb : Verb
{
    private readonly Argument<string> _folder = new("DIR") { Description = "Folder with files of scenarios (*.yaml)" };
    private readonly Option<string?> _registry = RegistryOption.Create();

    /// <summary>Declares the verb.</summary>
    public ScenariosVerb()
        : base(
            "scenarios",
            "Runs acceptance scenarios: requests with the outcome and the reasons that are expected. Ends with 0 only when every one came out as written.",
            new("linkage scenarios governance/scenarios", "All scenarios of the repository"),
            new("linkage scenarios governance/scenarios --json | jq '.scenarios[] | select(.passed | not)'", "Those that did not come out as written"))
    {
        Add(_folder);
        Add(_registry);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var results = ScenarioFolder.Run(parse.GetRequiredValue(_folder), RegistryOption.Find(parse.GetValue(_registry)));
        var document = ScenariosDocument.Of(results);
        return Task.FromResult(new VerbResult(
            results.Any(result => result.Actual.Problem is not null) ? ExitCode.BadConfiguration : results.All(result => result.Passed) ? ExitCode.Done : ExitCode.Refused,
            document,
            screen => ScenariosReport.Print(screen, document))
        {
            Problems = [.. Problems(results)],
        });
    }

    private static IEnumerable<Problem> Problems(IReadOnlyList<ScenarioResult> results)
    {
        foreach (var result in results.Where(result => result.Actual.Problem is not null))
        {
            yield return new Problem("BAD_CONFIGURATION", result.Actual.Problem!, ExitCode.BadConfiguration) { Where = ScenariosDocument.PlaceOf(result) };
        }

        if (results.Count(result => !result.Passed && result.Actual.Problem is null) is var failed and > 0)
        {
            yield return new Problem("SCENARIO_FAILED", $"{Screen.Plural(failed, "scenario")} of {Screen.Count(results.Count)} did not come out as written.", ExitCode.Refused)
            {
                Remedy = "Find out whether the rules, the gate or the scenario is wrong; a scenario that the gate and gate.md agree on is never changed to pass.",
            };
        }
    }
}
