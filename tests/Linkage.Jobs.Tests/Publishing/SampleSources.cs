using System.Security.Cryptography;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;
using Linkage.Jobs.Publishing;
using Linkage.Pipeline.Contracts;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Publishing;

/// <summary>The registry and the contracts of the repository, some rules changed and approved anew with keys made for one test.</summary>
internal sealed class SampleSources : IDisposable
{
    public static readonly DateTimeOffset Instant = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, ECDsa> _keys = new(StringComparer.Ordinal);

    public static Registry Registry { get; } = Registry.Load(RepositoryPaths.Governance);

    public static PublishingSources AsTheyAre(DateTimeOffset? at = null) => Of(Registry, at);

    public static PublishingSources Of(Registry registry, DateTimeOffset? at = null) =>
        new(registry, ContractReader.LoadAll(RepositoryPaths.Sources), RepositoryPaths.Of("schemas", "models"), at ?? Instant);

    /// <summary>The sources with rules changed and, where an approval still signs what it signed before, signed anew.</summary>
    public PublishingSources With(Func<Rule, Rule> change, LegalCatalogue? catalogue = null, DateTimeOffset? at = null)
    {
        var people = new People(Registry.People.All.Select(person => person with
        {
            Keys = [.. person.Keys, new ApproverKey(ApproverKey.PublicHalfOf(KeyOf(person.Id)), DateOnly.MinValue, null)],
        }));
        return Of(new Registry(catalogue ?? Registry.Catalogue, Registry.Rules.Select(rule => Signed(change(rule))), people), at);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private Rule Signed(Rule rule)
    {
        var hash = rule.ContentHash;
        return rule with { Approvals = [.. rule.Approvals.Select(approval => ApprovalSignature.Sign(rule, approval with { RuleHash = hash }, KeyOf(approval.Person)))] };
    }

    private ECDsa KeyOf(string person) => _keys.TryGetValue(person, out var key) ? key : _keys[person] = ECDsa.Create(ECCurve.NamedCurves.nistP256);
}
