using Linkage.Governance.Decisions;
using Linkage.Jobs.Explaining;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.SelfAttack;

namespace Linkage.Jobs.Reporting;

/// <summary>A run as a person reads it: rows, links, decisions, what was released.</summary>
internal static class RunReport
{
    /// <summary>Prints the whole report.</summary>
    public static void Print(Screen screen, RunOutcome outcome)
    {
        Head(screen, outcome);
        if (outcome.Stages.Count > 0)
        {
            Rows(screen, outcome);
            Sources(screen, outcome);
            Completeness(screen, outcome.Stages.SelectMany(s => s.Completeness ?? []).ToList());
            Stages(screen, outcome);
            Protections(screen, outcome);
            SelfAttack(screen, outcome);
        }

        Links(screen, outcome);
        Decisions(screen, outcome);
        Refusals(screen, outcome);
        Releases(screen, outcome);
    }

    /// <summary>Project, outcome and run id.</summary>
    public static void Head(Screen screen, RunOutcome outcome)
    {
        var released = outcome.Outcome == RunOutcomeKind.Released;
        screen.Title(outcome.Project, null);
        screen.Line($"[bold {(released ? "green" : "yellow")}]{(released ? "Released" : "Refused")}[/]   [grey]run {outcome.Run}, as at {Screen.Instant(outcome.Instant)}[/]");
    }

    /// <summary>Rows in, kept, rejected and warned of by reason, a line a dataset.</summary>
    public static void Rows(Screen screen, RunOutcome outcome)
    {
        var extract = outcome.Stages.FirstOrDefault(s => s.Parts.Count > 0 && s.Name == "Extract");
        if (extract is null)
        {
            return;
        }

        screen.Section("Rows read");
        screen.Table(
            ["dataset", ">in", ">kept", ">rejected", "why", "warnings"],
            extract.Parts.Select(p => Row(p.Name, p.In, p.Kept, p.RejectedByReason, p.WarnedByReason))
                .Append(Row("all", extract.In, extract.Kept, extract.RejectedByReason, extract.WarnedByReason).Select((c, i) => i >= 4 ? string.Empty : $"[bold]{c}[/]").ToList()));
    }

    /// <summary>The file each dataset was read from, with its digest.</summary>
    public static void Sources(Screen screen, RunOutcome outcome)
    {
        if (outcome.Sources.Count == 0)
        {
            return;
        }

        screen.Section("Files read");
        screen.Table(
            ["dataset", "file", "SHA-256"],
            outcome.Sources.Select(s => (IReadOnlyList<string>)[Screen.Escape(s.Dataset), Screen.Escape(s.File), $"[grey]{Digest(screen, s.Sha256)}[/]"]));
    }

    /// <summary>How each delivery stands beside the one before it; nothing where none was compared.</summary>
    public static void Completeness(Screen screen, IReadOnlyList<CompletenessReport> compared)
    {
        if (compared.Count == 0)
        {
            return;
        }

        screen.Section("Beside the deliveries before");
        foreach (var alike in compared.Where(c => c.Findings.Count == 0).GroupBy(c => c.InWords))
        {
            screen.Line($"[grey]{Screen.Escape(string.Join(", ", alike.Select(c => c.Dataset)))}: {Screen.Escape(alike.Key)}[/]");
        }

        foreach (var one in compared.Where(c => c.Findings.Count > 0))
        {
            screen.Line($"{Screen.Escape(one.Dataset)}: [{(one.Standing == CompletenessStanding.Stopped ? "red" : "yellow")}]{Screen.Escape(one.InWords)}[/]");
            foreach (var finding in one.Findings)
            {
                screen.Inset(2, Screen.Escape(finding.InWords()));
            }
        }
    }

    /// <summary>The five stages with rows, time and memory.</summary>
    public static void Stages(Screen screen, RunOutcome outcome)
    {
        screen.Section("Stages");
        screen.Table(
            ["stage", ">in", ">kept", ">rejected", ">time", ">peak MiB", "why"],
            outcome.Stages.Select(s => (IReadOnlyList<string>)
            [
                s.Name,
                Screen.Count(s.In),
                Screen.Count(s.Kept),
                Screen.Count(s.Rejected),
                s.Reused ? "reused" : Screen.Seconds(s.Seconds),
                Screen.Count((long)s.PeakMib),
                s.Name == "Extract" ? "[grey]see above[/]" : Why(s.RejectedByReason),
            ]));
    }

    /// <summary>What was hidden, made coarser or added at release, by reason, the largest first; nothing where nothing was.</summary>
    public static void Protections(Screen screen, RunOutcome outcome)
    {
        var done = outcome.Stages.Where(s => s.Name == "Release").SelectMany(s => s.WarnedByReason).Where(r => r.Value > 0)
            .OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).ToList();
        if (done.Count == 0)
        {
            return;
        }

        screen.Section("Protected at release");
        screen.Table(
            ["reason", ">how many", "what it means"],
            done.Select(r => (IReadOnlyList<string>)[Screen.Escape(r.Key), Screen.Count(r.Value), Screen.Escape(RowReasons.Meaning(r.Key))]));
    }

    /// <summary>What the run tried against its own pseudonyms.</summary>
    public static void SelfAttack(Screen screen, RunOutcome outcome)
    {
        if (outcome.Stages.Select(s => s.SelfAttack).OfType<AttackReport>().FirstOrDefault() is { } attack)
        {
            screen.Line($"Attacked without the key: {Screen.Count(attack.Guesses)} guesses and {Screen.Count(attack.Identifiers)} identifiers against {Screen.Count(attack.Columns)} columns, {Screen.Count(attack.OtherSets)} sets of other grants; [bold]nothing found[/]");
        }
    }

    /// <summary>How records were linked.</summary>
    public static void Links(Screen screen, RunOutcome outcome)
    {
        if (outcome.Links is not { } links)
        {
            return;
        }

        screen.Section("Links");
        var byKey = string.Join(", ", links.LinksByKey.OrderByDescending(k => k.Value).Select(k => $"{Screen.Count(k.Value)} by {Screen.Escape(k.Key)}"));
        screen.Line($"{Screen.Count(links.Records)} records compared, [bold]{Screen.Count(links.Persons)}[/] people found; links: {(byKey.Length == 0 ? "none" : byKey)}");
        foreach (var warning in links.Warnings)
        {
            screen.Line($"[yellow]note[/] {Screen.Escape(warning)}");
        }
    }

    /// <summary>Each decision with its rule and its reasons.</summary>
    public static void Decisions(Screen screen, RunOutcome outcome)
    {
        if (outcome.Decisions.Count == 0)
        {
            return;
        }

        screen.Section("Decisions");
        DecisionReport.Print(screen, outcome.Decisions.Select(d => DecisionDocument.Of(d.Point, d.Decision)).ToList());
        if (outcome.Decisions is [{ Decision.IsAllowed: false }, { Point: "Start", Decision.IsAllowed: true }, ..])
        {
            screen.Inset(7, "[grey]First asked with every dataset, then without those the project wants only where a rule permits them.[/]");
        }
    }

    /// <summary>Why a run was refused by something other than the gate.</summary>
    public static void Refusals(Screen screen, RunOutcome outcome)
    {
        var told = outcome.Decisions.SelectMany(d => d.Decision.Reasons).Select(r => r.Code.Written()).ToHashSet(StringComparer.Ordinal);
        var more = outcome.Refusals.Where(r => !told.Contains(r.Code)).ToList();
        if (more.Count == 0)
        {
            return;
        }

        screen.Section("Refused");
        foreach (var refusal in more)
        {
            screen.Line($"[yellow]{Screen.Escape(refusal.Code)}[/] [grey]at {Screen.Escape(refusal.Stage)}[/]");
            screen.Inset(2, Screen.Escape(refusal.Message));
            Place(screen, "where", refusal.Where);
            Place(screen, "kept in quarantine", refusal.Quarantine);
        }
    }

    /// <summary>Released files with digests.</summary>
    public static void Releases(Screen screen, RunOutcome outcome)
    {
        foreach (var release in outcome.Releases)
        {
            screen.Section("Released");
            screen.Plain($"{Shown(release.Path)}{(release.AlreadyPublished ? "  (was there already: same inputs, same release)" : null)}");
            screen.Table(
                ["file", ">rows", ">size", "SHA-256"],
                release.Files.Select(f => (IReadOnlyList<string>)[Screen.Escape(f.Name), Screen.Count(f.Rows), Screen.Bytes(f.Bytes), $"[grey]{Digest(screen, f.Sha256)}[/]"]));
            screen.Line($"[grey]signed statement {Digest(screen, release.StatementDigest)}[/]");
        }
    }

    /// <summary>A path as short as it can be typed from here.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>A digest, shortened where the screen is narrow.</summary>
    public static string Digest(Screen screen, string digest) => screen.IsTerminal && screen.Width < 120 && digest.Length > 16 ? $"{digest[..16]}…" : digest;

    /// <summary>Counts by reason code, the largest first.</summary>
    public static string Why(IReadOnlyDictionary<string, long> byReason) =>
        string.Join(", ", byReason.Where(r => r.Value > 0).OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{Screen.Escape(r.Key)} {Screen.Count(r.Value)}"));

    private static void Place(Screen screen, string what, string? path)
    {
        if (path is not null)
        {
            screen.Plain($"  {what}: {path}");
        }
    }

    private static IReadOnlyList<string> Row(string name, long rowsIn, long kept, IReadOnlyDictionary<string, long> rejected, IReadOnlyDictionary<string, long> warned) =>
        [Screen.Escape(name), Screen.Count(rowsIn), Screen.Count(kept), Screen.Count(rejected.Values.Sum()), Why(rejected), Why(warned)];
}
