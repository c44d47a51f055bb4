using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Zones;

public sealed class SealedFileTests : IDisposable
{
    private const int Chunk = SealedFile.ChunkLength;
    private const int Header = 68;

    private static readonly byte[] KeyBytes = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] Info = Encoding.ASCII.GetBytes("a key of a test");
    private static readonly string[] Purpose = ["zone-file", "identity/food-vouchers/0f1e", "identity.parquet"];

    private readonly TemporaryFolder _folder = new();
    private readonly ZoneKey _key = new([.. KeyBytes], Info);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(32 * Chunk)]
    [InlineData((32 * Chunk) + 1)]
    [InlineData((65 * Chunk) - 3)]
    public void Seal_AnyLength_OpensToTheSameBytes(int length)
    {
        var bytes = Bytes(length);

        var path = Sealed(bytes);

        Assert.Equal(bytes, Opened(path));
        Assert.Equal(Header + length + (16 * Math.Max(1, (length + Chunk - 1) / Chunk)), new FileInfo(path).Length);
        Assert.False(PrivateFolder.IsOpenToOthers(path));
    }

    // Written from the description of the layout alone, over the primitives of the platform.
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(Chunk)]
    [InlineData((3 * Chunk) + 17)]
    public void Seal_AnyLength_FollowsTheWrittenLayout(int length)
    {
        var bytes = Bytes(length);
        var head = File.ReadAllBytes(Sealed(bytes));

        var binding = Purpose.SelectMany(f => (byte[])[0, 0, 0, (byte)f.Length, .. Encoding.UTF8.GetBytes(f)]).ToArray();
        byte[] info = [.. Encoding.ASCII.GetBytes("linkage-file-key-v1"), .. SHA256.HashData(head.AsSpan(0, Header)), .. SHA256.HashData(binding), 1];
        using var cipher = new AesGcm(HMACSHA256.HashData(KeyBytes, info), 16);
        var data = SHA256.HashData([.. head[..Header], .. binding]);
        var read = new List<byte>();
        byte[] contentInfo = [.. Encoding.ASCII.GetBytes("linkage-file-content-v1"), 1];
        using var teller = new AesGcm(HMACSHA256.HashData(KeyBytes, contentInfo), 16);
        byte[] tags = [];
        for (long at = Header, n = 0; at < head.Length; n++)
        {
            var here = (int)Math.Min(Chunk + 16, head.Length - at);
            var nonce = new byte[12];
            BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(3), n);
            nonce[11] = at + here == head.Length ? (byte)1 : (byte)0;
            var plain = new byte[here - 16];
            cipher.Decrypt(nonce, head.AsSpan((int)at, here - 16), head.AsSpan((int)at + here - 16, 16), plain, data);
            read.AddRange(plain);
            var tag = new byte[16];
            nonce[11] = 0;
            teller.Encrypt(nonce, Array.Empty<byte>(), Array.Empty<byte>(), tag, plain);
            tags = [.. tags, .. tag];
            at += here;
        }

        Assert.Equal("linkage-sealed-1", Encoding.ASCII.GetString(head, 0, 16));
        Assert.Equal((uint)Chunk, BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(32)));
        Assert.Equal(bytes, read);
        byte[] saltKeyInfo = [.. Encoding.ASCII.GetBytes("linkage-file-salt-v1"), 1];
        byte[] content = [.. SHA256.HashData(binding), .. SHA256.HashData(tags)];
        Assert.Equal(HMACSHA256.HashData(HMACSHA256.HashData(KeyBytes, saltKeyInfo), content), head[36..Header]);
    }

    [Fact]
    public void Open_EveryBitOfASmallFileFlipped_IsFound()
    {
        var path = Sealed(Bytes(100));
        var bytes = File.ReadAllBytes(path);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Open_BitsOfALargeFileFlipped_AreFound()
    {
        var bytes = File.ReadAllBytes(Sealed(Bytes((40 * Chunk) + 9)));
        var random = new Random(20261123);
        for (var sample = 0; sample < 60; sample++)
        {
            var bit = random.NextInt64(bytes.LongLength * 8);
            bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
            AssertRefused(bytes);
            bytes[bit / 8] ^= (byte)(1 << (int)(bit % 8));
        }
    }

    [Fact]
    public void Open_EveryTruncationOfASmallFile_IsFound()
    {
        var bytes = File.ReadAllBytes(Sealed(Bytes(100)));
        for (var length = 0; length < bytes.Length; length++)
        {
            AssertRefused(bytes[..length]);
        }

        AssertRefused([.. bytes, 0]);
    }

    [Fact]
    public void Open_ChunksLeftOutDoubledOrInAnotherOrder_IsFound()
    {
        const int whole = Chunk + 16;
        var bytes = File.ReadAllBytes(Sealed(Bytes(3 * Chunk)));
        byte[] head = bytes[..Header], a = bytes[Header..(Header + whole)], b = bytes[(Header + whole)..(Header + (2 * whole))], c = bytes[(Header + (2 * whole))..];

        AssertRefused([.. head, .. a, .. b]);
        AssertRefused([.. head, .. a, .. c]);
        AssertRefused([.. head, .. b, .. c]);
        AssertRefused([.. head, .. c]);
        AssertRefused([.. head, .. b, .. a, .. c]);
        AssertRefused([.. head, .. a, .. b, .. b, .. c]);
        AssertRefused([.. head, .. a, .. b, .. c, .. c]);
        AssertRefused(head);
    }

    // The name of the secret stands in the head for everybody to read; the secret is what opens.
    [Fact]
    public void Open_FileOfADatasetWithoutItsSecret_IsRefusedAndTheSaltIsThatOfThePlace()
    {
        var (plain, path, target) = (_folder.Write("plain.csv", "a row"), _folder.PathOf("dataset.sealed"), _folder.PathOf("opened"));
        using var key = new ZoneKey([.. KeyBytes], Info) { Dataset = new DatasetSealing([.. KeyBytes[..16]], [.. KeyBytes[1..], 99]) };
        using var other = new ZoneKey([.. KeyBytes], Info) { Dataset = new DatasetSealing([.. KeyBytes[..16]], new byte[32]) };
        SealedFile.Seal(plain, path, key, Purpose);

        Assert.Equal(Convert.ToHexStringLower(KeyBytes[..16]), SealedFile.DatasetKeyOf(path));
        Assert.Contains("was changed", Assert.Throws<SealedFileException>(() => SealedFile.Open(path, target, other, Purpose)).Message, StringComparison.Ordinal);
        Assert.Contains("another key", Assert.Throws<SealedFileException>(() => SealedFile.Open(path, target, _key, Purpose)).Message, StringComparison.Ordinal);
        SealedFile.Open(path, target, key, Purpose);
        Assert.Equal("a row", File.ReadAllText(target));

        var (again, without) = (_folder.PathOf("other.sealed"), _folder.PathOf("without.sealed"));
        SealedFile.Seal(plain, again, other, Purpose);
        SealedFile.Seal(plain, without, _key, Purpose);
        Assert.Equal(SealedFile.ContentOf(path), SealedFile.ContentOf(again));
        Assert.Null(SealedFile.ContentOf(without));
        Assert.NotEqual(File.ReadAllBytes(path)[84..], File.ReadAllBytes(again)[84..]);
    }

    [Fact]
    public void Open_FileOfAnotherPlaceOrKey_IsRefused()
    {
        var path = Sealed(Bytes(10));
        using var other = new ZoneKey(new byte[32], Info);
        var target = _folder.PathOf("plain");

        Assert.Contains("another key", Assert.Throws<SealedFileException>(() => SealedFile.Open(path, target, other, Purpose)).Message, StringComparison.Ordinal);
        foreach (var purpose in new string[][] { [.. Purpose[..2], "rows.parquet"], ["zone-file", "identity/food-vouchers/ffff", Purpose[2]], ["zone-fil", "eidentity/food-vouchers/0f1e", Purpose[2]], [string.Concat(Purpose)] })
        {
            Assert.Throws<SealedFileException>(() => SealedFile.Open(path, target, _key, purpose));
        }

        Assert.False(File.Exists(target));
    }

    [Fact]
    public void Seal_SameContent_GivesTheSameBytesAndOtherContentShareNone()
    {
        var bytes = Bytes(4 * Chunk);
        var first = File.ReadAllBytes(Sealed(bytes));
        Assert.Equal(first, File.ReadAllBytes(Sealed(bytes)));

        // Under one key stream the other three chunks would come out alike.
        bytes[0] ^= 1;
        var second = File.ReadAllBytes(Sealed(bytes));
        for (var chunk = 0; chunk < 4; chunk++)
        {
            var at = Header + (chunk * (Chunk + 16));
            Assert.False(first.AsSpan(at, 64).SequenceEqual(second.AsSpan(at, 64)));
        }
    }

    [Fact]
    public void Seal_OverAFileThatIsThere_LeavesIt()
    {
        var path = Sealed(Bytes(10));
        var before = File.ReadAllBytes(path);

        Assert.Throws<IOException>(() => SealedFile.Seal(_folder.Write("other", "x"), path, _key, Purpose));

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private string Sealed(byte[] bytes)
    {
        var plain = _folder.PathOf(Path.GetRandomFileName());
        File.WriteAllBytes(plain, bytes);
        var path = plain + SealedFile.Suffix;
        SealedFile.Seal(plain, path, _key, Purpose);
        return path;
    }

    private byte[] Opened(string path)
    {
        var target = _folder.PathOf(Path.GetRandomFileName());
        SealedFile.Open(path, target, _key, Purpose);
        return File.ReadAllBytes(target);
    }

    private void AssertRefused(byte[] bytes)
    {
        var path = _folder.PathOf("changed.sealed");
        var target = _folder.PathOf("plain");
        File.WriteAllBytes(path, bytes);
        Assert.Throws<SealedFileException>(() => SealedFile.Open(path, target, _key, Purpose));
        Assert.False(File.Exists(target));
    }
}
