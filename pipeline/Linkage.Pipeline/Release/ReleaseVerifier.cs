using System.Text.Json;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Checks a bundle with nothing but its folder and a public key that came another way. No key inside the bundle is ever trusted. Covered are all bytes of all
/// files: data files and attachments by the digests in the signed statement, statement and envelope by the signature, the zone's seal by making it again, and the
/// recorded decision by the hashes and the signature of its proof.
/// </summary>
public static class ReleaseVerifier
{
    private static readonly string Envelope = ReleaseFolder.Envelope;

    /// <summary>Verifies a bundle.</summary>
    /// <param name="folder">The bundle's folder.</param>
    /// <param name="publicKeyPath">The signer's public key as PEM.</param>
    /// <param name="instant">The moment for which expiry is judged.</param>
    /// <param name="revoked">The publisher's list of withdrawn releases, or null not to ask.</param>
    public static ReleaseVerification Verify(string folder, string publicKeyPath, DateTimeOffset instant, RevokedReleases? revoked = null)
    {
        var failures = new List<VerificationFailure>();
        using var key = ReadPublicKey(publicKeyPath, failures);
        return key is null ? Failed(failures) : Verify(folder, key, instant, revoked, failures);
    }

    internal static ReleaseVerification Verify(string folder, VerificationKey key, DateTimeOffset instant) => Verify(folder, key, instant, null, []);

    private static ReleaseVerification Verify(string folder, VerificationKey key, DateTimeOffset instant, RevokedReleases? revoked, List<VerificationFailure> failures)
    {
        if (!Directory.Exists(folder))
        {
            failures.Add(new(folder, "The folder is missing."));
            return Failed(failures);
        }

        var entries = SetLayout.Bundle.Entries(folder);
        failures.AddRange(entries
            .Where(name => !SetLayout.Bundle.IsPlainFile(folder, name))
            .Select(name => new VerificationFailure(name, "It is a link, a folder or a hidden file; a bundle holds plain files only, beside each other and in the folder data.")));
        var plain = entries.Where(name => SetLayout.Bundle.IsPlainFile(folder, name)).ToHashSet(StringComparer.Ordinal);
        var closed = plain.Where(name => !CanBeRead(Path.Combine(folder, name))).Order(StringComparer.Ordinal).ToList();
        if (closed.Count > 0)
        {
            failures.AddRange(closed.Select(name => new VerificationFailure(name, "It cannot be read, so nobody knows whether it is what was signed. Verify as an account that may read it.")));
            return Failed(failures);
        }

        if (ReadStatement(folder, plain, key, failures) is not { } statement)
        {
            return Failed(failures);
        }

        CheckFiles(folder, plain, statement, failures);
        CheckProof(folder, plain, statement, key, failures);
        CheckSeal(folder, plain, statement, failures);
        failures.AddRange((revoked?.Withdrawn ?? []).Where(one => one.Statement == statement.Digest)
            .Select(one => new VerificationFailure(ReleaseFolder.Statement, $"The release was withdrawn on {one.At:yyyy-MM-dd}; destroy every copy.")));

        string[] notes = instant >= statement.Expires ? [$"The release expired on {statement.Expires:yyyy-MM-dd} and may not be used any more."] : [];
        return new ReleaseVerification(failures.Count == 0, failures, notes, statement.ReleaseId, statement.Expires);
    }

    private static bool CanBeRead(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ReleaseVerification Failed(List<VerificationFailure> failures) => new(false, failures, [], null, null);

    private static VerificationKey? ReadPublicKey(string path, List<VerificationFailure> failures)
    {
        try
        {
            if (VerificationKey.TryRead(File.ReadAllText(path), out var key, out var problem))
            {
                return key;
            }

            failures.Add(new(path, $"The public key cannot be used, for it {problem}. It must be a PEM file with one public key, {SignatureKeyKind.Wanted}."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            failures.Add(new(path, "The public key cannot be read."));
        }

        return null;
    }

    private static SignedStatement? ReadStatement(string folder, HashSet<string> plain, VerificationKey key, List<VerificationFailure> failures)
    {
        if (!plain.Contains(Envelope) || DsseEnvelope.Parse(File.ReadAllBytes(Path.Combine(folder, Envelope))) is not { } envelope)
        {
            failures.Add(new(Envelope, "The signed envelope is missing or not in the form a release is signed in."));
            return null;
        }

        if (envelope.KeyId != key.KeyId)
        {
            failures.Add(new(Envelope, "It was signed with another key than the one given."));
            return null;
        }

        if (!envelope.IsSignedBy(key))
        {
            failures.Add(new(Envelope, "The signature does not hold: payload or signature was changed."));
            return null;
        }

        if (!plain.Contains(ReleaseFolder.Statement)
            || !File.ReadAllBytes(Path.Combine(folder, ReleaseFolder.Statement)).AsSpan().SequenceEqual(envelope.Payload))
        {
            failures.Add(new(ReleaseFolder.Statement, "It is missing or differs from the signed statement."));
        }

        if (SignedStatement.Read(envelope.Payload) is { } statement)
        {
            return statement;
        }

        failures.Add(new(Envelope, "The signed payload is not a release statement of a version this program knows."));
        return null;
    }

    private static void CheckFiles(string folder, HashSet<string> plain, SignedStatement statement, List<VerificationFailure> failures)
    {
        foreach (var (name, digest) in statement.Files)
        {
            if (!plain.Contains(name))
            {
                failures.Add(new(name, "It is missing."));
            }
            else if (ZoneStore.DigestOf(Path.Combine(folder, name)) != digest)
            {
                failures.Add(new(name, "Its bytes are not the signed ones."));
            }
        }

        failures.AddRange(plain
            .Where(name => !statement.Files.ContainsKey(name) && !ReleaseFolder.Unnamed.Contains(name) && !(statement.HasProof && name == ReleaseFolder.Ledger))
            .Order(StringComparer.Ordinal)
            .Select(name => new VerificationFailure(name, "It is not part of the release.")));
    }

    private static void CheckProof(string folder, HashSet<string> plain, SignedStatement statement, VerificationKey key, List<VerificationFailure> failures)
    {
        if (statement.HasProof
            && (plain.Contains(ReleaseFolder.Ledger) ? RecordedDecision.Objection(File.ReadAllBytes(Path.Combine(folder, ReleaseFolder.Ledger)), statement.Decision, key) : "It is missing.") is { } objection)
        {
            failures.Add(new(ReleaseFolder.Ledger, objection));
        }
    }

    private static void CheckSeal(string folder, HashSet<string> plain, SignedStatement statement, List<VerificationFailure> failures)
    {
        var others = plain.Where(name => name != ZoneStore.SealName).Order(StringComparer.Ordinal);
        var seal = new Seal(
            statement.ReleaseId,
            new SortedDictionary<string, string>(others.ToDictionary(name => name, name => ZoneStore.DigestOf(Path.Combine(folder, name))), StringComparer.Ordinal),
            JsonSerializer.SerializeToElement(ReleaseFolder.FactsOf(statement.ReleaseId, statement.Digest), ZoneStore.Json));
        if (!plain.Contains(ZoneStore.SealName)
            || !File.ReadAllBytes(Path.Combine(folder, ZoneStore.SealName)).AsSpan().SequenceEqual(ZoneStore.SealBytes(seal)))
        {
            failures.Add(new(ZoneStore.SealName, "It is missing or does not seal exactly these files."));
        }
    }
}
