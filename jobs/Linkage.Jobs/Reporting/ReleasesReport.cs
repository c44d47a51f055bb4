using Linkage.Governance.Releases;

namespace Linkage.Jobs.Reporting;

/// <summary>Releases as a person reads them.</summary>
internal static class ReleasesReport
{
    private const int Indent = 2;

    /// <summary>Prints where every release stands.</summary>
    public static void Print(Screen screen, ReleasesDocument document)
    {
        if (document.Releases.Count == 0)
        {
            screen.Line("No release yet.");
            return;
        }

        screen.Table(
            ["release", "project", "released", ">rows", "until", "state"],
            document.Releases.Select(r => (IReadOnlyList<string>)
            [
                r.Release, Screen.Escape(r.Project), Screen.Instant(r.ReleasedAt), Screen.Count(r.Rows), r.Expires is { } end ? Screen.Instant(end) : "-", State(r),
            ]));
        foreach (var release in document.Releases.Where(r => r.Acts.Count > 0 || r.Doubt is not null))
        {
            screen.Section(release.Release);
            foreach (var act in release.Acts)
            {
                screen.Inset(Indent, $"{Screen.Instant(act.At)}  {act.Act} by {Screen.Escape(act.Person)}{(act.Team is null ? string.Empty : $" for {Screen.Escape(act.Team)}")}{(act.Reason is null ? string.Empty : $": {Screen.Escape(act.Reason)}")}");
            }

            if (release.Doubt is { } doubt)
            {
                screen.Inset(Indent, $"[red]In doubt:[/] {Screen.Escape(doubt)}");
            }

            if (release.Owing.Count > 0 && release.State is ReleaseState.Withdrawn or ReleaseState.Expired)
            {
                screen.Inset(Indent, $"[yellow]Word that it was destroyed is owed by {Screen.Escape(string.Join(", ", release.Owing))}[/]");
            }
        }
    }

    /// <summary>Prints where the copy is.</summary>
    public static void Print(Screen screen, CollectDocument collected)
    {
        screen.Line($"[bold green]Collected[/] [bold]{Screen.Escape(collected.Release)}[/] by {Screen.Escape(collected.Person)} for {Screen.Escape(collected.Team)}; the receipt is in the ledger");
        screen.Plain($"copy          {RunReport.Shown(collected.Copy)}");
        screen.Plain(collected.Expires is { } end ? $"to be kept    until {Screen.Instant(end)}" : "to be kept    as its statement says");
        if (collected.OpeningKey is { } key)
        {
            screen.Plain($"encrypted to  {key}");
            screen.Section("Next");
            screen.Command(["releases", "open", RunReport.Shown(collected.Copy), "--key", "OPENING.pem", "--out", "DIR"], "where the private key is; then 'linkage verify' what came out");
        }
    }

    /// <summary>Prints where the files are.</summary>
    public static void Print(Screen screen, OpenDocument opened)
    {
        screen.Line($"[bold green]Opened[/] [bold]{Screen.Escape(opened.Release)}[/]");
        screen.Section("Next");
        screen.Command(["verify", RunReport.Shown(opened.Folder), "--key", "PUBLIC.pem"], "with the key the council gave you");
    }

    /// <summary>Prints what was taken back, and who has to be told.</summary>
    public static void Print(Screen screen, WithdrawDocument withdrawn)
    {
        screen.Line($"[bold green]Withdrawn[/] [bold]{Screen.Escape(withdrawn.Release)}[/] by {Screen.Escape(withdrawn.Person)} at {Screen.Instant(withdrawn.At)}{(withdrawn.Already ? "; that was before, and nothing was recorded now" : string.Empty)}");
        foreach (var folder in withdrawn.Wiped)
        {
            screen.Plain($"wiped  {RunReport.Shown(folder)}");
        }

        foreach (var place in withdrawn.Elsewhere)
        {
            screen.Plain($"not found, or wiped before  {RunReport.Shown(place)}");
        }

        if (withdrawn.Pending is { } pending)
        {
            screen.Line($"[yellow]Recorded, and not everything is done yet:[/] {Screen.Escape(pending)} The next run does it, or the same command. Hand no revoked-releases.dsse.json out until then: this release may not be on it.");
        }

        screen.Line(withdrawn.Owing.Count == 0
            ? "Nobody owes word that a copy was destroyed."
            : $"[yellow]Tell {Screen.Escape(string.Join(", ", withdrawn.Owing))}[/]: every copy has to be destroyed, and that attested with 'linkage releases attest'. Give them revoked-releases.dsse.json once it is signed.");
    }

    /// <summary>Prints who still owes word.</summary>
    public static void Print(Screen screen, AttestDocument attested)
    {
        screen.Line($"[bold green]Attested[/] by {Screen.Escape(attested.Person)} for {Screen.Escape(attested.Team)}: every copy of [bold]{Screen.Escape(attested.Release)}[/] is destroyed");
        if (attested.Owing.Count > 0)
        {
            screen.Line($"[yellow]Word is still owed by {Screen.Escape(string.Join(", ", attested.Owing))}[/]");
        }
    }

    private static string State(ListedRelease release) => release.State switch
    {
        ReleaseState.Ready or ReleaseState.Collected when release.Doubt is not null => "[red]in doubt[/]",
        ReleaseState.Ready or ReleaseState.Collected when !release.Present => $"[red]{release.State}, and not there[/]",
        ReleaseState.Withdrawn or ReleaseState.Destroyed when release.Present => $"[red]{release.State}, and still there[/]",
        ReleaseState.Ready => "[green]Ready[/]",
        ReleaseState.Collected => "[green]Collected[/]",
        var ended => ended.ToString(),
    };
}
