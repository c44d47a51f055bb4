using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;

namespace Linkage.Benchmarks;

/// <summary>
/// The registry in the store at size: the sample rule homes-and-money as many rules, each with its four signed approvals, imported into an SQLite store and loaded from it,
/// first as a run does when it begins and then as it does at each of its checkpoints.
/// </summary>
internal static partial class RegistryBenchmark
{
    private const int Checkpoints = 5;

    /// <summary>Measures; the rows of a table.</summary>
    /// <param name="governance">The governance folder of the repository.</param>
    /// <param name="rules">Number of rules.</param>
    public static string Run(string governance, int rules)
    {
        var root = Directory.CreateTempSubdirectory("linkage-registry-").FullName;
        try
        {
            var folder = Path.Combine(root, "governance");
            Write(governance, folder, rules);
            var table = new StringBuilder("| step | rules | seconds | peak MiB |\n|---|---:|---:|---:|\n");
            var database = new SqliteDatabase(root);
            database.Prepare(TimeProvider.System);
            var registry = new StoredRegistry(database);
            Measure(table, "import", rules, () => new RegistryImport(database, TimeProvider.System).Execute(folder, dryRun: false));
            Measure(table, "first load of a process", rules, () => Require(registry.Load(), rules));
            Measure(table, "load at a checkpoint", rules, () =>
            {
                for (var i = 0; i < Checkpoints; i++)
                {
                    Require(registry.Load(), rules);
                }
            }, Checkpoints);
            return table.ToString();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void Write(string governance, string folder, int rules)
    {
        Directory.CreateDirectory(Path.Combine(folder, "catalogue"));
        Directory.CreateDirectory(Path.Combine(folder, "rules"));
        foreach (var file in Directory.GetFiles(Path.Combine(governance, "catalogue")))
        {
            File.Copy(file, Path.Combine(folder, "catalogue", Path.GetFileName(file)));
        }

        // The approvers of the sample, with keys of this run.
        var keys = new List<ECDsa>();
        var people = PublicKey().Replace(File.ReadAllText(Path.Combine(governance, "rules", "people.yaml")), _ =>
        {
            keys.Add(ECDsa.Create(ECCurve.NamedCurves.nistP256));
            return $"publicKey: {ApproverKey.PublicHalfOf(keys[^1])},";
        });
        File.WriteAllText(Path.Combine(folder, "rules", "people.yaml"), people);
        var keyOf = PersonWithKey().Matches(people).Select(match => match.Groups[1].Value).Zip(keys).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

        var sample = File.ReadAllText(Path.Combine(governance, "rules", "homes-and-money.v4.yaml"));
        var content = sample[..sample.IndexOf("\napprovals:", StringComparison.Ordinal)].Replace("\nversion: 4\nsupersedes: 3\n", "\nversion: 1\n", StringComparison.Ordinal);
        var approvals = RuleFile.Parse(sample, "sample").Rule.Approvals;
        for (var number = 0; number < rules; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"rule-{number}");
            var text = content.Replace("\nid: homes-and-money\n", $"\nid: {id}\n", StringComparison.Ordinal);
            var rule = RuleFile.Parse(text, id).Rule;
            var signed = approvals.Select(approval => ApprovalSignature.Sign(rule, approval with { RuleHash = rule.ContentHash }, keyOf[approval.Person]));
            File.WriteAllText(Path.Combine(folder, "rules", $"{id}.v1.yaml"), $"{text}\napprovals:\n{string.Concat(signed.Select(Yaml))}");
        }

        keys.ForEach(key => key.Dispose());
    }

    private static string Yaml(Approval approval) => string.Create(
        CultureInfo.InvariantCulture,
        $"  - role: {approval.Role}\n    person: {approval.Person}\n    ruleHash: \"{approval.RuleHash}\"\n    at: {approval.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\n{(approval.Acknowledges.Count > 0 ? $"    acknowledges: [{string.Join(", ", approval.Acknowledges)}]\n" : string.Empty)}    signature: \"{approval.Signature}\"\n");

    private static void Require(Registry registry, int rules)
    {
        if (registry.Rules.Count != rules || registry.Rules.Any(rule => rule is not { Status: RuleStatus.Approved, Approvals.Count: 4 }))
        {
            throw new InvalidOperationException("The store does not give the rules that were imported, each approved.");
        }
    }

    private static void Measure(StringBuilder table, string step, int rules, Action work, int times = 1)
    {
        // Peak memory counts from here on.
        File.WriteAllText("/proc/self/clear_refs", "5");
        var clock = Stopwatch.StartNew();
        work();
        table.AppendLine(CultureInfo.InvariantCulture, $"| {step} | {rules:N0} | {clock.Elapsed.TotalSeconds / times:F2} | {ProcessorClock.PeakMib():F0} |");
    }

    [GeneratedRegex("publicKey: [^,]+,", RegexOptions.CultureInvariant)]
    private static partial Regex PublicKey();

    [GeneratedRegex(@"- id: ([a-z-]+)\n    keys:", RegexOptions.CultureInvariant)]
    private static partial Regex PersonWithKey();
}
