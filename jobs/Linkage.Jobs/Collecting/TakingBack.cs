using System.Globalization;
using System.Text.Json;
using Linkage.Governance.Releases;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Collect;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Collecting;

/// <summary>
/// Does what withdrawals that are recorded ask for: wipes the bundle in the zones, signs the list of withdrawn releases, takes back copies that still lie where they were put and
/// leaves word there. Whatever interrupts it, the next call completes it; what is done is left alone. Call while holding the workspace.
/// </summary>
/// <param name="workspace">The workspace folder.</param>
/// <param name="zones">Its zones.</param>
/// <param name="openKey">Opens the key that signs the list; wiping needs no key.</param>
internal sealed class TakingBack(string workspace, ZoneStore zones, Func<SigningKey> openKey)
{
    /// <summary>What the name of the word that is left for a collector ends with.</summary>
    public const string NoticeSuffix = ".withdrawn.json";

    private readonly List<string> _wiped = [];
    private readonly List<string> _failures = [];

    /// <summary>The folders that were wiped.</summary>
    public IReadOnlyList<string> Wiped => _wiped;

    /// <summary>What could not be done, in words; empty when all is.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Completes every withdrawal as far as it can.</summary>
    /// <param name="releases">The releases of the workspace.</param>
    /// <param name="now">The instant the list names when it is signed anew.</param>
    public void Complete(IReadOnlyList<StoredRelease> releases, DateTimeOffset now)
    {
        var withdrawn = releases.Where(release => release.IsWithdrawn).ToList();
        foreach (var release in withdrawn.Where(release => release.Project.Length > 0))
        {
            Try(() => _wiped.AddRange(zones.WipeRelease(release.Project, release.Id)), $"The bundle of {release.Id} cannot be wiped.");
        }

        Try(() => SignList(withdrawn, now), "The list of withdrawn releases cannot be signed; where one is there, it must be whole: put it back from a backup, or move it away and it is made anew from the store.");
        foreach (var release in withdrawn)
        {
            foreach (var place in release.Places)
            {
                Try(() => TakeBack(release, place), $"The copy at {place} cannot be taken back.");
            }
        }
    }

    private void TakeBack(StoredRelease release, string place)
    {
        if (CollectedCopy.TakeBack(place, release.Id, release.Statement))
        {
            _wiped.Add(place);
        }

        LeaveWord(release, place);
    }

    // Who comes for the copy finds why it is gone. No reason is told here: it is a person's own words.
    private static void LeaveWord(StoredRelease release, string place)
    {
        var path = place + NoticeSuffix;
        if (Path.Exists(path) || !Directory.Exists(Path.GetDirectoryName(place)))
        {
            return;
        }

        var at = release.Acts.First(act => act.Kind == ReleaseActKind.Withdrawn).At;
        PrivateFolder.WriteNewFile(path, JsonSerializer.SerializeToUtf8Bytes(new ReleaseNotice(release.Id, release.Statement, at, "It was withdrawn. Destroy every copy and whatever was made of it, then attest that: linkage releases attest."), JsonOutput.Options));
    }

    // Nothing leaves the list: what it names was withdrawn, whatever store was restored since.
    private void SignList(List<StoredRelease> withdrawn, DateTimeOffset now)
    {
        var path = Path.Combine(workspace, RevokedReleases.FileName);
        using var key = openKey();
        var there = File.Exists(path) ? Listed(path, key) : null;
        var all = (there ?? []).UnionBy(withdrawn.Select(release => new RevokedRelease(release.Id, release.Statement, release.Acts.First(act => act.Kind == ReleaseActKind.Withdrawn).At)), one => one.Statement).ToList();
        if (there is null || all.Count > there.Count)
        {
            PrivateFolder.WriteAllBytes(path, RevokedReleases.Sign(all, now, key));
        }
    }

    // A list of the signing key before is kept aside and goes on holding back what it names. It cannot be verified here, so none of it is signed anew: the new list is of the store alone.
    private IReadOnlyList<RevokedRelease>? Listed(string path, SigningKey key)
    {
        var bytes = File.ReadAllBytes(path);
        if (RevokedReleases.Read(bytes, key.PublicPem) is { } own)
        {
            return own.Withdrawn;
        }

        if (RevokedReleases.KeyIdIn(bytes) is not { } signer || signer == key.KeyId)
        {
            throw new IOException("The list is damaged, and nothing may leave it.");
        }

        File.Move(path, FreeNameFor(signer[..8]));
        return null;
    }

    private string FreeNameFor(string signer) => Enumerable.Range(1, int.MaxValue)
        .Select(number => Path.Combine(workspace, string.Create(CultureInfo.InvariantCulture, $"revoked-releases.{signer}{(number == 1 ? string.Empty : $"-{number}")}.dsse.json")))
        .First(path => !Path.Exists(path));

    private void Try(Action act, string failure)
    {
        try
        {
            act();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or KeyVaultException)
        {
            _failures.Add(failure);
        }
    }

    private sealed record ReleaseNotice(string Release, string Statement, DateTimeOffset WithdrawnAt, string WhatToDo);
}
