using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Linkage.Governance.Ledger;

namespace Linkage.Governance.Tests.Ledger;

public sealed class LedgerProofTests : IDisposable
{
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 9, 0, 0, 250, TimeSpan.Zero);

    private readonly TestKey _key = new();
    private readonly TestKey _other = new();

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Read_EveryEventOfEverySize_GivesItBackAndProvesIt()
    {
        for (var size = 1; size <= 20; size++)
        {
            var records = Ledger("a1", size);
            foreach (var record in records)
            {
                var read = LedgerProof.Read(Proof(records, record).ToBytes())!;

                Assert.Equal(record.Event, read.Event);
                Assert.Equal(record.Previous, read.Previous);
                Assert.Null(read.Objection(_key));
                Assert.Contains("not signed with the key", read.Objection(_other)!, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Read_AnySingleBitChanged_IsNoneOrProvesNothing()
    {
        var records = Ledger("a1", 7);
        var bytes = Proof(records, records[4]).ToBytes();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.True(LedgerProof.Read(bytes)?.Objection(_key) is not null || LedgerProof.Read(bytes) is null, $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Null(LedgerProof.Read(bytes)!.Objection(_key));
    }

    [Fact]
    public void Objection_ForgedEventOtherHashesOrOtherLedger_SaysSo()
    {
        var (records, others) = (Ledger("a1", 7), Ledger("b2", 7));
        var whole = Proof(records, records[4]);

        Assert.Null(whole.Objection(_key));
        foreach (var forged in new[]
        {
            whole with { Event = whole.Event with { Body = """{"decision":"other"}""" } },
            whole with { Event = whole.Event with { Sequence = 5 } },
            whole with { Event = records[3].Event, Previous = records[3].Previous },
            whole with { Previous = records[3].Previous },
            whole with { Path = Proof(records, records[3]).Path },
            whole with { Path = [.. whole.Path, TreeHash.OfNothing] },
            whole with { Path = [.. whole.Path.Skip(1)] },
            whole with { Signed = Proof(others, others[4]).Signed },
            whole with { Signed = Proof([.. records.Take(4)], records[0]).Signed },
        })
        {
            Assert.Contains("does not stand in the ledger", forged.Objection(_key)!, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"event":"{}"}""")]
    [InlineData("""{"event":"{"}""")]
    [InlineData("""{"event":1}""")]
    [InlineData("")]
    public void Read_SomethingElse_IsNone(string text) => Assert.Null(LedgerProof.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Read_OtherLayoutOfAProof_IsNone()
    {
        var records = Ledger("a1", 3);
        var text = Encoding.UTF8.GetString(Proof(records, records[1]).ToBytes());

        Assert.Null(LedgerProof.Read(Encoding.UTF8.GetBytes(text.TrimEnd())));
        Assert.Null(LedgerProof.Read(Encoding.UTF8.GetBytes(" " + text)));
        Assert.Null(LedgerProof.Read(Encoding.UTF8.GetBytes(text.Replace("{\"checkpoint\"", "{\"more\":1,\"checkpoint\"", StringComparison.Ordinal))));
        Assert.Null(LedgerProof.Read(Encoding.UTF8.GetBytes(JsonNode.Parse(text)!.ToJsonString())));
    }

    private LedgerProof Proof(List<LedgerRecord> records, LedgerRecord of)
    {
        TreeHash Root(long start, long count)
        {
            var tree = new MerkleTree();
            foreach (var record in records.Skip((int)start).Take((int)count))
            {
                tree.Append(record.Hash);
            }

            return tree.Root;
        }

        var checkpoint = new Checkpoint("linkage-ledger/" + records[0].Event.Subject, records.Count, Root(0, records.Count), Instant);
        return new LedgerProof(of.Event, of.Previous, MerkleProof.Inclusion(of.Event.Sequence, records.Count, Root), SignedCheckpoint.Sign(checkpoint, _key));
    }

    private static List<LedgerRecord> Ledger(string name, int size)
    {
        var head = LedgerHead.Empty();
        return [.. Enumerable.Range(0, size).Select(i => head.Append(Instant, "decision-allowed", name, "Zoë \u2014 \"job\"", new JsonObject { ["decision"] = $"{name} {i}" }))];
    }

    private sealed class TestKey : ICheckpointKey, ICheckpointSigner, IDisposable
    {
        private readonly RSA _rsa = RSA.Create(2048);

        public ReadOnlyMemory<byte> PublicKey => _rsa.ExportSubjectPublicKeyInfo();

        public string SignatureName => "linkage-rsa-pkcs1-sha256";

        public byte[] Sign(ReadOnlySpan<byte> bytes) => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        public bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) => _rsa.VerifyData(bytes, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        public void Dispose() => _rsa.Dispose();
    }
}
