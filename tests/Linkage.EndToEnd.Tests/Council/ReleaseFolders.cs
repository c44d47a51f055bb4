using System.Globalization;
using Linkage.Pipeline.Release;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>
/// Compares release folders byte by byte. Left out is what attests to a moment and says nothing more of the data: the envelope, for an ECDSA signature is another each time, the proof of the decision, for
/// each workspace has a ledger of its own, and the seal with the digests of both. They are verified instead (governance/decisions/025-signature-schemes.md, 026-ledger-proof.md).
/// </summary>
internal static class ReleaseFolders
{
    private static readonly string[] OfAMoment = ["_seal.json", "ledger.json", "statement.dsse.json"];

    /// <summary>Fails unless both workspaces hold the same releases of a project: the statement and every file it names the same to the last byte, and both valid.</summary>
    public static void AreSame(string expected, string actual, string project)
    {
        var (left, right) = (City.ReleasesOf(expected, project), City.ReleasesOf(actual, project));
        Assert.NotEmpty(left);
        Assert.Equal(left.Select(f => Path.GetFileName(f)), right.Select(f => Path.GetFileName(f)));
        foreach (var (l, r) in left.Zip(right))
        {
            var names = BundleFiles.Of(l);
            Assert.Equal(names, BundleFiles.Of(r));
            Assert.Empty(OfAMoment.Except(names));
            Assert.All(names.Except(OfAMoment), n => Assert.True(
                File.ReadAllBytes(Path.Combine(l, n)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(r, n))), $"{n} differs."));
            Assert.All([l, r], folder =>
            {
                var verified = ReleaseVerifier.Verify(folder, Path.Combine(expected, "keys", "signing-public.pem"), DateTimeOffset.Parse(City.Instant, CultureInfo.InvariantCulture));
                Assert.True(verified.IsValid, string.Join("; ", verified.Failures));
            });
        }
    }

    /// <summary>Nothing half made is visible: every set in the zones has a seal, staging and scratch are empty.</summary>
    public static void NothingIsHalfMade(string workspace)
    {
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(Path.Combine(workspace, "zones"), "*", SearchOption.AllDirectories),
            p => p.Contains(".staging" + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        Assert.Empty(Directory.Exists(Path.Combine(workspace, "scratch")) ? Directory.GetDirectories(Path.Combine(workspace, "scratch")) : []);
    }
}
