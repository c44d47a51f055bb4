using System.Security.Cryptography;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Scenarios;

/// <summary>
/// Signs the approvals of rules that a scenario changed, with keys made for one run of scenarios. Their private halves are gone with it, and their public halves
/// stand in the directory of that scenario alone, so nothing signed here counts anywhere else.
/// </summary>
internal sealed class ScenarioApprovers : IDisposable
{
    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);

    /// <summary>The same people, each with one key more.</summary>
    public People WithKeys(People people) => new(people.All.Select(person => person with
    {
        Keys = [.. person.Keys, new ApproverKey(PublicKeyOf(person), DateOnly.MinValue, null)],
    }));

    /// <summary>The same file, its rule with approvals that sign its present content.</summary>
    public RuleFile Signed(RuleFile file, People people) => file.WithApprovals(Signed(file.Rule, people).Approvals);

    /// <summary>The same rule with approvals that sign its present content. The approval of someone who is not among the people stays as it is.</summary>
    public Rule Signed(Rule rule, People people)
    {
        var hash = rule.ContentHash;
        return rule with
        {
            Approvals = [.. rule.Approvals.Select(approval =>
                people.TryFind(approval.Person, out var person) ? ApprovalSignature.Sign(rule, approval with { RuleHash = hash }, KeyOf(person)) : approval)],
        };
    }

    /// <summary>The public half of a person's key.</summary>
    public string PublicKeyOf(Person person) => ApproverKey.PublicHalfOf(KeyOf(person));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private ECDsa KeyOf(Person person)
    {
        lock (_keys)
        {
            return _keys.TryGetValue(person.Id, out var key) ? key : _keys[person.Id] = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        }
    }
}
