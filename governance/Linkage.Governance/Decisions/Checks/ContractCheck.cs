namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// Every dataset and every suppression list is read by the contract that the rule was approved with. The contract says which column of a file a name
/// stands for, where it comes from and what kind of data it is: all that the other checks take for granted.
/// </summary>
internal static class ContractCheck
{
    public static void Run(CheckContext context)
    {
        var read = context.Datasets.Select(dataset => dataset.Id).Concat(context.Request.SuppressionLists);
        foreach (var id in read)
        {
            var contracts = context.Request.Contracts.Where(contract => string.Equals(contract.Dataset, id, StringComparison.Ordinal)).Distinct().ToArray();
            if (contracts is not [var contract])
            {
                Deny(context, $"The request names {contracts.Length} contracts for {Shown.Name(id)}, and it needs one.");
            }
            else if (!context.Rule.Contracts.TryGetValue(id, out var approved))
            {
                Deny(context, $"The rule was approved without a contract for {Shown.Name(id)}; a new version has to name it, with the hash {Shown.Name(contract.Hash)}.");
            }
            else if (!string.Equals(approved, contract.Hash, StringComparison.Ordinal))
            {
                Deny(
                    context,
                    $"The contract of {Shown.Name(id)} (version {Shown.Name(contract.Version)}) is not the one the rule was approved with: its hash is {Shown.Name(contract.Hash)}. Bring the approved contract back, or have a new version of the rule approved with this one.");
            }
        }
    }

    private static void Deny(CheckContext context, string explanation) =>
        context.Deny(CheckName.Datasets, ReasonCode.DatasetNotCovered, explanation, "contracts");
}
