using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Ledger;

namespace Linkage.Governance.Tests.Ledger;

public sealed class CheckpointTests : IDisposable
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 9, 0, 0, 250, TimeSpan.Zero);

    private readonly TestKey _key = new();
    private readonly TestKey _other = new();

    [Fact]
    public void ToText_OfASignedCheckpoint_IsANoteOfItsLinesAndOneSignature()
    {
        var signed = SignedCheckpoint.Sign(new Checkpoint("linkage-ledger/a1", 7, TreeHash.OfNothing, Instant), _key);

        var lines = signed.ToText().Split('\n');

        Assert.Equal(["linkage-ledger/a1", "7", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "2026-11-22T09:00:00.250Z", ""], lines[..5]);
        Assert.StartsWith("\u2014 linkage-ledger/a1 ", lines[5], StringComparison.Ordinal);
        var signature = Convert.FromBase64String(lines[5].Split(' ')[2])[4..];
        Assert.True(_key.Verifies(Encoding.UTF8.GetBytes(string.Join('\n', lines[..4]) + "\n"), signature));
        Assert.Equal(["", ""], lines[6..]);
    }

    [Fact]
    public void ReadHistory_OfSeveral_GivesThemBack()
    {
        var history = string.Concat(Enumerable.Range(0, 5).Select(i => Signed(i).ToText()));

        var (checkpoints, badLine) = SignedCheckpoint.ReadHistory(history);

        Assert.Null(badLine);
        Assert.Equal([0L, 1, 2, 3, 4], checkpoints.Select(c => c.Checkpoint.Size));
        Assert.All(checkpoints, c => Assert.True(c.IsSignedBy(_key)));
        Assert.All(checkpoints, c => Assert.False(c.IsSignedBy(_other)));
        Assert.All(checkpoints, c => Assert.False(c.NamesKey(_other)));
        Assert.Equal(history, string.Concat(checkpoints.Select(c => c.ToText())));
        Assert.Null(SignedCheckpoint.ReadHistory(string.Empty).BadLine);
    }

    [Fact]
    public void ReadHistory_AnyCharacterChanged_IsUnreadableOrItsSignatureDoesNotHold()
    {
        var history = Signed(1).ToText() + Signed(2).ToText();
        for (var i = 0; i < history.Length; i++)
        {
            foreach (var letter in "A\n 1".Where(l => l != history[i]))
            {
                var changed = history.Remove(i, 1).Insert(i, letter.ToString());

                var (checkpoints, badLine) = SignedCheckpoint.ReadHistory(changed);

                Assert.True(badLine is not null || checkpoints.Any(c => !c.IsSignedBy(_key)), $"{i} {letter}");
            }

            Assert.True(SignedCheckpoint.ReadHistory(history[..i]).Checkpoints.Count < 2);
            Assert.True(i == 0 || i == history.Length / 2 || SignedCheckpoint.ReadHistory(history[..i]).BadLine is not null, $"cut at {i}");
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    private SignedCheckpoint Signed(long size) => SignedCheckpoint.Sign(new Checkpoint("linkage-ledger/a1", size, NaiveTree.Root(NaiveTree.Leaves((int)size)), Instant), _key);

    private sealed class TestKey : ICheckpointSigner, ICheckpointKey, IDisposable
    {
        private readonly RSA _rsa = RSA.Create(2048);

        public string SignatureName => "linkage-rsa-pkcs1-sha256";

        public ReadOnlyMemory<byte> PublicKey => _rsa.ExportSubjectPublicKeyInfo();

        public byte[] Sign(ReadOnlySpan<byte> bytes) => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        public bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) => _rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        public void Dispose() => _rsa.Dispose();
    }
}
