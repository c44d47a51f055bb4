using System.Globalization;
using Linkage.Mutation;
using Linkage.TestKit;

// Changes the decision code in one small place after another and runs scenarios and tests of governance against each. Every change has to be noticed.
//
//   dotnet run -c Release --project tests/Linkage.Mutation [-- FILE-OR-FOLDER ...]
//
// Files and folders are named from governance/Linkage.Governance; without any, all of the decision code is taken. Prints a Markdown table.
// Ends with 0 when every mutant was noticed or is listed in equivalent.txt with the reason, else with 1.
if (args is ["worker", var shared])
{
    Worker.Run(shared);
    return 0;
}

string[] decisionCode =
[
    "Decisions/Checks", "Decisions/GateDecision.cs", "Rules/Approvals.cs", "Rules/RuleLifeCycle.cs", "Grants", "Disclosure", "Decisions",
    "Rules/ApprovalSignature.cs", "Rules/ApproverKey.cs", "Rules/People.cs", "Rules/RuleConsistency.cs", "Catalogue/CatalogueLimits.cs", "Catalogue/CatalogueEntry.cs",
];
var equivalents = new Equivalents(Path.Combine(RepositoryPaths.Root, "tests", "Linkage.Mutation", "equivalent.txt"));
var factory = new MutantFactory(Path.Combine(RepositoryPaths.Root, "governance", "Linkage.Governance"), args.Length > 0 ? args : decisionCode);
var folder = Directory.CreateTempSubdirectory("linkage-mutants-");
try
{
    var broken = factory.Write(folder.FullName);
    await Console.Error.WriteLineAsync($"{factory.Mutants.Count} mutants, {broken.Count} do not compile.");
    var all = new List<Outcome>();
    using var worker = new WorkerProcess(folder.FullName);
    Console.WriteLine("| file | mutants | noticed | equivalent | survived | do not compile |\n|---|---:|---:|---:|---:|---:|");
    foreach (var file in factory.Mutants.GroupBy(mutant => mutant.File))
    {
        var outcomes = file.Select(Tried).ToArray();
        Console.WriteLine(Row(file.Key, outcomes));
        all.AddRange(outcomes);
    }

    Console.WriteLine(Row("all", all));
    return all.Contains(Outcome.Survived) ? 1 : 0;

    Outcome Tried(Mutant mutant)
    {
        if (broken.Contains(mutant.Id))
        {
            return Outcome.DoesNotCompile;
        }

        var (by, why) = (worker.Try(mutant), equivalents.Why(mutant));
        if (by is null && why is null)
        {
            Console.Error.WriteLine($"line {mutant.Line} survives: {mutant.Name}");
        }
        else if (by is not null && why is not null)
        {
            Console.Error.WriteLine($"'{by}' notices what is listed as equivalent: {mutant.Name}");
        }

        return by is not null ? Outcome.Noticed : why is not null ? Outcome.Equivalent : Outcome.Survived;
    }
}
finally
{
    folder.Delete(recursive: true);
}

static string Row(string name, IReadOnlyCollection<Outcome> outcomes) => string.Create(
    CultureInfo.InvariantCulture,
    $"| {name} | {outcomes.Count} | {outcomes.Count(one => one == Outcome.Noticed)} | {outcomes.Count(one => one == Outcome.Equivalent)} | {outcomes.Count(one => one == Outcome.Survived)} | {outcomes.Count(one => one == Outcome.DoesNotCompile)} |");
