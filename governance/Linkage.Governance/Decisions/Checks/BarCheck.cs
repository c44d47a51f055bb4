using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// No confidentiality duty or offence stands in the way, or it is cleared with evidence; and data of DWP or HMRC origin have a
/// re-use approval that names each column, the purpose and the day (gate.md, gateways.md).
/// </summary>
internal static class BarCheck
{
    private static readonly string[] ReuseBodies = ["DWP", "HMRC"];

    public static void Run(CheckContext context)
    {
        Reuse(context);
        foreach (var bar in context.Registry.Catalogue.OfKind(EntryKind.BAR).Where(bar => context.Nation is not { } nation || bar.Nations.Contains(nation)))
        {
            // A bar without a confirmed first day stands; one that was repealed does not.
            var isOver = bar.InForceFrom is not null && bar.InForceTo < context.Day;
            if (isOver || RaisedBy(context, bar) is not { Length: > 0 } raised)
            {
                continue;
            }

            if (bar.InForceFrom > context.Day)
            {
                context.LastDays.AddRange(ClearedUntil(context, bar) is null ? [bar.InForceFrom.Value.AddDays(-1)] : []);
            }
            else if (ClearedUntil(context, bar) is not { } last)
            {
                context.Deny(
                    CheckName.Datasets,
                    ReasonCode.BarNotCleared,
                    $"{bar.Id} stands in the way of {Shown.List(raised)}, and the rule does not clear it with evidence.",
                    "law.barsCleared");
            }
            else if (bar.InForceTo is not { } end || last < end)
            {
                context.LastDays.Add(last);
            }
        }
    }

    private static string[] RaisedBy(CheckContext context, CatalogueEntry bar) => [.. context.Datasets
        .Where(dataset =>
            bar.Limits.RaisedByOrigins.Contains(dataset.Origin)
            || (context.Covered(dataset.Id) is { } covered && (bar.Limits.RaisedByOrigins.Contains(covered.Origin) || covered.Subjects.Any(bar.Limits.RaisedBySubjects.Contains)))
            || dataset.Columns.Any(column => bar.Limits.RaisedByOrigins.Contains(CheckContext.OriginOf(dataset, column))))
        .Select(dataset => dataset.Id)];

    /// <summary>The last day for which the rule clears a bar, of several ways the longest; null when it does not clear it.</summary>
    private static DateOnly? ClearedUntil(CheckContext context, CatalogueEntry bar) => context.Rule.Law.BarsCleared
        .Where(cleared => IsCleared(context, bar, cleared))
        .Select(cleared => (DateOnly?)(cleared.How == Clearance.Enactment && context.Registry.Catalogue.TryGet(cleared.By!, out var enactment) ? enactment.InForceTo ?? DateOnly.MaxValue : DateOnly.MaxValue))
        .Max();

    private static bool IsCleared(CheckContext context, CatalogueEntry bar, BarClearance cleared) =>
        string.Equals(cleared.Bar, bar.Id, StringComparison.Ordinal)
        && bar.Limits.ClearedBy.Contains(cleared.How)
        && !string.IsNullOrWhiteSpace(cleared.Evidence)
        && cleared.How switch
        {
            Clearance.Consent => !string.IsNullOrWhiteSpace(context.Rule.Law.ConsentEvidence),
            Clearance.Enactment => IsEnactment(context, cleared.By),
            Clearance.ReuseApproval => ReuseColumns(context).All(column => Covering(context, column).Any()),
            _ => true,
        };

    /// <summary>An enactment lifts a bar when the rule relies on it and it carries this request. A general or implied power never does (Localism Act 2011 s.2).</summary>
    private static bool IsEnactment(CheckContext context, string? id) =>
        context.Rule.Law.Powers.Contains(id!, StringComparer.Ordinal)
        && context.Registry.Catalogue.TryGet(id!, out var entry)
        && entry.Kind is EntryKind.POWER or EntryKind.DUTY
        && PowerCheck.Against(context, id!).Count == 0;

    private static void Reuse(CheckContext context)
    {
        var lastDays = new List<DateOnly>();
        foreach (var column in ReuseColumns(context))
        {
            var covering = Covering(context, column).ToArray();
            if (covering.Length == 0)
            {
                context.Deny(
                    CheckName.Datasets,
                    ReasonCode.ReuseApprovalMissing,
                    $"{Shown.Name(column.Name)} comes from {column.Body}, and no re-use approval of {column.Body} names it for {Shown.Name(context.Request.Purpose)} on {context.Day:yyyy-MM-dd}.",
                    "reuseApprovals");
            }
            else
            {
                lastDays.Add(covering.Max(approval => approval.To));
            }
        }

        context.LastDays.AddRange(lastDays);
    }

    private static IEnumerable<ReuseApproval> Covering(CheckContext context, ReuseColumn column) => context.Rule.ReuseApprovals.Where(approval =>
        string.Equals(approval.Body, column.Body, StringComparison.Ordinal)
        && approval.From <= context.Day
        && context.Day <= approval.To
        && approval.Columns.Contains(column.Name, StringComparer.Ordinal)
        && approval.Purposes.Contains(context.Request.Purpose, StringComparer.Ordinal));

    private static IEnumerable<ReuseColumn> ReuseColumns(CheckContext context) => context.Datasets
        .SelectMany(dataset => dataset.Columns.SelectMany(column =>
            new[] { CheckContext.OriginOf(dataset, column), dataset.Origin, context.Covered(dataset.Id)?.Origin }
                .Where(origin => ReuseBodies.Contains(origin))
                .Select(body => new ReuseColumn(body!, $"{dataset.Id}.{column.Name}"))));

    private sealed record ReuseColumn(string Body, string Name);
}
