namespace Linkage.Governance.Decisions.Checks;

/// <summary>Every query is one that the rule lists, by name and digest. A placeholder of zeros permits nothing.</summary>
internal static class SelectionCheck
{
    private static readonly string Placeholder = new('0', 64);

    public static void Run(CheckContext context)
    {
        if (context.Request.Selections.Count == 0)
        {
            context.Deny(CheckName.Selection, ReasonCode.SelectionNotPermitted, "The request does not say which query selects its people.", "selection");
        }

        foreach (var selection in context.Request.Selections)
        {
            var isPermitted = selection.Digest != Placeholder && context.Rule.Selection.Any(permitted =>
                string.Equals(permitted.Name, selection.Name, StringComparison.Ordinal) && string.Equals(permitted.Digest, selection.Digest, StringComparison.Ordinal));
            if (!isPermitted)
            {
                context.Deny(
                    CheckName.Selection,
                    ReasonCode.SelectionNotPermitted,
                    $"The query {Shown.Name(selection.Name)} with the digest {Shown.Name(selection.Digest)} is not one that the rule lists; a changed query needs a new version of the rule.",
                    "selection");
            }
        }
    }
}
