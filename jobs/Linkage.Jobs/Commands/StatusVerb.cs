using System.CommandLine;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>Shows what a workspace has done and what it is doing.</summary>
internal sealed class StatusVerb : Verb
{
    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<int> _last = new("--last")
    {
        HelpName = "COUNT",
        Description = "How many runs to show",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Declares the verb.</summary>
    public StatusVerb()
        : base(
            "status",
            "Shows the latest runs of a workspace with their stages, decisions and releases, which releases have expired, and runs that never ended.",
            new("linkage status", "The workspace ./linkage-data"),
            new("linkage status --data linkage-demo --last 3", "The three latest runs of the demo"),
            new("linkage status --json | jq '.runs[0].state'", "For a monitor"))
    {
        _last.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && value is < 1 or > 1000)
            {
                result.AddError("--last takes a whole number from 1 to 1000.");
            }
        });
        Add(_data);
        Add(_last);
        Add(_at);
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here yet.", workspace, "Name one with --data DIR. To make one for work: 'linkage keys init --data DIR', then 'linkage run PROJECT --data DIR'. 'linkage demo' makes one to look at.");
        }

        var now = parse.GetValue(_at) ?? context.Clock.GetUtcNow();
        var holder = WorkspaceHold.Holder(workspace);
        var runs = RunStore.ReadLatest(StoreDatabase.Of(workspace), workspace, parse.GetValue(_last));
        var document = StatusDocument.Of(workspace, holder, runs, new StoredReleases(StoreDatabase.Of(workspace), workspace).Read(), now);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => StatusReport.Print(screen, document)));
    }
}
