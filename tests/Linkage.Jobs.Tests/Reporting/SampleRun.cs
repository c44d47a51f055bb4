using Linkage.Governance.Decisions;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Tests.Reporting;

/// <summary>A run as the reports see it, with counts of the size a city has.</summary>
internal static class SampleRun
{
    public static readonly DateTimeOffset Instant = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static RunOutcome Released() => new()
    {
        Run = "20261120T090000Z-1a2b3c4d",
        Project = "homes-and-money",
        Instant = Instant,
        Outcome = RunOutcomeKind.Released,
        Stages =
        [
            Stage("Extract", Part("rent-arrears-panel", 26_750, 26_741, ("date-not-valid", 5), ("record-id-missing", 2), ("record-id-repeated", 2)), Part("food-vouchers", 18_300, 18_300)),
            Stage("Pseudonymise", Part("rent-arrears-panel", 26_741, 26_741), Part("food-vouchers", 18_300, 18_300)),
            Stage("Link", Part("rent-arrears-panel", 26_741, 26_741), Part("food-vouchers", 18_300, 18_300)),
            Stage("Gate", Part("rent-arrears-panel", 26_741, 26_741), Part("food-vouchers", 18_300, 18_300)),
            Stage("Release", Part("outreach", 38_112, 36_902, ("opt-out", 640), ("unsafe-to-contact", 312), ("no-address", 258))),
        ],
        Decisions = [new RunDecision("Start", Allowed()), new RunDecision("Link", Allowed()), new RunDecision("Release", Allowed())],
        Releases =
        [
            new ReleasedBundle(
                "release-0123456789abcdef0123456789abcdef",
                "/srv/linkage/zones/release/homes-and-money/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                new string('a', 64),
                [new ReleasedFile("data/outreach.parquet", new string('b', 64), 36_902, 1_482_113)],
                AlreadyPublished: false),
        ],
        Links = new LinkSummary(45_041, 38_112, new Dictionary<string, long> { ["uprn"] = 5_120, ["person"] = 1_809 }, new string('c', 64))
        {
            Models = [new UsedModel("food-vouchers", "rent-arrears-panel", "customer-services+housing", new string('d', 64)), new UsedModel("food-vouchers", "food-vouchers", null, new string('e', 64))],
            Warnings = ["Training did not converge."],
        },
    };

    public static RunOutcome Refused() => new()
    {
        Run = "20261120T090100Z-5e6f7a8b",
        Project = "arrears-recovery",
        Instant = Instant,
        Outcome = RunOutcomeKind.Refused,
        Stages = [],
        Decisions = [new RunDecision("Start", Denied())],
        Releases = [],
        Refusals = [new Refusal("Start", "PURPOSE_NOT_COVERED", "The purpose debt-recovery is not one of the rule's.")],
    };

    private static Decision Allowed() => new()
    {
        IsAllowed = true,
        Instant = Instant,
        RequestHash = new string('d', 64),
        RegistryHash = new string('e', 64),
        RuleId = "homes-and-money",
        RuleVersion = 4,
        RuleHash = new string('f', 64),
        Checks = [],
        Reasons = [],
        EffectiveEnd = Instant.AddYears(1),
        Warnings = ["The law HA96-P7 is marked check: a person has still to hold it against its source, which is a longer line than eighty columns hold."],
        Considered = [],
    };

    private static Decision Denied() => Allowed() with
    {
        IsAllowed = false,
        EffectiveEnd = null,
        Warnings = [],
        Reasons =
        [
            new Reason(ReasonCode.PurposeNotCovered, "The purpose debt-recovery is not one of the rule's, and the rule names it as incompatible with early help.", "purpose.codes"),
            new Reason(ReasonCode.RecipientNotPermitted, "The team revenues is not a recipient of the rule.", "recipients"),
        ],
    };

    private static StageReport Stage(string name, params IReadOnlyList<StagePart> parts) => new()
    {
        Name = name,
        In = parts.Sum(p => p.In),
        Kept = parts.Sum(p => p.Kept),
        RejectedByReason = parts.SelectMany(p => p.RejectedByReason).GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.Sum(r => r.Value)),
        Seconds = 12.34,
        PeakMib = 1234.5,
        Parts = parts,
    };

    private static StagePart Part(string name, long rowsIn, long kept, params IReadOnlyList<(string Reason, long Rows)> rejected) =>
        new(name, rowsIn, kept, rejected.ToDictionary(r => r.Reason, r => r.Rows), new Dictionary<string, long>(), Reused: false);
}
