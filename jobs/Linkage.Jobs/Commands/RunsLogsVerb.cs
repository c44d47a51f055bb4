using System.CommandLine;
using System.Text.Json;
using Linkage.Jobs.Explaining;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Jobs.Watching;

namespace Linkage.Jobs.Commands;

/// <summary>Shows a run's own log.</summary>
internal sealed class RunsLogsVerb : Verb
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Argument<string> _run = new("RUN") { Description = "Id of a run, the beginning of one, or 'latest'" };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<bool> _follow = new("--follow") { Description = "Go on with what is written until the run has ended; with --json it is waited for" };

    /// <summary>Declares the verb.</summary>
    public RunsLogsVerb()
        : base(
            "logs",
            "Shows a run's own log: a JSON object a line, with ids, codes and counts and nothing of any person. Changes nothing.",
            new Example("linkage runs logs latest --data /srv/linkage", "Of the run that began last"),
            new Example("linkage runs logs latest --follow", "While it runs"))
    {
        Add(_run);
        Add(_data);
        Add(_follow);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var run = RecordedRuns.Find(workspace, parse.GetRequiredValue(_run)).Row;
        var path = RunLog.PathOf(workspace, run.RunId);
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("NO_LOG", $"There is no log of run {run.RunId} here.", path, "A run of an earlier version has none, and on a store of several machines it lies where the run was; 'linkage runs show' tells what is recorded.");
        }

        var isFollowed = parse.GetValue(_follow);
        var said = parse.GetValue<bool>("--json") ? null : Screen.OnStandardOutput();
        var events = new List<JsonElement>();
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (true)
        {
            // Asked before the rest is read: what was written before it ended is read then.
            var isOver = !isFollowed || WorkspaceHold.Holder(workspace) is null;
            while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
            {
                events.Add(line);
                said?.Raw(line.GetRawText() + "\n");
            }

            if (isOver || (events is [.., var last] && last.GetProperty("event").GetString() is RunLog.Ended or RunLog.Broken))
            {
                return new VerbResult(ExitCode.Done, new RunLogDocument(run.RunId, events), _ => { });
            }

            await Task.Delay(Pause, context.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // A line that a killed host left half is not shown.
    private static async Task<JsonElement?> NextAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            try
            {
                return JsonSerializer.Deserialize<JsonElement>(line, JsonOutput.Options);
            }
            catch (JsonException)
            {
            }
        }

        return null;
    }
}
