using System.Security.Cryptography;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Keys;

public sealed class LocalKeyVaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Keys => _folder.PathOf("keys");

    private string RootPath => Path.Combine(Keys, LocalKeyVault.RootFileName);

    private string SigningPath => Path.Combine(Keys, LocalKeyVault.SigningFileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CreateIfMissing_NewFolder_MakesOwnerOnlyKeys()
    {
        var vault = LocalKeyVault.CreateIfMissing(Keys);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Keys));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(RootPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SigningPath));
        Assert.Equal(32, vault.ReadRootSecret().Length);
        using var curve = ECDsa.Create();
        curve.ImportPkcs8PrivateKey(vault.ReadSigningKey(), out _);
        Assert.Equal(256, curve.KeySize);
        Assert.Equal(curve.ExportSubjectPublicKeyInfoPem() + "\n", File.ReadAllText(vault.PublicKeyPath));
        Assert.Equal(3, Directory.GetFiles(Keys).Length);
    }

    [Fact]
    public void CreateIfMissing_KeysThere_KeepsThem()
    {
        var first = LocalKeyVault.CreateIfMissing(Keys).ReadRootSecret();
        var signing = File.ReadAllBytes(SigningPath);
        File.Delete(Path.Combine(Keys, LocalKeyVault.PublicFileName));

        var second = LocalKeyVault.CreateIfMissing(Keys);

        Assert.Equal(first, second.ReadRootSecret());
        Assert.Equal(signing, File.ReadAllBytes(SigningPath));
        Assert.True(File.Exists(second.PublicKeyPath));
    }

    [Theory]
    [InlineData(LocalKeyVault.SigningFileName)]
    [InlineData(LocalKeyVault.PublicFileName)]
    [InlineData("root.key.bak")]
    public void CreateIfMissing_RootLostBesideAnotherFile_RefusesAndMakesNothing(string other)
    {
        LocalKeyVault.CreateIfMissing(Keys);
        File.Move(RootPath, _folder.PathOf("lost"));
        File.Move(SigningPath, Path.Combine(Keys, other), overwrite: true);
        foreach (var path in Directory.GetFiles(Keys).Where(p => Path.GetFileName(p) != other))
        {
            File.Delete(path);
        }

        var error = Assert.Throws<KeyVaultException>(() => LocalKeyVault.CreateIfMissing(Keys));

        Assert.Equal(RootPath, error.Location);
        Assert.Contains(other, error.Problem, StringComparison.Ordinal);
        Assert.Contains("backup", error.Remedy, StringComparison.Ordinal);
        Assert.Equal([other], Directory.GetFiles(Keys).Select(f => Path.GetFileName(f)));
    }

    [Theory]
    [InlineData("identity", true)]
    [InlineData("research", true)]
    [InlineData("landing", false)]
    public void CreateIfMissing_KeysLostBesideSetsInTheZones_RefusesWhereTheyWereMadeWithKeys(string zone, bool refused)
    {
        _folder.Write($"zones/{zone}/food-vouchers/0f1e/{ZoneStore.SealName}", "{}");

        var error = Record.Exception(() => LocalKeyVault.CreateIfMissing(Keys, _folder.PathOf("zones")));

        Assert.Equal(refused, error is KeyVaultException);
        Assert.Equal(!refused, File.Exists(RootPath));
    }

    [Fact]
    public void CreateIfMissing_HalfWrittenKeyOfAKilledAttempt_MakesKeys()
    {
        PrivateFolder.Create(Keys);
        File.WriteAllText($"{RootPath}.x1.tmp", "linkage-root");

        Assert.Equal(32, LocalKeyVault.CreateIfMissing(Keys, _folder.PathOf("zones")).ReadRootSecret().Length);
    }

    [Fact]
    public void ReadRootSecret_NoFile_SaysMissingAndMakesNothing()
    {
        var error = Assert.Throws<KeyVaultException>(() => new LocalKeyVault(Keys).ReadRootSecret());

        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
        Assert.Contains(RootPath, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Keys));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public void Read_FileOpenToOthers_Refuses(UnixFileMode extra)
    {
        var vault = LocalKeyVault.CreateIfMissing(Keys);
        var secret = Convert.ToHexStringLower(vault.ReadRootSecret());
        foreach (var path in new[] { RootPath, SigningPath })
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);
        }

        var root = Assert.Throws<KeyVaultException>(vault.ReadRootSecret);
        Assert.Throws<KeyVaultException>(vault.ReadSigningKey);
        Assert.Contains("chmod 600", root.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, root.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FolderOpenToOthers_Refuses()
    {
        var vault = LocalKeyVault.CreateIfMissing(Keys);
        File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);

        Assert.Contains("chmod 700", Assert.Throws<KeyVaultException>(vault.ReadRootSecret).Message, StringComparison.Ordinal);
        Assert.Throws<KeyVaultException>(() => LocalKeyVault.CreateIfMissing(Keys));
    }

    [Fact]
    public void Read_SymbolicLink_Refuses()
    {
        var vault = LocalKeyVault.CreateIfMissing(Keys);
        var elsewhere = Path.Combine(Keys, "elsewhere");
        File.Move(RootPath, elsewhere);
        File.CreateSymbolicLink(RootPath, elsewhere);

        Assert.Contains("symbolic link", Assert.Throws<KeyVaultException>(vault.ReadRootSecret).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("linkage-root-key-v1\n")]
    [InlineData("linkage-root-key-v1\n00112233\n")]
    [InlineData("linkage-root-key-v1\nzz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n")]
    [InlineData("linkage-root-key-v1\n00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00\n")]
    public void ReadRootSecret_WrongContent_RefusesWithoutQuotingIt(string content)
    {
        var vault = LocalKeyVault.CreateIfMissing(Keys);
        File.WriteAllText(RootPath, content);

        var error = Assert.Throws<KeyVaultException>(vault.ReadRootSecret);

        Assert.DoesNotContain("00112233", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadSigningKey_PublicKeyInItsPlace_Refuses()
    {
        var vault = LocalKeyVault.CreateIfMissing(Keys);
        File.WriteAllText(SigningPath, File.ReadAllText(vault.PublicKeyPath));

        Assert.Throws<KeyVaultException>(vault.ReadSigningKey);
    }

    [Fact]
    public void OpenSigningKey_ShortRsaOrOtherKind_Refuses()
    {
        var vault = LocalKeyVault.CreateIfMissing(Keys);
        using (var small = RSA.Create(2048))
        {
            File.WriteAllText(SigningPath, small.ExportPkcs8PrivateKeyPem());
        }

        Assert.Throws<KeyVaultException>(() => SigningKey.Open(vault));
        using (var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384))
        {
            File.WriteAllText(SigningPath, curve.ExportPkcs8PrivateKeyPem());
        }

        Assert.Contains("is on the curve P-384", Assert.Throws<KeyVaultException>(() => SigningKey.Open(vault)).Message, StringComparison.Ordinal);
        File.WriteAllText(SigningPath, "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n");

        Assert.Contains("is an Ed25519 key", Assert.Throws<KeyVaultException>(() => SigningKey.Open(vault)).Message, StringComparison.Ordinal);
    }
}
