using System.Globalization;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Explaining;

namespace Linkage.Jobs.Notifying;

/// <summary>A thing in plain English. Made of texts of ours, ids, codes, counts and dates, and so free of personal data.</summary>
/// <param name="Title">What happened, in a line.</param>
/// <param name="Text">What happened, in one or two sentences.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Runbook">Where the runbook says more.</param>
internal sealed record NoticeText(string Title, string Text, string Remedy, string Runbook)
{
    /// <summary>Puts a thing into words.</summary>
    /// <param name="facts">What is said of it.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="today">The present day, for how long something still lasts.</param>
    public static NoticeText Of(IReadOnlyDictionary<string, string> facts, NoticeKind kind, DateOnly today)
    {
        string Fact(string name) => facts.GetValueOrDefault(name, string.Empty);
        var (project, code, rule) = (Fact(NoticeFact.Project), Fact(NoticeFact.Code), Fact(NoticeFact.Rule));
        var runs = facts.TryGetValue(NoticeFact.Run, out var run) ? $" Run {run}." : string.Empty;
        var slot = facts.TryGetValue(NoticeFact.Slot, out var due) ? $" Its slot of {Spoken(due)}." : string.Empty;
        var explain = run is null ? "'linkage schedules list' and the host's log show more." : $"'linkage explain {run}' says why.";
        string Anchor(string otherwise) => RunbookAnchors.Of(code, string.Empty) ?? otherwise;
        return (kind, Fact(NoticeFact.What)) switch
        {
            (NoticeKind.Incident, _) => new(
                $"Incident: {code}",
                $"What stands in the store is not what the ledger recorded ({code}).{Of(project)}{slot}{runs} Until it is cleared up nothing may be trusted that was made since.",
                "Treat it as an incident: stop the host, delete nothing, tell the IG lead and the DPO today; 'linkage ledger verify' says what is wrong.",
                "runbook.md#a-broken-ledger"),
            (NoticeKind.Failure, "host") => new(
                $"The host cannot do its work: {code}",
                $"'linkage serve' cannot look for what is due ({code}), so no schedule runs.",
                "The host's log says which file or place it is; put it right, and the next look goes on by itself.",
                Anchor("runbook.md#serve")),
            (NoticeKind.Failure, _) => new(
                $"{project} failed: {code}",
                $"{project} ended by a fault or a wrong configuration ({code}) and is not tried again by itself. Nothing was released.{slot}{runs}",
                $"{explain} Put it right, then 'linkage runs retry' or 'linkage schedules trigger'.",
                Anchor("runbook.md#codes-and-what-to-do")),
            (NoticeKind.Refusal, _) => new(
                $"{project} was refused: {code}",
                $"{project} was refused ({code}), and is not tried again by itself. Nothing was released.{slot}{runs}",
                $"{explain} Act on its code: a rule, a contract or disclosure control said no.",
                Anchor("runbook.md#codes-and-what-to-do")),
            (NoticeKind.Lateness, "missed") => new(
                $"{project} missed {Count(Fact(NoticeFact.Count))}",
                $"{Count(Fact(NoticeFact.Count), capital: true)} of {project} until {Spoken(Fact(NoticeFact.Slot))} passed without a run: no host was at work, or it was busy.",
                "If the runs are needed: 'linkage schedules trigger --from'. Find out why no host was at work.",
                "runbook.md#serve"),
            (NoticeKind.Lateness, "delivery") => new(
                $"The delivery of {Fact(NoticeFact.Dataset)} is late",
                $"A new file of {Fact(NoticeFact.Dataset)} was due on {Spoken(Fact(NoticeFact.Slot))} and has not come ({code}). Until it comes, runs read the file before it, or wait for it.",
                code == Arrival.Unchanged ? "Ask its owner: what lies there is still the file before it." : $"'linkage pull {Fact(NoticeFact.Dataset)}' says what is wrong; ask its owner if it is not there.",
                "runbook.md#a-delivery-is-late"),
            (NoticeKind.Lateness, _) => new(
                $"{project} is late",
                $"{project} was due on {Spoken(Fact(NoticeFact.Slot))} and had not begun an hour later.",
                "'linkage runs list' shows what is at work in its place, /readyz whether the host is; start the host if it is not.",
                "runbook.md#serve"),
            (NoticeKind.Expiry, "release") => new(
                $"The end of a release of {project} {Ends(Fact(NoticeFact.Until), today)}",
                $"The last day of release {Fact(NoticeFact.Release)} of {project} {Ends(Fact(NoticeFact.Until), today)}. After that nobody may use it.",
                "Who collected it destroys every copy and attests it with 'linkage releases attest'; 'linkage releases list' shows who.",
                "runbook.md#withdraw-a-release"),
            (NoticeKind.Expiry, var what) => new(
                $"{rule}: {Thing(what)} {Ends(Fact(NoticeFact.Until), today)}",
                $"{Thing(what, capital: true)} of rule {rule} {Ends(Fact(NoticeFact.Until), today)}. After its last day nothing that rests on it is permitted, and runs are refused.",
                "If the work goes on: review it now, and have a new version of the rule approved before that day.",
                "runbook.md#approve-or-change-a-rule"),
            (NoticeKind.Revocation, "release-withdrawn") => new(
                $"A release of {project} was withdrawn",
                $"Release {Fact(NoticeFact.Release)} of {project} was withdrawn. It may not be used from now on.",
                "Who collected it destroys every copy and attests it with 'linkage releases attest'; 'linkage releases list' shows who.",
                "runbook.md#withdraw-a-release"),
            (NoticeKind.Revocation, var what) => new(
                $"{rule} was {(what == "rule-revoked" ? "revoked" : "suspended")}",
                $"Rule {rule} was {(what == "rule-revoked" ? "revoked: it never permits anything again" : "suspended: it permits nothing until somebody resumes it")}. Runs that rest on it are refused.",
                $"'linkage rules history {rule}' says by whom and why.",
                "runbook.md#revoke-or-suspend-a-rule"),
            _ => throw new InvalidOperationException($"There are no words for {kind}."),
        };
    }

    private static string Of(string project) => project.Length == 0 ? string.Empty : $" Project {project}.";

    private static string Thing(string what, bool capital = false) => what switch
    {
        "rule" => capital ? "The last day" : "its last day",
        "dpia" => capital ? "The review date of the DPIA" : "the review date of its DPIA",
        "agreement" => capital ? "The review date of the sharing agreement" : "the review date of its sharing agreement",
        "reuse-approval" => capital ? "The end of a re-use approval" : "the end of a re-use approval",
        _ => capital ? "The end of a law" : "the end of a law it names",
    };

    private static string Ends(string until, DateOnly today)
    {
        var last = DateOnly.ParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var written = last.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return (last.DayNumber - today.DayNumber) switch
        {
            < 0 => $"was on {written}",
            0 => $"is today, {written}",
            1 => $"is tomorrow, {written}",
            var days => string.Create(CultureInfo.InvariantCulture, $"is in {days} days, on {written}"),
        };
    }

    private static string Count(string count, bool capital = false) => count == "1" ? capital ? "One slot" : "a slot" : $"{count} slots";

    private static string Spoken(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime.ToString("d MMMM yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
