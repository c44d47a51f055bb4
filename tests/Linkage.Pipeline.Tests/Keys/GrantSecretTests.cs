using System.Text.Json;
using Linkage.Pipeline.Keys;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Keys;

public sealed class GrantSecretTests : IDisposable
{
    private static readonly GrantScope Scope = new(new string('a', 64), "homes-and-money", 4, new string('b', 64));
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly LocalKeyVault _vault;

    public GrantSecretTests() => _vault = new LocalKeyVault(Path.Combine(_folder.Path, "keys"));

    private string Grants => _folder.PathOf("keys", "grants");

    private string KeyPath => Path.Combine(Grants, Scope.ContentHash + ".key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_FirstTime_MakesAnOwnerOnlyFileAndThenReadsIt()
    {
        using var made = _vault.OpenGrantSecret(Scope);
        var bytes = File.ReadAllBytes(KeyPath);
        using var read = _vault.OpenGrantSecret(Scope);

        Assert.True(made.IsNew);
        Assert.False(read.IsNew);
        Assert.Equal(made.Key, read.Key);
        Assert.True(made.Bytes.SequenceEqual(read.Bytes));
        Assert.Equal(bytes, File.ReadAllBytes(KeyPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Grants));
        Assert.Equal([made.Key], _vault.GrantKeys());
        Assert.Single(Directory.GetFiles(Grants));
        Assert.DoesNotContain(Convert.ToHexStringLower(made.Bytes), made.Key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TwoScopes_ShareNothing()
    {
        using var one = _vault.OpenGrantSecret(Scope);
        using var other = _vault.OpenGrantSecret(Scope with { ContentHash = new string('c', 64) });

        Assert.False(one.Bytes.SequenceEqual(other.Bytes));
        Assert.NotEqual(one.Key.KeyId, other.Key.KeyId);
        Assert.Equal(2, _vault.GrantKeys().Count);
    }

    [Fact]
    public void Destroy_LeavesATombstoneAndNoByteOfTheSecret()
    {
        GrantKey key;
        string secret;
        using (var made = _vault.OpenGrantSecret(Scope))
        {
            (key, secret) = (made.Key, Convert.ToHexStringLower(made.Bytes));
        }

        var tombstone = _vault.DestroyGrantSecret(key, "GATEWAY_REVOKED", Noon);

        Assert.Equal(new GrantTombstone(key, Noon, "GATEWAY_REVOKED"), tombstone);
        Assert.Equal([tombstone], _vault.GrantTombstones());
        Assert.Empty(_vault.GrantKeys());
        var file = Assert.Single(Directory.GetFiles(Grants));
        Assert.Equal($"{Scope.ContentHash}.{key.KeyId}.destroyed.json", Path.GetFileName(file));
        Assert.DoesNotContain(secret, File.ReadAllText(file), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(
            ["format", "grant", "key", "rule", "ruleVersion", "ruleHash", "destroyedAt", "reason"], json.RootElement.EnumerateObject().Select(p => p.Name));

        using var next = _vault.OpenGrantSecret(Scope);
        Assert.True(next.IsNew);
        Assert.NotEqual(key.KeyId, next.Key.KeyId);
        Assert.Equal([next.Key], _vault.GrantKeys());
    }

    [Fact]
    public void Destroy_OverwritesTheFileBeforeItGoes()
    {
        using var made = _vault.OpenGrantSecret(Scope);
        var second = Path.Combine(_folder.Path, "second-name-of-the-same-bytes");
        using (var link = System.Diagnostics.Process.Start("ln", [KeyPath, second]))
        {
            link.WaitForExit();
        }

        _vault.DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);

        Assert.All(File.ReadAllBytes(second), b => Assert.Equal(0, b));
    }

    [Fact]
    public void Open_SecretBroughtBackByABackup_IsDestroyedAgain()
    {
        using var made = _vault.OpenGrantSecret(Scope);
        var backup = File.ReadAllBytes(KeyPath);
        _vault.DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);
        Restore(backup);

        Assert.Empty(_vault.GrantKeys());
        Assert.False(File.Exists(KeyPath));
        Restore(backup);
        using var next = _vault.OpenGrantSecret(Scope);

        Assert.True(next.IsNew);
        Assert.NotEqual(made.Key.KeyId, next.Key.KeyId);
        Assert.False(File.ReadAllBytes(KeyPath).AsSpan().SequenceEqual(backup));
    }

    [Fact]
    public void Destroy_InterruptedAfterTheTombstoneOrTheRename_IsCompletedByTheNextReader()
    {
        using var made = _vault.OpenGrantSecret(Scope);
        var secret = File.ReadAllBytes(KeyPath);
        _vault.DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);
        Restore(secret);
        File.Move(KeyPath, KeyPath + ".destroying");
        File.WriteAllText(KeyPath + ".x1.tmp", "linkage-grant");

        Assert.Empty(_vault.GrantKeys());

        Assert.EndsWith(".destroyed.json", Assert.Single(Directory.GetFiles(Grants)), StringComparison.Ordinal);
    }

    [Fact]
    public void Destroy_AnEarlierSecretOfTheSamePermission_LeavesTheLaterOne()
    {
        using var first = _vault.OpenGrantSecret(Scope);
        _vault.DestroyGrantSecret(first.Key, "GATEWAY_REVOKED", Noon);
        using var second = _vault.OpenGrantSecret(Scope);

        _vault.DestroyGrantSecret(first.Key, "GATEWAY_REVOKED", Noon);

        Assert.Equal([second.Key], _vault.GrantKeys());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("linkage-grant-key-v0\n", "does not begin")]
    [InlineData("linkage-grant-key-v1\ngrant aa\n", "does not hold")]
    public void Open_WrongContent_Refuses(string content, string problem)
    {
        _vault.OpenGrantSecret(Scope).Dispose();
        File.WriteAllText(KeyPath, content);

        AssertRefused(problem);
    }

    [Fact]
    public void Open_AnyByteChangedOrTheEndCutOff_Refuses()
    {
        _vault.OpenGrantSecret(Scope).Dispose();
        var whole = File.ReadAllBytes(KeyPath);
        for (var at = 0; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] = (byte)(changed[at] == '0' ? '1' : '0');
            File.WriteAllBytes(KeyPath, changed);
            Assert.Throws<KeyVaultException>(() => _vault.OpenGrantSecret(Scope));
            Assert.Throws<KeyVaultException>(() => _vault.GrantKeys());
            File.WriteAllBytes(KeyPath, whole[..at]);
            Assert.Throws<KeyVaultException>(() => _vault.OpenGrantSecret(Scope));
        }

        File.WriteAllBytes(KeyPath, [.. whole, (byte)'\n']);
        Assert.Throws<KeyVaultException>(() => _vault.OpenGrantSecret(Scope));
    }

    [Fact]
    public void Open_ShortSecretWithARightCheckLine_Refuses()
    {
        _vault.OpenGrantSecret(Scope).Dispose();
        var lines = File.ReadAllLines(KeyPath);
        var body = string.Join('\n', [.. lines[..5], lines[5][..^2]]) + "\n";
        File.WriteAllText(KeyPath, $"{body}check {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(body)))}\n");

        AssertRefused("does not hold");
    }

    [Fact]
    public void Open_FileOfAnotherGrantOrRule_Refuses()
    {
        _vault.OpenGrantSecret(Scope).Dispose();
        Assert.Contains("another grant or rule", Assert.Throws<KeyVaultException>(() => _vault.OpenGrantSecret(Scope with { RuleVersion = 5 })).Message, StringComparison.Ordinal);

        var other = Scope with { ContentHash = new string('c', 64) };
        File.Move(KeyPath, Path.Combine(Grants, other.ContentHash + ".key"));
        Assert.Throws<KeyVaultException>(() => _vault.OpenGrantSecret(other));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void Open_FileOpenToOthers_Refuses(UnixFileMode extra)
    {
        _vault.OpenGrantSecret(Scope).Dispose();
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | extra);

        AssertRefused("chmod 600");
    }

    [Fact]
    public void Open_FolderOpenToOthers_Refuses()
    {
        _vault.OpenGrantSecret(Scope).Dispose();
        File.SetUnixFileMode(Grants, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);

        AssertRefused("chmod 700");
    }

    [Fact]
    public void Open_SymbolicLink_Refuses()
    {
        _vault.OpenGrantSecret(Scope).Dispose();
        var elsewhere = _folder.PathOf("elsewhere");
        File.Move(KeyPath, elsewhere);
        File.CreateSymbolicLink(KeyPath, elsewhere);

        AssertRefused("symbolic link");
    }

    [Fact]
    public void Tombstone_ThatCannotBeRead_Refuses()
    {
        using var made = _vault.OpenGrantSecret(Scope);
        _vault.DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);
        File.WriteAllText(Directory.GetFiles(Grants).Single(), "{}");

        Assert.Throws<KeyVaultException>(() => _vault.GrantTombstones());
        AssertRefused("no record of a destroyed key");
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Open_HashThatIsNoHash_Throws(string hash) =>
        Assert.Throws<ArgumentException>(() => _vault.OpenGrantSecret(Scope with { ContentHash = hash }));

    [Fact]
    public void CreateIfMissing_RootLostBesideGrantSecrets_Refuses()
    {
        _vault.OpenGrantSecret(Scope).Dispose();

        Assert.Contains("secrets of grants", Assert.Throws<KeyVaultException>(() => LocalKeyVault.CreateIfMissing(_folder.PathOf("keys"))).Problem, StringComparison.Ordinal);
    }

    private void AssertRefused(string problem)
    {
        var before = Directory.GetFiles(Grants).Select(f => (f, File.Exists(f) ? Convert.ToHexString(File.ReadAllBytes(f)) : null)).ToList();
        var error = Assert.Throws<KeyVaultException>(() => _vault.OpenGrantSecret(Scope));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(Grants).Select(f => (f, File.Exists(f) ? Convert.ToHexString(File.ReadAllBytes(f)) : null)));
    }

    private void Restore(byte[] secret)
    {
        File.WriteAllBytes(KeyPath, secret);
        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
