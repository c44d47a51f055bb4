using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Collect;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Collect;

public sealed class CollectedCopyTests : IDisposable
{
    private const string Id = "release-0123";
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const string Signed = """
        {"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"data/letters.parquet","digest":{"sha256":"00"}}],"predicateType":"urn:linkage:release-statement:v1","predicate":{"releaseId":"release-0123","expires":"2027-01-01T00:00:00Z"}}
        """;

    private static readonly string Statement = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Signed)));

    private readonly TemporaryFolder _folder = new();
    private readonly ECDiffieHellman _key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private int _names;

    public CollectedCopyTests()
    {
        Directory.CreateDirectory(_folder.PathOf("release", "data"));
        File.WriteAllText(_folder.PathOf("release", "statement.json"), Signed);
        File.WriteAllText(_folder.PathOf("release", "statement.dsse.json"), "signature");
        File.WriteAllText(_folder.PathOf("release", "_seal.json"), "seal");
        File.WriteAllText(_folder.PathOf("release", "data", "letters.parquet"), "rows");
    }

    private string Release => _folder.PathOf("release");

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Open_WithTheKeyItWasEncryptedTo_GivesTheFilesBack()
    {
        var target = New();

        Assert.Equal(Id, CollectedCopy.Open(Encrypted(), _key, target));

        Assert.Equal("rows", File.ReadAllText(Path.Combine(target, "data", "letters.parquet")));
        Assert.Equal(Signed, File.ReadAllText(Path.Combine(target, "statement.json")));
        Assert.Equal(4, Directory.GetFiles(target, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Encrypt_Twice_SharesNoFile()
    {
        var (one, two) = (Encrypted(), Encrypted());

        Assert.All(FilesOf(one), file => Assert.NotEqual(File.ReadAllBytes(Path.Combine(one, file)), File.ReadAllBytes(Path.Combine(two, file))));
    }

    [Fact]
    public void Open_WithAnotherKey_GivesNothing()
    {
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var target = New();

        Assert.Null(CollectedCopy.Open(Encrypted(), other, target));
        Assert.False(Directory.Exists(target));
    }

    [Fact]
    public void Open_AnySingleBitChanged_IsNeverOpened()
    {
        var copy = Changeable();
        var target = New();
        foreach (var path in FilesOf(copy).Select(file => Path.Combine(copy, file)))
        {
            var whole = File.ReadAllBytes(path);
            for (var bit = 0; bit < whole.Length * 8; bit++)
            {
                var changed = whole.ToArray();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                File.WriteAllBytes(path, changed);

                Assert.False(Opens(copy, target), $"Bit {bit} of {path}.");
                Assert.False(Directory.Exists(target));
            }

            File.WriteAllBytes(path, whole);
        }

        Assert.True(Opens(copy, target));
    }

    [Theory]
    [InlineData("statement.json.sealed")]
    [InlineData(CollectedCopy.KeyFile)]
    public void Open_FileOfAnotherCopy_IsNotOpened(string name)
    {
        var (one, two) = (Changeable(), Encrypted());
        File.Copy(Path.Combine(two, name), Path.Combine(one, name), overwrite: true);

        Assert.False(Opens(one, New()));
    }

    [Fact]
    public void Open_FilesSwappedOrOneThatIsNotSealed_IsNotOpened()
    {
        var swapped = Encrypted();
        File.Move(Path.Combine(swapped, "statement.json.sealed"), Path.Combine(swapped, "other.json.sealed"));
        Assert.False(Opens(swapped, New()));

        var more = Encrypted();
        File.WriteAllText(Path.Combine(more, "readme.txt"), "plain");
        Assert.False(Opens(more, New()));
    }

    [Fact]
    public void Open_TargetIsThere_TouchesNothing()
    {
        var target = New();
        Directory.CreateDirectory(target);
        File.WriteAllText(Path.Combine(target, "mine"), "mine");

        Assert.Throws<IOException>(() => CollectedCopy.Open(Encrypted(), _key, target));

        Assert.Equal("mine", File.ReadAllText(Path.Combine(target, "mine")));
    }

    [Fact]
    public void LetGroupRead_FinishedCopy_IsClosedToItsGroupUntilThen()
    {
        var plain = New();
        CollectedCopy.Copy(Release, plain);
        foreach (var copy in new[] { plain, Encrypted() })
        {
            Assert.True(OperatingSystem.IsWindows() || !PrivateFolder.IsOpenToOthers(copy));
            CollectedCopy.LetGroupRead(copy);

            Assert.True(OperatingSystem.IsWindows() || (File.GetUnixFileMode(copy) & Others) == (UnixFileMode.GroupRead | UnixFileMode.GroupExecute));
            Assert.True(OperatingSystem.IsWindows() || FilesOf(copy).TrueForAll(f => File.GetUnixFileMode(Path.Combine(copy, f)) == (UnixFileMode.UserRead | UnixFileMode.GroupRead)));
        }
    }

    [Fact]
    public void TakeBack_EncryptedPlainMissingOrALink_LeavesNothingBehindAndFollowsNoLink()
    {
        var (encrypted, plain) = (Encrypted(), New());
        CollectedCopy.Copy(Release, plain);

        Assert.True(CollectedCopy.TakeBack(encrypted, Id, Statement));
        Assert.True(CollectedCopy.TakeBack(plain, Id, ZoneStore.DigestOf(Path.Combine(Release, "statement.json"))));
        Assert.False(Directory.Exists(encrypted) || Directory.Exists(plain));
        Assert.False(CollectedCopy.TakeBack(encrypted, Id, Statement));

        var link = New();
        Directory.CreateSymbolicLink(link, Release);
        Assert.False(CollectedCopy.TakeBack(link, Id, Statement));
        Assert.True(File.Exists(Path.Combine(Release, "statement.json")));
    }

    [Fact]
    public void TakeBack_CopyOfAnotherReleaseOrWhatIsNone_IsLeftAlone()
    {
        var (encrypted, plain, other) = (Encrypted(), New(), New());
        CollectedCopy.Copy(Release, plain);
        Directory.CreateDirectory(other);
        File.WriteAllText(Path.Combine(other, "letter.txt"), "somebody's own");

        Assert.False(CollectedCopy.TakeBack(encrypted, "release-other", Statement));
        Assert.False(CollectedCopy.TakeBack(encrypted, Id, new string('b', 64)));
        Assert.False(CollectedCopy.TakeBack(plain, Id, new string('b', 64)));
        Assert.False(CollectedCopy.TakeBack(other, Id, Statement));
        Assert.All([encrypted, plain, other], folder => Assert.NotEmpty(FilesOf(folder)));
    }

    [Fact]
    public void TakeBack_LinksPutInPlaceOfFiles_AreNotFollowed()
    {
        var victim = _folder.PathOf("victim");
        File.WriteAllText(victim, "what must stay");
        var folder = New();
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(Path.Combine(folder, CollectedCopy.KeyFile), victim);
        Assert.True(CollectedCopy.TakeBack(folder, Id, Statement));

        var copy = Changeable();
        File.Delete(Path.Combine(copy, "statement.json.sealed"));
        File.CreateSymbolicLink(Path.Combine(copy, "statement.json.sealed"), victim);
        Assert.True(CollectedCopy.TakeBack(copy, Id, Statement));

        Assert.Equal("what must stay", File.ReadAllText(victim));
    }

    [Fact]
    public void Copy_LinkInTheRelease_IsLeftOut()
    {
        var outside = _folder.PathOf("outside.txt");
        File.WriteAllText(outside, "not of the release");
        File.CreateSymbolicLink(Path.Combine(Release, "link.txt"), outside);

        CollectedCopy.Copy(Release, _folder.PathOf("copy"));

        Assert.Equal(["_seal.json", "data/letters.parquet", "statement.dsse.json", "statement.json"], FilesOf(_folder.PathOf("copy")));
    }

    [Fact]
    public void ReadKeys_OtherCurveOrTheWrongHalf_AreRefused()
    {
        using var other = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        using var own = CollectedCopy.ReadPublic(_key.ExportSubjectPublicKeyInfoPem());
        using var opening = CollectedCopy.ReadPrivate(_key.ExportPkcs8PrivateKeyPem());

        Assert.Equal(CollectedCopy.FingerprintOf(_key), CollectedCopy.FingerprintOf(own!));
        Assert.NotNull(opening);
        Assert.Null(CollectedCopy.ReadPublic(other.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(CollectedCopy.ReadPrivate(other.ExportPkcs8PrivateKeyPem()));
        Assert.Null(CollectedCopy.ReadPublic(_key.ExportPkcs8PrivateKeyPem()));
        Assert.Null(CollectedCopy.ReadPrivate(_key.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(CollectedCopy.ReadPublic("no key"));
    }

    private string New() => _folder.PathOf($"new-{_names++}");

    private string Encrypted()
    {
        var copy = New();
        CollectedCopy.Encrypt(Release, Id, Statement, _key, copy);
        return copy;
    }

    // For a test that changes what nobody should.
    private string Changeable()
    {
        var copy = Encrypted();
        if (!OperatingSystem.IsWindows())
        {
            FilesOf(copy).ForEach(file => File.SetUnixFileMode(Path.Combine(copy, file), UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        return copy;
    }

    private bool Opens(string copy, string target)
    {
        try
        {
            return CollectedCopy.Open(copy, _key, target) is not null;
        }
        catch (SealedFileException)
        {
            return false;
        }
    }

    private static List<string> FilesOf(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];
}
