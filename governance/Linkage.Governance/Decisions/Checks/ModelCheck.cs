using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// Every pair that is compared is weighed by the model that the rule was approved with for it. The model says which records are one person, and so who is linked,
/// found or left out at all. Of a pair that the rule does not permit nothing is said here: the other checks refuse it.
/// </summary>
internal static class ModelCheck
{
    public static void Run(CheckContext context)
    {
        foreach (var (left, right) in context.Facts.Compared.Where(pair => IsPermitted(context, pair.Left, pair.Right)))
        {
            var name = ModelPin.PairOf(left, right);
            var named = context.Facts.Models[name].ToArray();
            if (named is not [var model])
            {
                Deny(context, $"The request names {named.Length} models for {Shown.Name(left)} - {Shown.Name(right)}, and it needs one.");
            }
            else if (!context.Rule.Models.TryGetValue(name, out var approved))
            {
                Deny(context, $"The rule was approved without a model for {Shown.Name(left)} - {Shown.Name(right)}; a new version has to name it, with {Shown.Name(model)}.");
            }
            else if (!string.Equals(approved, model, StringComparison.Ordinal))
            {
                Deny(
                    context,
                    $"The model of {Shown.Name(left)} - {Shown.Name(right)} is not the one the rule was approved with: it is {Shown.Name(model)}, and the rule names {approved}. Bring the approved model back, or have a new version of the rule approved with this one.");
            }
        }
    }

    private static bool IsPermitted(CheckContext context, string left, string right) =>
        (left == right && context.Covered(left) is not null)
        || context.Rule.Joins.Any(join => ModelPin.InOrder(join.Left, join.Right) == (left, right))
        || IsLookedUp(context, left, right)
        || IsLookedUp(context, right, left);

    private static bool IsLookedUp(CheckContext context, string dataset, string list) =>
        context.Covered(dataset) is not null && context.Rule.OptOutLists.Contains(list, StringComparer.Ordinal);

    private static void Deny(CheckContext context, string explanation) =>
        context.Deny(CheckName.Joins, ReasonCode.ModelNotPermitted, explanation, "models");
}
