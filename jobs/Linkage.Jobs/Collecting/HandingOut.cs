using System.Security.Cryptography;
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
/// <param name="revoked">The workspace's list of withdrawn releases, where there is one.</param>
internal sealed class HandingOut(ReleaseChange change, Registry registry, string publicKey, string revoked)
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
        var terms = SignedTerms.Of(release.Path);
        RequireDelivery(release, terms, openingKey, now);
        var copy = Path.Combine(folder, release.Id);
        if (Directory.Exists(copy) || File.Exists(copy))
        {
            throw ProblemException.Refused("FILE_EXISTS", "There is a copy or something else already, and nothing is replaced.", copy, "Name another folder with --out, or move away what is there.");
        }

        // Judged before anything is written, and once more when it is recorded.
        var fingerprint = openingKey is null ? null : CollectedCopy.FingerprintOf(openingKey);
        change.Collect(release.Id, person, terms.Team, fingerprint, copy, key, commit: false);
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

            var act = change.Collect(release.Id, person, terms.Team, fingerprint, copy, key);
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

        var verified = Verification.Check(release.Path, publicKey, now, File.Exists(revoked) ? revoked : null);
        if (!verified.Valid || verified.ReleaseId != release.Id || ZoneStore.DigestOf(Path.Combine(release.Path, ReleaseFolder.Statement)) != release.Statement)
        {
            throw ProblemException.Refused("RELEASE_DAMAGED", "The bundle is not what was signed and recorded, or stands on the list of withdrawn releases, so it is not handed out.", release.Path, "Treat it as an incident: 'linkage verify' with --revoked names what is wrong.");
        }

        if (verified.Expired)
        {
            throw ProblemException.Refused("RELEASE_ENDED", "It has expired, as its signed statement says. Nothing was recorded.", release.Id, "A run makes a new release.");
        }
    }

    private void RequireDelivery(StoredRelease release, SignedTerms terms, ECDiffieHellman? openingKey, DateTimeOffset now)
    {
        var rule = terms.InForce(registry, now) ?? throw ProblemException.Refused(
            "RULE_NOT_IN_FORCE", $"{terms.Rule} v{terms.Version}, on which the release rests, is not in force any more. Nothing was recorded.", release.Id, "Ask the officer; a release under a rule that was stopped is withdrawn.");
        var delivery = rule.Recipients.FirstOrDefault(recipient => recipient.Team == terms.Team && recipient.Environment == terms.Environment)?.Delivery ?? Delivery.Encrypted;
        if (delivery == Delivery.Encrypted && openingKey is null)
        {
            throw ProblemException.Refused(
                "ENCRYPTION_REQUIRED", $"{rule.Name} lets {terms.Team} have releases encrypted only.", release.Id, "Name the collector's public key with --to; 'Collect a release' in runbook.md says how to make one.");
        }

        if (openingKey is not null && registry.People.All.SelectMany(person => person.Keys).Any(one => one.PublicKey == Convert.ToBase64String(openingKey.ExportSubjectPublicKeyInfo())))
        {
            throw ProblemException.Refused("KEY_IN_USE", "The key of --to signs approvals or receipts, and one key is not used for two things.", release.Id, "Make a second pair: 'Collect a release' in runbook.md says how.");
        }
    }
}
