using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Scenarios;

/// <summary>
/// Runs every scenario of a folder (<c>*.yaml</c>, not of folders within). What cannot be read is a failure among the results, never left out.
/// </summary>
public static class ScenarioFolder
{
    /// <summary>Runs them, in the order of the files' names and of each file.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="defaultRegistry">The governance folder of scenarios that name none.</param>
    /// <exception cref="ConfigurationException">There is no such folder, or it holds no file of scenarios.</exception>
    public static IReadOnlyList<ScenarioResult> Run(string folder, string defaultRegistry)
    {
        using var approvers = new ScenarioApprovers();
        var documents = new ScenarioDocuments();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var results = new List<ScenarioResult>();
        foreach (var file in Files(folder))
        {
            try
            {
                results.AddRange(ScenarioFile.Load(file, defaultRegistry, documents, approvers).Select(scenario => Run(scenario, file, seen)));
            }
            catch (ConfigurationException problem)
            {
                results.Add(new ScenarioResult(file, file, problem.Line, new ScenarioOutcome(ScenarioOutcome.Readable, []), Unreadable(problem)));
            }
        }

        return results;
    }

    private static ScenarioResult Run(Scenario scenario, string file, HashSet<string> seen)
    {
        ScenarioOutcome actual;
        try
        {
            actual = seen.Add(scenario.Name)
                ? scenario.Answer()
                : throw scenario.Place.Error("another scenario of the folder has this name; rename one.");
        }
        catch (ConfigurationException problem)
        {
            actual = Unreadable(problem);
        }

        return new ScenarioResult(scenario.Name, file, scenario.Place.Line, scenario.Expected, actual);
    }

    private static ScenarioOutcome Unreadable(ConfigurationException problem) => new(ScenarioOutcome.Unreadable, []) { Problem = problem.Message };

    private static string[] Files(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ConfigurationException(folder, null, null, "there is no such folder; check the path.");
        }

        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToArray();
        if (Array.Find(files, RegistryReader.IsMisnamed) is { } wrong)
        {
            throw new ConfigurationException(wrong, null, null, "scenarios are read from files that end in .yaml; rename this one, or it would be left out in silence.");
        }

        return Array.FindAll(files, file => file.EndsWith(".yaml", StringComparison.Ordinal)) is { Length: > 0 } scenarios
            ? scenarios
            : throw new ConfigurationException(folder, null, null, "the folder holds no file of scenarios (*.yaml); nothing was checked.");
    }
}
