using System.Security.Cryptography;
using System.Text.Json;
using Linkage.Governance.Releases;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Collect;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Collecting;

/// <summary>
/// Hands a release out: checks every byte of it against its signature, writes the copy aside, records the collection and only then lets the copy appear. What is interrupted in between
/// leaves a collection on record and no copy, never a copy that nobody recorded.
/// </summary>
/// <param name="change">Records the collection.</param>
/// <param name="registry">The registry, for what the rule says of delivery.</param>
/// <param name="publicKey">The workspace's public key, a PEM file.</param>
internal sealed class HandingOut(ReleaseChange change, Registry registry, string publicKey)
{
    /// <summary>Hands a release out.</summary>
    /// <param name="release">The release.</param>
    /// <param name="person">Who collects it.</param>
    /// <param name="key">The private key of the person.</param>
    /// <param name="openingKey">The public key to encrypt to, or null for plain files.</param>
    /// <param name="folder">Folder to put the copy in; the copy bears the release's id.</param>
    /// <param name="now">The instant.</param>
    /// <returns>The recorded collection and the folder of the copy.</returns>
    /// <exception cref="ProblemException">It may not be had, or is not what was signed; nothing was handed out.</exception>
    public (ReleaseAct Act, string Copy) To(StoredRelease release, string person, ECDsa key, ECDiffieHellman? openingKey, string folder, DateTimeOffset now)
    {
        RequireWhole(release, now);
        var (team, environment) = RecipientOf(release);
        RequireDelivery(release, team, environment, openingKey);
        var copy = Path.Combine(folder, release.Id);
        if (Directory.Exists(copy) || File.Exists(copy))
        {
            throw ProblemException.Refused("FILE_EXISTS", "There is a copy or something else already, and nothing is replaced.", copy, "Name another folder with --out, or move away what is there.");
        }

        var aside = Path.Combine(folder, $".{release.Id}~{Path.GetRandomFileName()}");
        try
        {
            if (openingKey is null)
            {
                CollectedCopy.Copy(release.Path, aside);
            }
            else
            {
                CollectedCopy.Encrypt(release.Path, release.Id, release.Statement, openingKey, aside);
            }

            var act = change.Collect(release.Id, person, team, openingKey is null ? null : CollectedCopy.FingerprintOf(openingKey), copy, key);
            Directory.Move(aside, copy);
            PrivateFolder.FlushFolder(folder);
            CollectedCopy.LetGroupRead(copy);
            return (act, copy);
        }
        finally
        {
            PrivateFolder.WipeFolder(aside);
        }
    }

    private void RequireWhole(StoredRelease release, DateTimeOffset now)
    {
        if (!Directory.Exists(release.Path))
        {
            throw ProblemException.Refused("RELEASE_ENDED", "Its bundle is not there any more.", release.Path, "'linkage releases list' says where it stands; restore it from a backup if it should be there.");
        }

        var verified = Verification.Check(release.Path, publicKey, now);
        if (!verified.Valid || verified.ReleaseId != release.Id || ZoneStore.DigestOf(Path.Combine(release.Path, ReleaseFolder.Statement)) != release.Statement)
        {
            throw ProblemException.Refused("RELEASE_DAMAGED", "The bundle is not what was signed and recorded, so it is not handed out.", release.Path, "Treat it as an incident: 'linkage verify' names what is wrong.");
        }
    }

    private static (string Team, string Environment) RecipientOf(StoredRelease release)
    {
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(release.Path, ReleaseFolder.Statement)));
        var recipient = statement.RootElement.GetProperty("predicate").GetProperty("recipient");
        return (recipient.GetProperty("team").GetString()!, recipient.GetProperty("environment").GetString()!);
    }

    private void RequireDelivery(StoredRelease release, string team, string environment, ECDiffieHellman? openingKey)
    {
        var (id, version) = release.Rules[0];
        var delivery = registry.VersionsOf(id).FirstOrDefault(rule => rule.Version == version)?.Recipients.FirstOrDefault(recipient => recipient.Team == team && recipient.Environment == environment)?.Delivery ?? Delivery.Encrypted;
        if (delivery == Delivery.Encrypted && openingKey is null)
        {
            throw ProblemException.Refused(
                "ENCRYPTION_REQUIRED", $"{id} v{version} lets {team} have releases encrypted only.", release.Id, "Name the collector's public key with --to; 'openssl genpkey' and 'openssl pkey -pubout' make one, see 'Collect a release' in runbook.md.");
        }
    }
}
