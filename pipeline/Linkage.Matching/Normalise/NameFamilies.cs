using System.Collections.Frozen;
using System.Text;
using DuckDB.NET.Native;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Normalise;

/// <summary>
/// Families of names that one person goes by: William, Bill and Liam; Mohammed and Muhammad; Stuart and Stewart. The table is <c>name_families.txt</c>
/// beside this class. Of a name with several parts the first counts; MC, MAC and O belong to the part behind them.
/// </summary>
public static class NameFamilies
{
    private const string Resource = "Linkage.Matching.Normalise.name_families.txt";
    private const int Longest = 24;

    private static readonly FrozenDictionary<string, int[]> ByName = Lines().Index()
        .SelectMany(l => l.Item.Select(name => (Name: name, Family: l.Index)))
        .GroupBy(n => n.Name, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => g.Select(n => n.Family).Order().ToArray(), StringComparer.Ordinal);

    /// <summary>The families as they stand in the table, the name they are known by first.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> All { get; } = Lines();

    /// <summary>Whether two names in normal form are different names of one family. The same name is no family.</summary>
    public static bool AreOne(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        Span<char> roomOne = stackalloc char[Longest], roomOther = stackalloc char[Longest];
        var (lengthOne, lengthOther) = (Key(one, roomOne), Key(other, roomOther));
        return Of(roomOne[..lengthOne]).IndexOfAny(Of(roomOther[..lengthOther])) >= 0 && !roomOne[..lengthOne].SequenceEqual(roomOther[..lengthOther]);
    }

    /// <summary>A bit for each family of a name, of 32: names of one family share a bit.</summary>
    internal static uint BitsOf(ReadOnlySpan<byte> name)
    {
        Span<char> room = stackalloc char[Longest];
        var bits = 0u;
        foreach (var family in Of(room[..Key(name, room)]))
        {
            bits |= 1u << (family % 32);
        }

        return bits;
    }

    /// <summary>Makes <c>lnk_same_family(one, other)</c> known to a session.</summary>
    internal static void Define(DuckSession session) =>
        session.Define("lnk_same_family", [DuckDBType.Varchar, DuckDBType.Varchar], DuckDBType.Boolean, (input, output) =>
        {
            var ones = input[0];
            var others = input[1];
            var nulls = output.Nulls();
            var results = output.Numbers<bool>(input.Rows);
            for (var row = 0; row < input.Rows; row++)
            {
                if (ones.Has(row) && others.Has(row))
                {
                    results[row] = AreOne(ones.Text(row), others.Text(row));
                }
                else
                {
                    nulls.Set(row);
                }
            }
        });

    private static ReadOnlySpan<int> Of(ReadOnlySpan<char> key) =>
        !key.IsEmpty && ByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var families) ? families : [];

    /// <summary>Writes the part of a name that counts; 0 where it is in no table.</summary>
    private static int Key(ReadOnlySpan<byte> name, Span<char> key)
    {
        var part = FoldedText.FirstPart(name, out var rest);
        var length = Encoding.ASCII.TryGetChars(part, key, out var written) ? written : 0;
        if (rest.IsEmpty || !(part.SequenceEqual("O"u8) || part.SequenceEqual("MC"u8) || part.SequenceEqual("MAC"u8)))
        {
            return length;
        }

        return Encoding.ASCII.TryGetChars(FoldedText.FirstPart(rest, out _), key[length..], out written) ? length + written : 0;
    }

    private static List<IReadOnlyList<string>> Lines()
    {
        using var stream = typeof(NameFamilies).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var reader = new StreamReader(stream);
        var lines = new List<IReadOnlyList<string>>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                lines.Add(line.Split(' '));
            }
        }

        return lines;
    }
}
