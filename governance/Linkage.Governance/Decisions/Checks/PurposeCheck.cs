namespace Linkage.Governance.Decisions.Checks;

/// <summary>The purpose is one of the rule's, is not one it excludes, and may have the outputs asked for.</summary>
internal static class PurposeCheck
{
    public static void Run(CheckContext context)
    {
        var purpose = context.Request.Purpose;
        if (context.Rule.Purpose.IncompatibleWith.Contains(purpose, StringComparer.Ordinal))
        {
            Deny(context, $"The rule excludes the purpose {Shown.Name(purpose)} by name.", "purpose.incompatibleWith");
        }
        else if (!context.Rule.Purpose.Codes.Contains(purpose, StringComparer.Ordinal))
        {
            Deny(context, $"The rule is for {Shown.List(context.Rule.Purpose.Codes)}, not for {Shown.Name(purpose)}.", "purpose.codes");
        }

        if (context.Registry.Catalogue.TryGetPurpose(purpose, out var entry) && entry.OutputKinds.Count > 0)
        {
            foreach (var (output, kind) in context.Outputs.Where(output => !entry.OutputKinds.Contains(output.Kind)))
            {
                Deny(context, $"The purpose {Shown.Name(purpose)} does not have outputs of kind {kind}, as {Shown.Name(output.Name)} is.", "purpose.codes");
            }
        }
    }

    private static void Deny(CheckContext context, string explanation, string clause) =>
        context.Deny(CheckName.Purpose, ReasonCode.PurposeNotCovered, explanation, clause);
}
