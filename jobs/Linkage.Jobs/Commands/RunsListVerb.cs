using System.CommandLine;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Lists the runs of a workspace.</summary>
internal sealed class RunsListVerb : Verb
{
    private const int Most = 10_000;

    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<string?> _project = new("--project") { HelpName = "PROJECT", Description = "Of this project alone" };
    private readonly Option<RunState?> _state = new("--state") { HelpName = "STATE", Description = "That stand so: Running, Released, Refused, Failed, Cancelled or Crashed" };
    private readonly Option<DateOnly?> _since = new("--since") { HelpName = "DATE", Description = "That began on this day or later (UTC)" };
    private readonly Option<int> _limit = new("--limit") { HelpName = "COUNT", Description = "How many at most", DefaultValueFactory = _ => 20 };

    /// <summary>Declares the verb.</summary>
    public RunsListVerb()
        : base(
            "list",
            "Lists the runs of a workspace, the newest first. Changes nothing.",
            new Example("linkage runs list --data /srv/linkage", "The latest twenty"),
            new Example("linkage runs list --project homes-and-money --state Failed --since 2026-11-01", "What broke of a project this month"),
            new Example("linkage runs list --json | jq -r '.runs[].run'", "For a program"))
    {
        _limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 1 or > Most)
            {
                result.AddError($"--limit takes a whole number from 1 to {Most}.");
            }
        });
        Add(_data);
        Add(_project);
        Add(_state);
        Add(_since);
        Add(_limit);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var isHeld = WorkspaceHold.Holder(workspace) is not null;
        var (project, state, since) = (parse.GetValue(_project), parse.GetValue(_state), parse.GetValue(_since));
        var document = new RunsDocument([.. RecordedRuns.All(workspace)
            .Select(run => RunsDocument.ListedRun.Of(run, isHeld))
            .Where(run => (project is null || run.Project == project) && (state is null || run.State == state) && (since is null || DateOnly.FromDateTime(run.StartedAt.UtcDateTime) >= since))
            .Take(parse.GetValue(_limit))]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RunsReport.Print(screen, document)));
    }
}
