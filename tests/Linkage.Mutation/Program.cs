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
    var outcomes = new List<(Mutant Mutant, Outcome Outcome)>();
    using var worker = new WorkerProcess(folder.FullName);
    foreach (var mutant in factory.Mutants)
    {
        var by = broken.Contains(mutant.Id) ? null : worker.Try(mutant);
        var outcome = broken.Contains(mutant.Id) ? Outcome.DoesNotCompile : by is not null ? Outcome.Noticed : equivalents.Why(mutant) is null ? Outcome.Survived : Outcome.Equivalent;
        outcomes.Add((mutant, outcome));
        if (outcome == Outcome.Survived)
        {
            await Console.Error.WriteLineAsync($"line {mutant.Line} survives: {mutant.Name}");
        }
        else if (by is not null && equivalents.Why(mutant) is not null)
        {
            await Console.Error.WriteLineAsync($"'{by}' notices what is listed as equivalent: {mutant.Name}");
        }
    }

    Console.WriteLine("| file | mutants | noticed | equivalent | survived | do not compile |\n|---|---:|---:|---:|---:|---:|");
    foreach (var file in outcomes.GroupBy(one => one.Mutant.File).Append(outcomes.GroupBy(_ => "all").First()))
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {file.Key} | {file.Count()} | {Count(file, Outcome.Noticed)} | {Count(file, Outcome.Equivalent)} | {Count(file, Outcome.Survived)} | {Count(file, Outcome.DoesNotCompile)} |"));
    }

    return outcomes.Exists(one => one.Outcome == Outcome.Survived) ? 1 : 0;
}
finally
{
    folder.Delete(recursive: true);
}

static int Count(IEnumerable<(Mutant Mutant, Outcome Outcome)> outcomes, Outcome outcome) => outcomes.Count(one => one.Outcome == outcome);
