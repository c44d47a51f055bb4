using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>Each output is covered by one output of the rule: kind, granularity, columns, roles and sources.</summary>
internal static class OutputCheck
{
    private static readonly Granularity[] OfPersons = [Granularity.Row, Granularity.Household, Granularity.Uprn];

    public static void Run(CheckContext context)
    {
        foreach (var (output, kind) in context.Outputs)
        {
            Covered(context, output, kind);
            Identity(context, output, kind);
            if (kind == OutputKind.Aggregate && Words.TryParse<Granularity>(output.Granularity, out var granularity) && OfPersons.Contains(granularity.Value))
            {
                context.Deny(CheckName.Outputs, ReasonCode.GranularityNotPermitted, $"The table {Shown.Name(output.Name)} has one row a {granularity}, and a table counts people of an area.", "outputs");
            }
        }
    }

    private static void Covered(CheckContext context, RequestedOutput output, OutputKind kind)
    {
        var name = Shown.Name(output.Name);
        var ofKind = context.Rule.Outputs.Where(permitted => permitted.Kind == kind).ToArray();
        if (ofKind.Length == 0)
        {
            context.Deny(CheckName.Outputs, ReasonCode.GranularityNotPermitted, $"The rule permits no output of kind {kind}, as {name} is.", "outputs");
            return;
        }

        var fitting = Array.FindAll(ofKind, permitted => permitted.Granularity.ToString() == output.Granularity);
        if (fitting.Length == 0)
        {
            context.Deny(
                CheckName.Outputs,
                ReasonCode.GranularityNotPermitted,
                $"{name} is asked for by {Shown.Name(output.Granularity)}, and the rule permits {string.Join(", ", ofKind.Select(permitted => permitted.Granularity).Distinct().Order())}.",
                "outputs.granularity");
        }

        var candidates = fitting.Length > 0 ? fitting : ofKind;
        var against = candidates
            .Select(permitted => output.Columns.Select(column => Against(permitted, column, name)).OfType<string>().Order(StringComparer.Ordinal).ToArray())
            .OrderBy(found => found.Length)
            .ThenBy(found => string.Join('\n', found), StringComparer.Ordinal)
            .First();
        foreach (var explanation in against)
        {
            context.Deny(CheckName.Outputs, ReasonCode.ColumnNotPermitted, explanation, "outputs.columns");
        }
    }

    private static string? Against(RuleOutput permitted, RequestedOutputColumn column, string output)
    {
        var name = $"{output}.{Shown.Name(column.Name)}";
        var same = permitted.Columns.FirstOrDefault(one => string.Equals(one.Name, column.Name, StringComparison.Ordinal));
        if (same is null)
        {
            return $"The rule does not permit the output column {name}.";
        }

        if (same.Role.ToString() != column.Role)
        {
            return $"The rule permits the output column {name} as {same.Role}, not as {Shown.Name(column.Role)}.";
        }

        if (column.Numerator != same.Numerator || column.Denominator != same.Denominator)
        {
            return $"The rule permits the output column {name} as a ratio of other columns than the request asks for.";
        }

        var further = column.Sources.Except(same.Sources, StringComparer.Ordinal).ToArray();
        return further.Length == 0 ? null : $"The output column {name} may not be made of {Shown.List(further)}.";
    }

    /// <summary>Names and keys never stand in one file: who is named has no research pseudonym beside the name, and the other way round.</summary>
    private static void Identity(CheckContext context, RequestedOutput output, OutputKind kind)
    {
        foreach (var column in output.Columns)
        {
            var name = $"{Shown.Name(output.Name)}.{Shown.Name(column.Name)}";
            if (kind == OutputKind.Outreach && column.Role == nameof(ColumnRole.Key))
            {
                context.Deny(CheckName.Outputs, ReasonCode.ReidentificationNotPermitted, $"{name} would put a research pseudonym beside a name.", "outputs");
            }

            if (kind != OutputKind.Outreach && column.Role == nameof(ColumnRole.Contact))
            {
                context.Deny(CheckName.Outputs, ReasonCode.ReidentificationNotPermitted, $"{name} is a contact column, and only an outreach has those.", "outputs");
            }

            if (kind == OutputKind.Aggregate && column.Role == nameof(ColumnRole.Key))
            {
                context.Deny(CheckName.Outputs, ReasonCode.ReidentificationNotPermitted, $"{name} is a key, and a table counts people.", "outputs");
            }

            var identifying = column.Sources.Where(source => RequestCheck.Find(context.Request, source).Any(found => found.Classification is "Identifier" or "Contact")).ToArray();
            if (column.Role != nameof(ColumnRole.Contact) && identifying.Length > 0)
            {
                context.Deny(CheckName.Outputs, ReasonCode.ReidentificationNotPermitted, $"{name} is made of {Shown.List(identifying)}, which identifies a person, and is not a contact column.", "outputs");
            }
        }
    }
}
