using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Who can ask, write and approve. One person may have several accounts and still counts once.</summary>
public sealed class People
{
    private readonly ConcurrentDictionary<(string Person, string RuleHash, Approval Approval), bool> _signed = new();
    private readonly Dictionary<string, Person> _byAccount = new(StringComparer.Ordinal);

    /// <summary>Makes the directory.</summary>
    /// <param name="persons">Persons whose ids and accounts are all different.</param>
    /// <exception cref="ArgumentException">An id or account is there twice, or two persons have one key.</exception>
    public People(IEnumerable<Person> persons)
    {
        All = [.. persons.OrderBy(person => person.Id, StringComparer.Ordinal)];
        foreach (var person in All)
        {
            foreach (var account in person.Accounts.Append(person.Id))
            {
                if (!_byAccount.TryAdd(account, person))
                {
                    throw new ArgumentException($"The id or account {account} belongs to two persons.", nameof(persons));
                }
            }
        }

        if (All.SelectMany(person => person.Keys.Select(key => key.PublicKey).Distinct(StringComparer.Ordinal)).GroupBy(key => key, StringComparer.Ordinal).Any(key => key.Count() > 1))
        {
            throw new ArgumentException("A key belongs to two persons.", nameof(persons));
        }

        Hash = CanonicalHash.Of(CanonicalForm.Of(All));
    }

    /// <summary>SHA-256 over all of it, as 64 lower-case hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Everyone, by id.</summary>
    public IReadOnlyList<Person> All { get; }

    /// <summary>Whether a person signed an approval of a rule. A signature is checked once and remembered, since people and approvals never change.</summary>
    public bool HasSigned(Person person, Rule rule, Approval approval) =>
        _signed.GetOrAdd((person.Id, approval.RuleHash, approval), _ => ApprovalSignature.IsValid(rule, approval, person));

    /// <summary>Finds a person by id or by account.</summary>
    public bool TryFind(string account, [NotNullWhen(true)] out Person? person) => _byAccount.TryGetValue(account, out person);
}
