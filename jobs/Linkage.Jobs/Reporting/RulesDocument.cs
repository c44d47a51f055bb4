namespace Linkage.Jobs.Reporting;

/// <summary>What <c>rules list --json</c> prints; <c>schemas/formats/rules-output.schema.json</c>.</summary>
/// <param name="At">The instant the statuses are of.</param>
/// <param name="Rules">Every rule version, by id and version.</param>
internal sealed record RulesDocument(DateTimeOffset At, IReadOnlyList<ListedRule> Rules);

/// <summary>One rule version.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">Its status then: Approved only while its approvals bear it out and nothing has ended it.</param>
/// <param name="StatusReason">Why it was suspended, revoked or rejected, or null.</param>
/// <param name="ValidFrom">Its first day.</param>
/// <param name="LastDay">Its last day, whatever ends it first.</param>
/// <param name="EndedBy">What ends it first.</param>
/// <param name="DaysLeft">Days from then to its last day; below 0 when it has ended.</param>
/// <param name="IsDue">Whether it is live and ends within the days asked for.</param>
/// <param name="SupersededBy">The version that has taken its place, or null.</param>
/// <param name="Ends">Everything that ends it, the earliest first.</param>
/// <param name="Missing">What its approval still misses.</param>
internal sealed record ListedRule(
    string Rule,
    int Version,
    string Title,
    string Status,
    string? StatusReason,
    DateOnly ValidFrom,
    DateOnly LastDay,
    string EndedBy,
    int DaysLeft,
    bool IsDue,
    int? SupersededBy,
    IReadOnlyList<ListedEnd> Ends,
    IReadOnlyList<ApprovalProblem> Missing);

/// <summary>Something that ends a rule.</summary>
/// <param name="Clause">Where it stands.</param>
/// <param name="LastDay">The last day it leaves.</param>
internal sealed record ListedEnd(string Clause, DateOnly LastDay);
