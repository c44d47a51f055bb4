using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests;

/// <summary>
/// Signs the approvals of sample rules with keys made on the spot, whose private halves are gone with the process. The people are made up; nobody's consent
/// is taken for granted by it.
/// </summary>
internal sealed partial class SampleApprovers : IDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = [];

    /// <summary>The directory with a key for everyone.</summary>
    public People WithKeys(People people) => new(people.All.Select(person => person with
    {
        Keys = [new ApproverKey(ApproverKey.PublicHalfOf(KeyOf(person.Id)), new DateOnly(2020, 1, 1), null)],
    }));

    /// <summary>The same rule with approvals that sign its present content.</summary>
    public Rule Signed(Rule rule, People people)
    {
        var hash = rule.ContentHash;
        return rule with { Approvals = [.. rule.Approvals.Select(approval => Signed(rule, approval with { RuleHash = hash }, people))] };
    }

    /// <summary>Gives everyone in a file of people who approves in one of the rule files a key from 2020 on, and signs those approvals again.</summary>
    public void SignFiles(string peopleFile, IEnumerable<string> ruleFiles)
    {
        var people = PeopleFile.Load(peopleFile);
        var approvers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in ruleFiles)
        {
            var signed = Signed(RuleFile.Load(path).Rule, people).Approvals;
            approvers.UnionWith(signed.Select(approval => people.TryFind(approval.Person, out var person) ? person.Id : approval.Person));
            var (text, hashes, signatures) = (File.ReadAllText(path), 0, 0);
            text = RuleHashes().Replace(text, line => line.Groups[1].Value + Quoted(signed[hashes++].RuleHash));
            text = Signatures().Replace(text, line => line.Groups[1].Value + Quoted(signed[signatures++].Signature!));
            File.WriteAllText(path, hashes == signed.Count && signatures == signed.Count ? text : throw new InvalidOperationException($"{path} does not write each approval with ruleHash and signature."));
        }

        var directory = KeyLines().Replace(File.ReadAllText(peopleFile), string.Empty);
        foreach (var id in approvers)
        {
            var head = $"  - id: {id}\n";
            directory = directory.Contains(head, StringComparison.Ordinal)
                ? directory.Replace(head, $"{head}    keys: [{{ publicKey: {ApproverKey.PublicHalfOf(KeyOf(id))}, from: 2020-01-01 }}]\n", StringComparison.Ordinal)
                : throw new InvalidOperationException($"{peopleFile} does not write {id} over several lines.");
        }

        File.WriteAllText(peopleFile, directory);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private Approval Signed(Rule rule, Approval approval, People people) =>
        people.TryFind(approval.Person, out var person) ? ApprovalSignature.Sign(rule, approval, KeyOf(person.Id)) : approval;

    private ECDsa KeyOf(string person)
    {
        lock (_keys)
        {
            return _keys.TryGetValue(person, out var key) ? key : _keys[person] = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        }
    }

    private static string Quoted(string value) => $"\"{value}\"";

    [GeneratedRegex("( +ruleHash: )\"[0-9a-f]*\"")]
    private static partial Regex RuleHashes();

    [GeneratedRegex("( +signature: )\"[^\"\n]*\"")]
    private static partial Regex Signatures();

    [GeneratedRegex("    keys: [^\n]*\n")]
    private static partial Regex KeyLines();
}
