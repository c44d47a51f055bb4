using System.Text.Json;
using Linkage.Governance.Releases;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Collect;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Collecting;

/// <summary>
/// Does what withdrawals that are recorded ask for: wipes the bundle in the release zone, takes back copies that still lie where they were put, leaves word there, and signs the list
/// of withdrawn releases. Whatever interrupts it, the next call completes it; what is done is left alone. Call while holding the workspace.
/// </summary>
/// <param name="workspace">The workspace folder.</param>
/// <param name="zones">Its zones.</param>
/// <param name="openKey">Opens the key that signs the list; asked when everything is wiped, which needs no key.</param>
internal sealed class TakingBack(string workspace, ZoneStore zones, Func<SigningKey> openKey)
{
    /// <summary>What the name of the word that is left for a collector ends with.</summary>
    public const string NoticeSuffix = ".withdrawn.json";

    /// <summary>Completes every withdrawal.</summary>
    /// <param name="releases">The releases of the workspace.</param>
    /// <param name="now">The instant the list names when it is signed anew.</param>
    /// <returns>The folders that were wiped.</returns>
    /// <exception cref="IOException">Something could not be wiped; everything else was.</exception>
    /// <exception cref="KeyVaultException">The list could not be signed; everything was wiped.</exception>
    public IReadOnlyList<string> Complete(IReadOnlyList<StoredRelease> releases, DateTimeOffset now)
    {
        var withdrawn = releases.Where(release => release.IsWithdrawn).ToList();
        if (withdrawn.Count == 0)
        {
            return [];
        }

        var wiped = new List<string>();
        List<IOException> failures = [];
        foreach (var release in withdrawn)
        {
            foreach (var place in release.Places)
            {
                Try(() => CollectedCopy.TakeBack(place) && LeaveWord(release, place), place);
            }

            foreach (var set in zones.Under(Zone.Release, release.Project).Where(set => set.Seal.Key == release.Id))
            {
                Try(() => zones.Wipe(set), set.Directory);
            }
        }

        SignList(withdrawn, now);
        return failures is [var first, ..] ? throw first : wiped;

        void Try(Func<bool> wipe, string folder)
        {
            try
            {
                if (wipe())
                {
                    wiped.Add(folder);
                }
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                failures.Add(problem as IOException ?? new IOException($"What is to be taken back cannot be removed: '{folder}'", problem));
            }
        }
    }

    // Who comes for the copy finds why it is gone. No reason is told here: it is a person's own words.
    private static bool LeaveWord(StoredRelease release, string place)
    {
        var at = release.Acts.First(act => act.Kind == ReleaseActKind.Withdrawn).At;
        PrivateFolder.WriteAllBytes(place + NoticeSuffix, JsonSerializer.SerializeToUtf8Bytes(new ReleaseNotice(release.Id, release.Statement, at, "It was withdrawn. Destroy every copy and whatever was made of it, then attest that: linkage releases attest."), JsonOutput.Options));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(place + NoticeSuffix, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        return true;
    }

    private void SignList(List<StoredRelease> withdrawn, DateTimeOffset now)
    {
        var path = Path.Combine(workspace, RevokedReleases.FileName);
        using var key = openKey();
        var there = File.Exists(path) ? RevokedReleases.Read(File.ReadAllBytes(path), key.PublicPem) : null;
        if (there is null || !withdrawn.Select(release => release.Statement).ToHashSet(StringComparer.Ordinal).SetEquals(there.Withdrawn.Keys))
        {
            PrivateFolder.WriteAllBytes(path, RevokedReleases.Sign(withdrawn.Select(release => (release.Id, release.Statement, release.Acts.First(act => act.Kind == ReleaseActKind.Withdrawn).At)), now, key));
        }
    }

    private sealed record ReleaseNotice(string Release, string Statement, DateTimeOffset WithdrawnAt, string WhatToDo);
}
