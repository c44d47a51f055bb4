using Linkage.Governance.Documents;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Contracts;

/// <summary>The contracts a project needs.</summary>
public static class ContractFolder
{
    /// <summary>Reads the contracts of a project's datasets and suppression lists, and checks that every column the project names is in them.</summary>
    /// <exception cref="ConfigurationException">A contract is missing or cannot be accepted, or the project names a column that its contract does not have.</exception>
    public static Dictionary<DatasetId, DatasetContract> Load(string folder, Project project)
    {
        var contracts = new Dictionary<DatasetId, DatasetContract>();
        foreach (var id in project.Datasets.Select(d => d.Id).Concat(project.Suppress))
        {
            var path = Path.Combine(folder, $"{id}.yaml");
            var contract = ContractReader.Load(path);
            contracts.Add(id, contract.Id == id
                ? contract
                : throw new ConfigurationException(path, null, "id", $"the contract's id is '{contract.Id}'; name the file after it."));
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
}
