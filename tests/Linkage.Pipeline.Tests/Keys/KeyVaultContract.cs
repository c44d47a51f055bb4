using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Tests.Keys;

/// <summary>What every vault does, wherever it keeps the keys.</summary>
public abstract class KeyVaultContract
{
    protected static readonly GrantScope Scope = new(new string('a', 64), "homes-and-money", 4, new string('b', 64));
    protected static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A vault over the same place with nothing in memory.</summary>
    protected abstract IKeyVault Reopen();

    /// <summary>Makes the keys that are missing.</summary>
    protected abstract void CreateIfMissing(SignatureScheme scheme = SignatureSchemes.Default);

    /// <summary>The text in which a grant secret is kept.</summary>
    protected abstract string TextOf(GrantKey key);

    /// <summary>Puts a text where a grant secret is or was kept, as a restored backup would.</summary>
    protected abstract void Restore(GrantKey key, string text);

    /// <summary>Puts a text where the root secret is or would be kept.</summary>
    protected abstract void ReplaceRoot(string text);

    /// <summary>Puts a text where the tombstone of a secret is kept.</summary>
    protected abstract void ReplaceTombstone(GrantKey key, string text);

    /// <summary>Everything that is kept, tombstones included.</summary>
    protected abstract IEnumerable<string> EverythingKept();

    [Fact]
    public void CreateIfMissing_Twice_MakesKeysOnce()
    {
        CreateIfMissing();
        var (root, signing) = (Reopen().ReadRootSecret(), Reopen().ReadSigningKey());

        CreateIfMissing();

        Assert.Equal(32, root.Length);
        Assert.Equal(root, Reopen().ReadRootSecret());
        Assert.Equal(signing, Reopen().ReadSigningKey());
        using var key = SigningKey.Open(Reopen());
        Assert.Equal(SignatureScheme.EcdsaP256, key.Scheme);
        Assert.NotEmpty(key.Sign([1]));
    }

    [Theory]
    [InlineData(SignatureScheme.EcdsaP256)]
    [InlineData(SignatureScheme.RsaPkcs1)]
    public void CreateIfMissing_OfEitherScheme_KeepsThatKeyWhateverIsAskedLater(SignatureScheme scheme)
    {
        CreateIfMissing(scheme);
        using var made = SigningKey.Open(Reopen());

        CreateIfMissing(scheme == SignatureScheme.EcdsaP256 ? SignatureScheme.RsaPkcs1 : SignatureScheme.EcdsaP256);

        using var kept = SigningKey.Open(Reopen());
        Assert.Equal(scheme, made.Scheme);
        Assert.Equal(made.KeyId, kept.KeyId);
        Assert.True(VerificationKey.TryRead(made.PublicPem, out var read, out var problem), problem);
        using var key = read;
        Assert.Equal(scheme, key.Scheme);
        Assert.True(key.Verifies([1, 2], kept.Sign([1, 2])));
        Assert.False(key.Verifies([1, 3], kept.Sign([1, 2])));
    }

    [Fact]
    public void Read_NothingMade_SaysMissingAndMakesNothing()
    {
        Assert.Contains("is missing", Assert.Throws<KeyVaultException>(Reopen().ReadRootSecret).Message, StringComparison.Ordinal);
        Assert.Contains("is missing", Assert.Throws<KeyVaultException>(Reopen().ReadSigningKey).Message, StringComparison.Ordinal);
        Assert.Empty(Reopen().GrantKeys());
        Assert.Empty(Reopen().GrantTombstones());
        Assert.Empty(EverythingKept());
    }

    [Fact]
    public void Open_FirstTime_MakesASecretAndThenReadsIt()
    {
        using var made = Reopen().OpenGrantSecret(Scope);
        using var read = Reopen().OpenGrantSecret(Scope);

        Assert.True(made.IsNew);
        Assert.False(read.IsNew);
        Assert.Equal(made.Key, read.Key);
        Assert.Equal(Scope, read.Key.Scope);
        Assert.True(made.Bytes.SequenceEqual(read.Bytes));
        Assert.Equal([made.Key], Reopen().GrantKeys());
        Assert.Single(EverythingKept());
    }

    [Fact]
    public void Open_TwoScopes_ShareNothing()
    {
        using var one = Reopen().OpenGrantSecret(Scope);
        using var other = Reopen().OpenGrantSecret(Scope with { ContentHash = new string('c', 64) });

        Assert.False(one.Bytes.SequenceEqual(other.Bytes));
        Assert.NotEqual(one.Key.KeyId, other.Key.KeyId);
        Assert.Equal([one.Key, other.Key], Reopen().GrantKeys());
    }

    [Fact]
    public void Destroy_LeavesATombstoneAndNoByteOfTheSecret()
    {
        using var made = Reopen().OpenGrantSecret(Scope);
        var secret = Convert.ToHexStringLower(made.Bytes);
        Assert.Contains(EverythingKept(), t => t.Contains(secret, StringComparison.Ordinal));

        var tombstone = Reopen().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);

        Assert.Equal(new GrantTombstone(made.Key, Noon, "GATEWAY_REVOKED"), tombstone);
        Assert.Equal([tombstone], Reopen().GrantTombstones());
        Assert.Empty(Reopen().GrantKeys());
        Assert.DoesNotContain(EverythingKept(), t => t.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_AfterDestruction_MakesAnother()
    {
        using var first = Reopen().OpenGrantSecret(Scope);
        Reopen().DestroyGrantSecret(first.Key, "GATEWAY_REVOKED", Noon);

        using var next = Reopen().OpenGrantSecret(Scope);

        Assert.True(next.IsNew);
        Assert.NotEqual(first.Key.KeyId, next.Key.KeyId);
        Assert.Equal([next.Key], Reopen().GrantKeys());
        Reopen().DestroyGrantSecret(first.Key, "GATEWAY_REVOKED", Noon);
        Assert.Equal([next.Key], Reopen().GrantKeys());
    }

    [Fact]
    public void Destroy_OneThatIsGoneAlready_LeavesATombstone()
    {
        var key = new GrantKey(Scope, new string('d', 32));

        var tombstone = Reopen().DestroyGrantSecret(key, "RULE_EXPIRED", Noon);

        Assert.Equal([tombstone], Reopen().GrantTombstones());
        Assert.Null(tombstone.RecoverableUntil);
    }

    [Fact]
    public void Tombstones_AreToldTheOldestFirst()
    {
        Reopen().DestroyGrantSecret(new GrantKey(Scope, new string('1', 32)), "GATEWAY_REVOKED", Noon.AddDays(2));
        Reopen().DestroyGrantSecret(new GrantKey(Scope, new string('2', 32)), "GATEWAY_REVOKED", Noon);
        Reopen().DestroyGrantSecret(new GrantKey(Scope, new string('3', 32)), "GATEWAY_REVOKED", Noon.AddDays(1));

        Assert.Equal("231", string.Concat(Reopen().GrantTombstones().Select(t => t.Key.KeyId[0])));
    }

    [Fact]
    public void Open_SecretBroughtBackByABackup_IsDestroyedAgain()
    {
        using var made = Reopen().OpenGrantSecret(Scope);
        var backup = TextOf(made.Key);
        Reopen().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);
        Restore(made.Key, backup);

        Assert.Empty(Reopen().GrantKeys());
        Assert.DoesNotContain(backup, EverythingKept());
        Restore(made.Key, backup);
        using var next = Reopen().OpenGrantSecret(Scope);

        Assert.True(next.IsNew);
        Assert.NotEqual(made.Key.KeyId, next.Key.KeyId);
        Assert.DoesNotContain(backup, EverythingKept());
        Assert.Equal("GATEWAY_REVOKED", Assert.Single(Reopen().GrantTombstones()).Reason);
    }

    [Fact]
    public void Open_OfAnotherRule_Refuses()
    {
        Reopen().OpenGrantSecret(Scope).Dispose();

        Assert.Contains("another grant or rule", Assert.Throws<KeyVaultException>(() => Reopen().OpenGrantSecret(Scope with { RuleVersion = 5 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DamagedSecret_RefusesWithoutQuotingIt()
    {
        using var made = Reopen().OpenGrantSecret(Scope);
        var whole = TextOf(made.Key);
        var digits = Convert.ToHexStringLower(made.Bytes);
        foreach (var text in new[] { "linkage-grant-key-v0\n", whole[..^9], whole.Replace(digits, digits[2..] + digits[..2], StringComparison.Ordinal) })
        {
            Restore(made.Key, text);

            var error = Assert.Throws<KeyVaultException>(() => Reopen().OpenGrantSecret(Scope));
            Assert.Throws<KeyVaultException>(() => Reopen().GrantKeys());
            Assert.DoesNotContain(digits[4..20], error.ToString(), StringComparison.Ordinal);
        }

        Restore(made.Key, whole);
        using var again = Reopen().OpenGrantSecret(Scope);
        Assert.Equal(made.Key, again.Key);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("linkage-root-key-v1\n00112233\n")]
    [InlineData("linkage-root-key-v1\nzz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n")]
    public void ReadRootSecret_WrongContent_RefusesWithoutQuotingIt(string content)
    {
        ReplaceRoot(content);

        Assert.DoesNotContain("112233", Assert.Throws<KeyVaultException>(Reopen().ReadRootSecret).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tombstone_ThatCannotBeRead_Refuses()
    {
        using var made = Reopen().OpenGrantSecret(Scope);
        var backup = TextOf(made.Key);
        Reopen().DestroyGrantSecret(made.Key, "GATEWAY_REVOKED", Noon);
        ReplaceTombstone(made.Key, "{}");
        Restore(made.Key, backup);

        Assert.Throws<KeyVaultException>(() => Reopen().GrantTombstones());
        Assert.Throws<KeyVaultException>(() => Reopen().OpenGrantSecret(Scope));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Open_HashThatIsNoHash_Throws(string hash) =>
        Assert.Throws<ArgumentException>(() => Reopen().OpenGrantSecret(Scope with { ContentHash = hash }));

    [Fact]
    public void Epochs_EndedOne_GivesNoKeyAnyMoreAndTheNextSharesNothingWithIt()
    {
        CreateIfMissing();
        Assert.Null(KeyEpochs.Find(Reopen(), 1));
        KeyEpochs.Begin(Reopen());
        KeyEpochs.Begin(Reopen());
        var first = Assert.Single(Reopen().GrantKeys());
        Assert.Equal((1, first), (KeyEpochs.Current(Reopen()), KeyEpochs.KeyOf(Reopen(), 1)));
        var before = KeyIdsOf(1);

        KeyEpochs.Open(Reopen(), 2);
        Assert.Equal(1, KeyEpochs.Current(Reopen()));
        Assert.Equal(before, KeyIdsOf(1));
        Assert.Empty(before.Intersect(KeyIdsOf(2)));
        KeyEpochs.End(Reopen(), first, Noon);

        Assert.Equal(2, KeyEpochs.Current(Reopen()));
        Assert.Contains("was destroyed", Assert.Throws<KeyVaultException>(() => KeyIdsOf(1)).Problem, StringComparison.Ordinal);
        Assert.Contains("is missing", Assert.Throws<KeyVaultException>(() => KeyIdsOf(3)).Problem, StringComparison.Ordinal);
        KeyEpochs.Begin(Reopen());
        Assert.Equal(2, KeyEpochs.Current(Reopen()));
    }

    [Fact]
    public void DatasetKeys_DestroyedOne_IsMissedByNameAndTheNextOfTheMonthIsAnother()
    {
        CreateIfMissing();
        KeyEpochs.Begin(Reopen());
        var (october, november) = (new DatasetPeriod("food-vouchers", "2026-10", "w1", 1), new DatasetPeriod("food-vouchers", "2026-11", "w1", 1));
        var (name, next) = (Sealing(october), Sealing(november));
        Assert.Equal(name, Sealing(october));
        Assert.NotEqual(name, next);
        Assert.NotEqual(name, Sealing(october with { Workspace = "w2" }));
        var made = Reopen().GrantKeys().Single(key => key.KeyId == name);
        Assert.Equal(october, DatasetKeys.PeriodOf(made));

        Reopen().DestroyGrantSecret(made, DatasetKeys.Retained, Noon);

        using var ring = KeyRing.Open(Reopen(), "ashgrove-council");
        Assert.Null(ring.ZoneKey("landing", "food-vouchers", name));
        Assert.Equal(Noon, ring.DatasetKeyDestroyedAt(name));
        using var kept = ring.ZoneKey("landing", "food-vouchers", next);
        Assert.Equal(next, Convert.ToHexStringLower(kept!.Dataset!.KeyId));
        Assert.NotEqual(name, Sealing(october));
    }

    private string Sealing(DatasetPeriod period)
    {
        using var ring = KeyRing.Open(Reopen(), "ashgrove-council");
        using var key = ring.ZoneKey("landing", period);
        return Convert.ToHexStringLower(key.Dataset!.KeyId);
    }

    [Fact]
    public void Epochs_OfAVaultFromBeforeThereWereAny_BeginWithTheRootAlone()
    {
        CreateIfMissing();
        Reopen().OpenGrantSecret(Scope).Dispose();
        KeyEpochs.Begin(Reopen());
        Assert.Null(KeyEpochs.Find(Reopen(), 1));
        var before = KeyIdsOf(1);

        KeyEpochs.Open(Reopen(), 2);
        Assert.Equal((1, before[0]), (KeyEpochs.Current(Reopen()), KeyIdsOf(1)[0]));
        KeyEpochs.End(Reopen(), KeyEpochs.KeyOf(Reopen(), 1), Noon);

        Assert.Equal(2, KeyEpochs.Current(Reopen()));
        Assert.Empty(before.Intersect(KeyIdsOf(2)));
        Assert.Contains(Reopen().GrantKeys(), key => key.Scope == Scope);
    }

    [Fact]
    public void Epochs_TombstoneOfAnotherSecretThanTheOneThatLiesThere_IsRefusedAndEndsNothing()
    {
        CreateIfMissing();
        KeyEpochs.Begin(Reopen());
        KeyEpochs.End(Reopen(), KeyEpochs.Named(1, new string('0', 32)), Noon);

        Assert.Contains("another secret of key epoch 1", Assert.Throws<KeyVaultException>(() => KeyEpochs.Current(Reopen())).Problem, StringComparison.Ordinal);
        Assert.Single(Reopen().GrantKeys());
    }

    private string[] KeyIdsOf(int epoch)
    {
        using var ring = KeyRing.Open(Reopen(), "ashgrove-council", epoch);
        using var record = ring.DatasetKey(DatasetId.Parse("food-vouchers"));
        using var zone = ring.ZoneKey("landing", "food-vouchers");
        using var seal = ring.SealKey();
        var join = ring.JoinKeysOf(Scope);
        using var person = join.Person;
        using var household = join.Household;
        return [record.KeyId, Convert.ToHexStringLower(zone.KeyId), seal.Mac(["x"]), person.KeyId, household.KeyId];
    }
}
