using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>Datasets, and every use of every column, are covered by the rule. A prohibition beats a permission.</summary>
internal static class DatasetCheck
{
    public static void Run(CheckContext context)
    {
        foreach (var dataset in context.Datasets)
        {
            if (context.Covered(dataset.Id) is not { } covered)
            {
                Deny(context, ReasonCode.DatasetNotCovered, $"{Shown.Name(dataset.Id)} is not a dataset of the rule.", "datasets");
                continue;
            }

            var clause = $"datasets: {covered.Id}";
            if (!string.Equals(covered.Origin, dataset.Origin, StringComparison.Ordinal))
            {
                Deny(context, ReasonCode.DatasetNotCovered, $"The rule covers {covered.Id} as data of origin {covered.Origin}; its contract says {Shown.Name(dataset.Origin)}.", clause);
            }

            foreach (var column in dataset.Columns)
            {
                Column(context, dataset, column, covered, clause);
            }
        }
    }

    private static void Column(CheckContext context, RequestedDataset dataset, RequestedColumn column, RuleDataset covered, string clause)
    {
        var name = $"{Shown.Name(dataset.Id)}.{Shown.Name(column.Name)}";
        if (column.Classification == "FreeText")
        {
            Deny(context, ReasonCode.ColumnNotPermitted, $"{name} is free text, which is never used.", clause);
        }

        var permitted = covered.Columns.GetValueOrDefault(column.Name) ?? [];
        foreach (var use in column.Uses)
        {
            // A use that is no known word was denied by the request check.
            if (Words.TryParse<ColumnUse>(use, out var known) && (permitted.Contains(ColumnUse.Never) || !permitted.Contains(known.Value)))
            {
                var instead = permitted.Contains(ColumnUse.Never) || permitted.Count == 0 ? "not to be used" : $"for {string.Join(", ", permitted.Order())} only";
                Deny(context, ReasonCode.ColumnNotPermitted, $"{name} is asked for {known}, and under the rule it is {instead}.", $"{clause}.columns");
            }
        }
    }

    private static void Deny(CheckContext context, ReasonCode code, string explanation, string clause) =>
        context.Deny(CheckName.Datasets, code, explanation, clause);
}
