using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>Tables and pseudonymised rows have disclosure control by the rule, and their shape lets it be applied.</summary>
internal static class DisclosureCheck
{
    public static void Run(CheckContext context)
    {
        if (context.Request.Trial is { } trial && context.Rule.Disclosure is null)
        {
            Deny(context, $"The balance table of the trial {Shown.Name(trial.Id)} needs disclosure control, and the rule has none.");
        }

        foreach (var problem in SumShape.Problems(context.Request.Outputs))
        {
            Deny(context, problem);
        }

        foreach (var (output, kind) in context.Outputs.Where(output => output.Kind != OutputKind.Outreach))
        {
            var name = Shown.Name(output.Name);
            if (context.Rule.Disclosure is not { } disclosure)
            {
                Deny(context, $"{name} needs disclosure control, and the rule has none.");
                continue;
            }

            if (kind == OutputKind.Aggregate && output.Columns.All(column => column.Role != nameof(ColumnRole.Count)))
            {
                Deny(context, $"The table {name} has no count of people, so small cells cannot be found.");
            }

            if (disclosure.Sums is null && output.Columns.Any(column => column.Role == nameof(ColumnRole.Sum)))
            {
                Deny(context, $"The table {name} has a sum, and the rule does not say how sums are protected; it needs disclosure.sums.");
            }

            if (kind == OutputKind.Aggregate && disclosure.MaximaBanned && output.Columns.Any(column => column.Role == nameof(ColumnRole.Value)))
            {
                Deny(context, $"The table {name} holds a value that could be one person's own (a maximum, say); the rule permits counts, and sums where it says how they are protected, only.");
            }
        }
    }

    private static void Deny(CheckContext context, string explanation) =>
        context.Deny(CheckName.Disclosure, ReasonCode.DisclosureFailed, explanation, "disclosure");
}
