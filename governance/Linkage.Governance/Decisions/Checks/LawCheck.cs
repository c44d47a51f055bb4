using Linkage.Governance.Catalogue;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>A power that carries the request, an Article 6 basis that the controller may rely on, and Articles 9 and 10 where the data ask for them.</summary>
internal static class LawCheck
{
    public static void Run(CheckContext context)
    {
        if (context.Nation is { } nation && nation != context.Rule.Nation)
        {
            context.Deny(CheckName.Law, ReasonCode.NationNotCovered, $"The rule is for {context.Rule.Nation}, the request for {nation}.", "nation");
        }

        Power(context);
        Basis(context);
        if (HasSpecialCategory(context))
        {
            Article9(context);
        }

        if (HasOffences(context))
        {
            Article10(context);
        }
    }

    private static void Power(CheckContext context)
    {
        var powers = context.Rule.Law.Powers
            .Order(StringComparer.Ordinal)
            .Select(id => (Id: id, Against: PowerCheck.Against(context, id)))
            .ToArray();
        if (powers.Length == 0)
        {
            context.Deny(CheckName.Law, ReasonCode.BasisUnavailable, "The rule names no power to share.", "law.powers");
        }
        else if (powers.Where(power => power.Against.Count == 0).ToArray() is { Length: > 0 } carrying)
        {
            Rests(context, [.. carrying.Select(power => (power.Id, EndOf(context, power.Id)))]);
        }
        else
        {
            foreach (var (check, reason) in powers.MinBy(power => power.Against.Count).Against)
            {
                context.Deny(check, reason.Code, reason.Explanation, reason.Clause);
            }
        }
    }

    private static void Basis(CheckContext context)
    {
        var type = context.PartyOf(context.Request.Controller)?.Type;
        var available = Usable(context, context.Rule.Law.Article6, "ART6-")
            .Where(entry => type is { } controller && !entry.Limits.UnavailableTo.Contains(controller))
            .ToArray();
        if (available.Length == 0)
        {
            context.Deny(
                CheckName.Law,
                ReasonCode.BasisUnavailable,
                $"None of the Article 6 bases of the rule ({Shown.List(context.Rule.Law.Article6)}) can be relied on by {Shown.Name(context.Request.Controller)}; a council performing its tasks may not rely on (ea) or (f), and consent needs evidence.",
                "law.article6");
        }
        else
        {
            Rests(context, [.. available.Select(entry => (entry.Id, EndOf(entry)))]);
        }
    }

    private static void Article9(CheckContext context)
    {
        var schedule = Schedule1(context);
        var available = Usable(context, context.Rule.Law.Article9, "ART9-")
            .Select(entry => (entry.Id, End: Earlier(EndOf(entry), entry.Limits.Schedule1.Count == 0 ? DateOnly.MaxValue : LastOf(schedule.Where(condition => entry.Limits.Schedule1.Contains(condition.Id))))))
            .Where(condition => condition.End is not null)
            .Select(condition => (condition.Id, condition.End!.Value))
            .ToArray();
        if (available.Length == 0)
        {
            context.Deny(
                CheckName.Law,
                ReasonCode.Art9Missing,
                "The request uses special category data, and the rule has no Article 9 condition that holds with the Schedule 1 condition, policy document or consent it needs.",
                "law.article9");
        }
        else
        {
            Rests(context, available);
        }
    }

    private static void Article10(CheckContext context)
    {
        var available = Usable(context, context.Rule.Law.Article10, "ART10").ToArray();
        if (available.Length == 0 || LastOf(Schedule1(context)) is not { } condition)
        {
            context.Deny(CheckName.Law, ReasonCode.Art10Missing, "The request uses data on offences, and the rule has no Article 10 condition with a Schedule 1 condition.", "law.article10");
        }
        else
        {
            Rests(context, [.. available.Select(entry => (entry.Id, Earlier(EndOf(entry), condition)!.Value))]);
        }
    }

    private static CatalogueEntry[] Schedule1(CheckContext context) => [.. Usable(context, context.Rule.Law.Schedule1, "SCH1-")];

    /// <summary>The bases of a list that are in force, of the nation, and have the documents they need.</summary>
    private static IEnumerable<CatalogueEntry> Usable(CheckContext context, IReadOnlyList<string> ids, string prefix) => ids
        .Where(id => id.StartsWith(prefix, StringComparison.Ordinal))
        .Select(id => context.Registry.Catalogue.TryGet(id, out var entry) ? entry : null)
        .OfType<CatalogueEntry>()
        .Where(entry => entry.Kind == EntryKind.BASIS && entry.IsInForce(context.Day))
        .Where(entry => context.Nation is { } nation && entry.Nations.Contains(nation))
        .Where(entry => !entry.Limits.RequiresConsent || !string.IsNullOrWhiteSpace(context.Rule.Law.ConsentEvidence))
        .Where(entry => !entry.Limits.RequiresPolicyDocument || !string.IsNullOrWhiteSpace(context.Rule.Law.PolicyDocument));

    /// <summary>Of alternatives, the permission ends with the last.</summary>
    private static void Rests(CheckContext context, IReadOnlyList<(string Id, DateOnly End)> alternatives)
    {
        context.RestsOn.AddRange(alternatives.Select(alternative => alternative.Id));
        context.LastDays.Add(alternatives.Max(alternative => alternative.End));
    }

    /// <summary>The last day of a law; the last day of all when none is known.</summary>
    private static DateOnly EndOf(CatalogueEntry entry) => entry.InForceTo ?? DateOnly.MaxValue;

    private static DateOnly EndOf(CheckContext context, string id) => context.Registry.Catalogue.TryGet(id, out var entry) ? EndOf(entry) : DateOnly.MaxValue;

    /// <summary>The last day of whichever condition lasts longest, or null when there is none.</summary>
    private static DateOnly? LastOf(IEnumerable<CatalogueEntry> conditions) => conditions.Select(condition => (DateOnly?)EndOf(condition)).Max();

    /// <summary>The earlier of two days that are both needed; null when one is not there.</summary>
    private static DateOnly? Earlier(DateOnly one, DateOnly? other) => other is { } day ? new[] { one, day }.Min() : null;

    private static bool HasSpecialCategory(CheckContext context) => context.Datasets.Any(dataset =>
        dataset.Columns.Any(column => column.Classification == "SpecialCategory")
        || (context.Covered(dataset.Id)?.Subjects ?? []).Any(subject => subject is DatasetSubject.Health or DatasetSubject.AdultSocialCare));

    private static bool HasOffences(CheckContext context) => context.Datasets.Any(dataset =>
        dataset.Columns.Any(column => column.Classification == "CriminalOffence" || CheckContext.OriginOf(dataset, column) == "Police"));
}
