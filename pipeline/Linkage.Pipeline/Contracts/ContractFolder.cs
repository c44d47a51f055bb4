using Linkage.Governance.Documents;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Contracts;

/// <summary>The contracts a project needs.</summary>
public static class ContractFolder
{
    /// <summary>Most generations of derived datasets, one made of the other.</summary>
    private const int MostGenerations = 8;

    /// <summary>Most datasets of a project, those they were made of included, each once for every way it came into them.</summary>
    private const int MostParents = 250;

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

        if (project.Suppress.FirstOrDefault(id => contracts[id].DerivedFrom is not null) is { Value: not null } derived)
        {
            throw new ConfigurationException(
                Path.Combine(folder, $"{derived}.yaml"), null, "derivedFrom",
                $"project '{project.Id}' uses a derived dataset as a list of people to leave out, and the gate does not ask what a list was made of; leave its people out by an anti-join.");
        }

        if (project.Datasets.FirstOrDefault(d => Generations(contracts, d.Id, []) > MostGenerations) is { } late)
        {
            throw new ConfigurationException(
                Path.Combine(folder, $"{late.Id}.yaml"), null, "derivedFrom",
                FormattableString.Invariant($"it is made of datasets that were made of others, more than {MostGenerations} times over; make it of what those were made of."));
        }

        var sizes = new Dictionary<DatasetId, long>();
        if (project.Datasets.Sum(d => Size(contracts, d.Id, sizes)) is var size && size > MostParents)
        {
            throw new ConfigurationException(folder, null, "derivedFrom", FormattableString.Invariant($"the datasets of project '{project.Id}' were made of others in {size} ways, and {MostParents} are read at most; make them of fewer."));
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

    /// <summary>How many datasets stand behind one, counted once for each way they came into it.</summary>
    private static long Size(Dictionary<DatasetId, DatasetContract> contracts, DatasetId id, Dictionary<DatasetId, long> known)
    {
        if (!known.TryGetValue(id, out var size))
        {
            known[id] = size = 1 + contracts[id].Parents.Sum(parent => Size(contracts, parent, known));
        }

        return size;
    }

    /// <summary>How many times over a dataset was made of others, by the longest way; whatever else the project names.</summary>
    private static int Generations(Dictionary<DatasetId, DatasetContract> contracts, DatasetId id, Dictionary<DatasetId, int> known)
    {
        if (!known.TryGetValue(id, out var generations))
        {
            known[id] = generations = contracts[id].Parents.Select(parent => 1 + Generations(contracts, parent, known)).DefaultIfEmpty(0).Max();
        }

        return generations;
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

        foreach (var parent in contract.Parents)
        {
            var columns = Add(contracts, folder, parent, [.. madeOfIt, id]).Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
            foreach (var name in contract.MadeOf.Where(c => c.Dataset == parent).Select(c => c.Column))
            {
                if (!columns.TryGetValue(name, out var column))
                {
                    throw new ConfigurationException(path, null, "derivedFrom", $"'{parent}.{name}' is not a column of the contract of '{parent}'; correct the name.");
                }

                if (column.Uses.Contains("Never"))
                {
                    throw new ConfigurationException(path, null, "derivedFrom", $"'{parent}.{name}' is never to be used by the contract of '{parent}'; take it out of what is made of it.");
                }
            }
        }

        contracts.Add(id, contract);
        return contract;
    }
}
