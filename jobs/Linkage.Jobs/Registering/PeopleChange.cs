using Linkage.Governance.Rules;

namespace Linkage.Jobs.Registering;

/// <summary>What a new version of the directory of people may not do: forget someone whose approvals have to resolve, or give a revoked key back.</summary>
internal static class PeopleChange
{
    /// <summary>What is wrong, in a sentence; null when nothing is.</summary>
    public static string? Objection(People older, People newer)
    {
        foreach (var person in older.All)
        {
            if (!newer.TryFind(person.Id, out var now) || now.Id != person.Id)
            {
                return $"{person.Id} is no longer there; nobody is ever removed, because old approvals have to resolve: end the roles and keys instead.";
            }

            if (person.Keys.FirstOrDefault(key => key.IsRevoked && (!now.Keys.Any(other => other.PublicKey == key.PublicKey) || now.Keys.Any(other => other.PublicKey == key.PublicKey && !other.IsRevoked))) is not null)
            {
                return $"A key of {person.Id} that was revoked is not any more; a revoked key stays revoked.";
            }
        }

        return null;
    }
}
