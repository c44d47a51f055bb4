using Linkage.Governance.Documents;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Contracts;

/// <summary>The contracts a project needs.</summary>
public static class ContractFolder
{
    /// <summary>
    /// Reads the contracts of a project's datasets and suppression lists, and of what derived ones were made of, and checks that every column the project or a derived dataset names is in them.
    /// </summary>
    /// <exception cref="ConfigurationException">A contract is missing or cannot be accepted, or a column is named that its contract does not have.</exception>
    public static Dictionary<DatasetId, DatasetContract> Load(string folder, Project project)
    {
        var contracts = new Dictionary<DatasetId, DatasetContract>();
        foreach (var id in project.Datasets.Select(d => d.Id).Concat(project.Suppress))
        {
            Add(contracts, folder, id, []);
        }

        foreach (var dataset in project.Datasets)
        {
            var known = contracts[dataset.Id].Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
            if (dataset.Columns.Keys.FirstOrDefault(c => !known.Contains(c)) is { } unknown)
            {
                throw new ConfigurationException(
                    Path.Combine(folder, $"{dataset.Id}.yaml"), null, null,
                    $"project '{project.Id}' asks for column '{unknown}', which this contract does not have; correct the project or the contract.");
            }
        }

        return contracts;
    }

    private static DatasetContract Add(Dictionary<DatasetId, DatasetContract> contracts, string folder, DatasetId id, IReadOnlyList<DatasetId> madeOfIt)
    {
        if (contracts.TryGetValue(id, out var known))
        {
            return known;
        }

        var path = Path.Combine(folder, $"{id}.yaml");
        var contract = ContractReader.Load(path);
        if (madeOfIt.Contains(id))
        {
            throw new ConfigurationException(path, null, "derivedFrom", $"'{id}' is made of itself by way of {string.Join(", ", madeOfIt.Skip(1).Select(d => $"'{d}'"))}; correct what one of them was made of.");
        }

        foreach (var parent in contract.MadeOf.GroupBy(c => c.Dataset))
        {
            var columns = Add(contracts, folder, parent.Key, [.. madeOfIt, id]).Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
            if (parent.FirstOrDefault(c => !columns.Contains(c.Column)) is { Column: { } unknown })
            {
                throw new ConfigurationException(path, null, "derivedFrom", $"'{parent.Key}.{unknown}' is not a column of the contract of '{parent.Key}'; correct the name.");
            }
        }

        contracts.Add(id, contract);
        return contract;
    }
}
