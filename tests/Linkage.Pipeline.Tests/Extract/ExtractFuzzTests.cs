using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Linkage.Pipeline.Extract;
using Xunit.Abstractions;
using static Linkage.Pipeline.Tests.Contracts.ContractText;
using static Linkage.Pipeline.Tests.Extract.ExtractBench;

namespace Linkage.Pipeline.Tests.Extract;

/// <summary>
/// Random delimited text against an oracle that knows the rules as one regular expression over the whole file.
/// Set LINKAGE_FUZZ_SEED to try other texts; a failure names its seed.
/// </summary>
public sealed partial class ExtractFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Pieces = ["a", "b", "7", " ", "\"", "\"", "\"\"", ",", ",", "\n", "\n", "\r\n", "é", "王", "\",\"", "x,y\n", "\"q\",r\n"];

    [Fact]
    public void Execute_RandomText_AgreesWithTheOracle()
    {
        var first = int.Parse(Environment.GetEnvironmentVariable("LINKAGE_FUZZ_SEED") ?? "20261122", CultureInfo.InvariantCulture);
        for (var i = 0; i < 64; i++)
        {
            // The last ones are longer than the reader's buffer.
            var seed = first + i;
            output.WriteLine($"seed {seed}");
            AgreesWithOracle(seed, i < 60 ? 1 + (i * 5) : 600_000);
        }
    }

    private static void AgreesWithOracle(int seed, int pieces)
    {
#pragma warning disable CA5394 // Test data, seeded.
        var random = new Random(seed);
        var text = new StringBuilder("REF,NAME\n");
        for (var i = 0; i < pieces; i++)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }
#pragma warning restore CA5394

        var expected = Oracle(text.ToString());
        using var bench = new ExtractBench();
        bench.Options = bench.Options with { MaximumMalformedShare = 1, MaximumRecordBytes = 4096 };
        bench.With(WithMinimumRows(Csv(Column("name")), 0));
        if (expected.Cut)
        {
            // A good last record makes the same text one that is whole.
            Assert.Equal(ExtractRefusals.TruncatedFile, bench.Refused(text.ToString()).Code);
            expected = Oracle(text.Append("\nlast,whole\n").ToString());
            Assert.False(expected.Cut, $"The oracle calls a whole text cut, seed {seed}");
        }

        var landed = bench.Landed(text.ToString());

        Assert.True(expected.Rows.SequenceEqual(Rows(landed)), $"Rows differ, seed {seed}");
        Assert.True(expected.Rejects.SequenceEqual(Rejects(landed)), $"Rejects differ, seed {seed}");
        Assert.True(expected.Rows.Count + expected.Rejects.Count == landed.Part.In, $"Records do not reconcile, seed {seed}");
        Assert.True(expected.Lines == landed.Facts.Lines, $"Lines differ, seed {seed}");
    }

    private static (List<string> Rows, List<string> Rejects, long Lines, bool Cut) Oracle(string text)
    {
        var cut = false;
        var (rows, rejects, seen) = (new List<string>(), new List<string>(), new HashSet<string>());
        var (position, line) = (text.IndexOf('\n', StringComparison.Ordinal) + 1, 2L);
        while (position < text.Length)
        {
            var match = Record().Match(text, position);
            var firstLine = text.IndexOf('\n', position) is >= 0 and var end ? end + 1 : text.Length;
            var good = match.Success && match.Groups["field"].Captures.Count == 2;
            var length = good ? match.Length : firstLine - position;
            if (text[position..firstLine].Trim(' ', '\r', '\n').Length == 0)
            {
                // A blank line.
            }
            else if (!good)
            {
                cut = match.Success
                    ? match.Groups["field"].Captures.Count < 2 || (position + match.Length == text.Length && text[^1] is not ('\n' or '\r'))
                    : OpenQuote().IsMatch(text, position) || (firstLine == text.Length && text[^1] is not ('\n' or '\r'));
                rejects.Add($"{line}|∅|{(match.Success ? "RAGGED_ROW" : "BAD_QUOTE")}");
            }
            else
            {
                cut = false;
                var (id, name) = (Value(match.Groups["field"].Captures[0].Value), Value(match.Groups["field"].Captures[1].Value));
                if (id.Length == 0 || !seen.Add(id))
                {
                    rejects.Add($"{line}|ref|{(id.Length == 0 ? "NOT_NULL" : "DUPLICATE_KEY")}");
                }
                else
                {
                    rows.Add($"{line}|{id}|{(name.Length == 0 ? "∅" : name)}");
                }
            }

            line += Math.Max(1, text.AsSpan(position, length).Count('\n'));
            position += length;
        }

        return (rows, rejects, text.AsSpan().Count('\n') + (text.EndsWith('\n') ? 0 : 1), cut);
    }

    private static string Value(string field)
    {
        var trimmed = field.Trim(' ');
        var bare = trimmed.StartsWith('"') ? trimmed[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : trimmed;
        return bare.Replace("\r\n", "\n", StringComparison.Ordinal).Trim(' ', '\n');
    }

    [GeneratedRegex("""\G(?<field>(?>[ ]*"(?>[^"]|"")*"[ ]*)|(?![ ]*")[^,\r\n]*)(?:,(?<field>(?>[ ]*"(?>[^"]|"")*"[ ]*)|(?![ ]*")[^,\r\n]*))*(?:\r?\n|\z)""", RegexOptions.CultureInvariant)]
    private static partial Regex Record();

    // Whole fields, then one whose quote is not closed before the end of the text.
    [GeneratedRegex("""\G(?:(?>(?>[ ]*"(?>[^"]|"")*"[ ]*)|(?![ ]*")[^,\r\n]*),)*[ ]*"(?>[^"]|"")*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex OpenQuote();
}
