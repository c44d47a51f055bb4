using System.Text.RegularExpressions;
using Linkage.Governance.Rules;
using Linkage.Governance.Scenarios;

namespace Linkage.Governance.Tests;

/// <summary>
/// Signs the files of sample rules with keys made on the spot, whose private halves are gone with the process. The people are made up; nobody's consent is
/// taken for granted by it.
/// </summary>
internal static partial class SampleApprovers
{
    /// <summary>Gives everyone in a file of people who approves in one of the rule files a key from 2020 on, and signs those approvals again.</summary>
    public static void SignFiles(string peopleFile, IEnumerable<string> ruleFiles)
    {
        using var keys = new ScenarioApprovers();
        var people = PeopleFile.Load(peopleFile);
        var approvers = new HashSet<Person>(ReferenceEqualityComparer.Instance);
        foreach (var path in ruleFiles)
        {
            var signed = keys.Signed(RuleFile.Load(path).Rule, people).Approvals;
            approvers.UnionWith(signed.Select(approval => people.TryFind(approval.Person, out var person) ? person : throw new InvalidOperationException($"{path} is approved by someone who is not in {peopleFile}.")));
            var (text, hashes, signatures) = (File.ReadAllText(path), 0, 0);
            text = RuleHashes().Replace(text, line => line.Groups[1].Value + Quoted(signed[hashes++].RuleHash));
            text = Signatures().Replace(text, line => line.Groups[1].Value + Quoted(signed[signatures++].Signature!));
            File.WriteAllText(path, hashes == signed.Count && signatures == signed.Count ? text : throw new InvalidOperationException($"{path} does not write each approval with ruleHash and signature."));
        }

        var directory = KeyLines().Replace(File.ReadAllText(peopleFile), string.Empty);
        foreach (var person in approvers)
        {
            var head = $"  - id: {person.Id}\n";
            directory = directory.Contains(head, StringComparison.Ordinal)
                ? directory.Replace(head, $"{head}    keys: [{{ publicKey: {keys.PublicKeyOf(person)}, from: 2020-01-01 }}]\n", StringComparison.Ordinal)
                : throw new InvalidOperationException($"{peopleFile} does not write {person.Id} over several lines.");
        }

        File.WriteAllText(peopleFile, directory);
    }

    private static string Quoted(string value) => $"\"{value}\"";

    [GeneratedRegex("( +ruleHash: )\"[0-9a-f]*\"")]
    private static partial Regex RuleHashes();

    [GeneratedRegex("( +signature: )\"[^\"\n]*\"")]
    private static partial Regex Signatures();

    [GeneratedRegex("    keys: [^\n]*\n")]
    private static partial Regex KeyLines();
}
