using System.Globalization;
using System.Security.Cryptography;
using DuckDB.NET.Data.DataChunk.Reader;
using Linkage.Matching.Duck;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>
/// Makes pseudonyms of every word of the dictionaries as somebody without the key could, and looks for them in every column. Plain digests and the empty key are tried
/// with every word; salts, known keys and SHA-512 with a sample of each dataset's own values, for a careless scheme treats every row alike.
/// </summary>
internal sealed class GuessAttack(DuckSession session, AttackRequest request, CancellationToken cancellationToken)
{
    private const string Whole = "word";
    private const string Sample = "sampled_word";
    private const string Salted = "salted_word";
    private const string Keyed = "sha256(scheme.outside || unhex(sha256(scheme.inside || word.value)))";

    private static readonly (string Name, string Function)[] Digests = [("SHA-256", "sha256"), ("SHA-1", "sha1"), ("MD5", "md5")];

    private readonly List<(string Dictionary, string Scheme, int Column, long Found)> _found = [];

    /// <summary>Guesses made so far.</summary>
    internal long Guesses { get; private set; }

    /// <summary>Makes every guess.</summary>
    /// <returns>Dictionary, scheme, number of the column and distinct values found.</returns>
    internal IReadOnlyList<(string Dictionary, string Scheme, int Column, long Found)> Execute(IReadOnlyList<AttackedColumn> columns, AttackedFile spine)
    {
        MountSha512();
        FillSchemes();
        foreach (var (name, function) in Digests)
        {
            Try(Whole, $"(SELECT '{name}' AS name)", $"{function}(word.value)");
            Try(Sample, $"(SELECT '{name}' AS name)", $"{function}(word.value)");
            Try(Salted, $"(SELECT '{name} with a salt of public words' AS name)", $"{function}(word.value)");
        }

        Try(Sample, "(SELECT 'SHA-512' AS name)", "attack_sha512(word.value)");
        Try(Salted, "(SELECT 'SHA-512 with a salt of public words' AS name)", "attack_sha512(word.value)");
        Try(Whole, "(SELECT * FROM known_key WHERE name = 'HMAC-SHA-256 under the empty key')", Keyed);
        Try(Sample, "known_key", Keyed);
        AsItStands(columns, spine);
        return _found;
    }

    // A record key in place of a key of the grant would be the same under every grant.
    private void AsItStands(IReadOnlyList<AttackedColumn> columns, AttackedFile spine)
    {
        var keys = columns.Where(c => c.IsRecordKey).Select(c => c.Number).ToHashSet();
        _found.AddRange(Make($"(SELECT 'record-key' AS dictionary, record_key AS value FROM {spine.Relation})", "(SELECT 'no key of the grant' AS name)", "lower(hex(word.value))").Where(f => !keys.Contains(f.Column)));
    }

    private void Try(string words, string schemes, string guess) => _found.AddRange(Make(words, schemes, guess));

    private IReadOnlyList<(string Dictionary, string Scheme, int Column, long Found)> Make(string words, string schemes, string guess)
    {
        Guesses += session.Scalar<long>($"SELECT (SELECT count(*) FROM {words}) * (SELECT count(*) FROM {schemes})", cancellationToken);
        return session.Query(
            SqlStep.Load(typeof(GuessAttack), "guesses").With(("words", words), ("schemes", schemes), ("guess", guess)).Text,
            r => (r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetInt64(3)),
            cancellationToken);
    }

    private void FillSchemes()
    {
        session.Execute("CREATE OR REPLACE TEMP TABLE known_key (name VARCHAR, inside BLOB, outside BLOB)", cancellationToken);
        session.Execute(
            SqlStep.Load(typeof(GuessAttack), "salted_words").With(("public_words", SqlName.LiteralList(KnownKeys.PublicWords(request)))).Text, cancellationToken);
        var keys = KnownKeys.Of(request).Prepend(("HMAC-SHA-256 under the empty key", [])).Select(k => (Name: k.Item1, Blocks: KnownKeys.BlocksOf(k.Item2)));
        session.Execute(
            $"INSERT INTO known_key VALUES {string.Join(", ", keys.Select(k => $"({SqlName.Literal(k.Name)}, {Bytes(k.Blocks.Inner)}, {Bytes(k.Blocks.Outer)})"))}", cancellationToken);
    }

    private static string Bytes(byte[] bytes) => string.Create(CultureInfo.InvariantCulture, $"unhex('{Convert.ToHexStringLower(bytes)}')");

    // DuckDB has no SHA-512.
    private void MountSha512() => session.Connection.RegisterScalarFunction<byte[], string>("attack_sha512", (readers, writer, rows) =>
    {
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        var buffer = new byte[512];
        for (ulong row = 0; row < rows; row++)
        {
            var length = Read(readers[0], row, ref buffer);
            SHA512.HashData(buffer.AsSpan(0, length), digest);
            writer.WriteValue(Convert.ToHexStringLower(digest[..8]), row);
        }
    });

    private static int Read(IDuckDBDataReader reader, ulong row, ref byte[] buffer)
    {
        using var stream = reader.GetValue<Stream>(row);
        var length = (int)stream.Length;
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }

        stream.ReadExactly(buffer.AsSpan(0, length));
        return length;
    }
}
