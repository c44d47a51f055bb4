using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Gate;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>
/// What a workspace holds of its grants: their secrets, and the spines, mounted tables and registers of trials made under them. Takes out of use what may not be used any more:
/// first the sets go to quarantine, then the secret is destroyed, so that whatever is interrupted in between is found and completed by the next sweep.
/// </summary>
internal sealed class GrantHoldings(RunEnvironment environment, ZoneStore zones, IKeyVault vault, IPublicationFence fence, IRunObserver observer)
{
    private static readonly string[] MadeUnderGrants = ["spine", "mounted", EnrolmentRegister.Folder];

    /// <summary>
    /// Ends every grant whose rule version has ended for good, whichever project it was made for, and tells of every destruction, of those too that a killed run could not tell of.
    /// A grant whose rule version is not in the registry is left alone: another registry may have been given.
    /// </summary>
    /// <exception cref="KeyVaultException">A grant secret or a tombstone cannot be read, so it cannot be known whether it has to go.</exception>
    /// <exception cref="WorkspaceLostException">The workspace was lost; nothing more was done.</exception>
    public void EndWhatHasEnded()
    {
        WorkspaceLostException.ThrowIfLost(fence, "ending grants");
        var keys = vault.GrantKeys();
        var marked = Marked().ToLookup(s => s.Mark.Key, s => s.Set, StringComparer.Ordinal);
        if (keys.Count > 0)
        {
            var (registry, now) = (environment.Registry.Load(), environment.Clock.GetUtcNow());
            foreach (var (key, reason) in keys.Select(k => (k, ReasonToEnd(registry, k.Scope, now))).Where(k => k.Item2 is not null))
            {
                Quarantine(marked[key.KeyId], "grant-ended");
                WorkspaceLostException.ThrowIfLost(fence, "destroying the key of an ended grant");
                vault.DestroyGrantSecret(key, reason!.Value.Written(), now);
            }
        }

        // What a retention sweep destroyed it has recorded itself.
        foreach (var tombstone in vault.GrantTombstones().Where(tombstone => DatasetKeys.PeriodOf(tombstone.Key) is null))
        {
            Quarantine(marked[tombstone.Key.KeyId], "grant-ended");
            observer.KeyTouched(GrantKeyEvent.Of(tombstone));
        }
    }

    /// <summary>Moves what a run made under its grant to quarantine.</summary>
    /// <param name="linked">Its spine, or null when it made none.</param>
    /// <param name="mounted">Its mounted tables, or null when it made none.</param>
    /// <param name="reason">Becomes part of the folders' names.</param>
    public void Discard(LinkedSet? linked, MountedSet? mounted, string reason) =>
        Quarantine(new[] { mounted?.Set, linked?.Set }.OfType<PublishedSet>(), reason);

    /// <summary>Holds the vault to having the secret that earlier sets of a grant were made with: a new one would give everybody in them another key, and nobody would notice.</summary>
    /// <exception cref="KeyVaultException">There are such sets, and their secret was neither kept nor destroyed.</exception>
    public void RequireSecretOf(Grant grant)
    {
        if (vault.GrantKeys().Any(k => k.Scope.ContentHash == grant.ContentHash))
        {
            return;
        }

        var destroyed = vault.GrantTombstones().Select(t => t.Key.KeyId).ToHashSet(StringComparer.Ordinal);
        if (Marked().Any(s => s.Mark.Content == grant.ContentHash && !destroyed.Contains(s.Mark.Key)))
        {
            throw new KeyVaultException(
                vault.GrantLocation(grant.ContentHash),
                "is missing where there was one, for it left sets made with it in the research zone; no new one was made, since it would give everybody another key",
                "Restore the keys from their backup. If it is lost for good, remove this grant's spines and mounted tables, and tell whoever uses the person keys.");
        }
    }

    // The dates stand in the signed content of the version; when that is another content than the secret was made under, somebody has changed the file and its dates say nothing.
    private static ReasonCode? ReasonToEnd(Registry registry, GrantScope scope, DateTimeOffset instant) =>
        registry.VersionsOf(scope.RuleId).FirstOrDefault(r => r.Version == scope.RuleVersion) is { } rule
        && RuleLifeCycle.EndedForGood(rule, instant) is { } reason
        && (reason == ReasonCode.GatewayRevoked || rule.ContentHash == scope.RuleHash)
            ? reason
            : null;

    private IEnumerable<(PublishedSet Set, GrantMark Mark)> Marked() => MadeUnderGrants
        .SelectMany(name => zones.Under(Zone.Research, name))
        .Select(set => (Set: set, Mark: MarkOf(set)))
        .Where(s => s.Mark is not null)
        .Select(s => (s.Set, s.Mark!));

    private static GrantMark? MarkOf(PublishedSet set)
    {
        try
        {
            return set.Seal.FactsAs<MarkedFacts>().Grant is { Content: not null, Key: not null } mark ? mark : null;
        }
        catch (System.Text.Json.JsonException)
        {
            // A set from before sets bore a mark.
            return null;
        }
    }

    private void Quarantine(IEnumerable<PublishedSet> sets, string reason)
    {
        foreach (var set in sets)
        {
            zones.Quarantine(set, reason);
        }
    }

    private sealed record MarkedFacts(GrantMark? Grant);
}
