using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Linkage.Matching.Duck;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>
/// The records as codes in memory, one short row a record, for the scan over pairs: 4 bytes a field and record. Code 0 is no value; equal values of a
/// field have equal codes, and columns that share a dictionary (forename and surname) share its codes.
/// </summary>
internal sealed class RecordStore
{
    private const int RowsAtOnce = 1 << 16;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FieldValues> _dictionaries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueTuples> _tuples = new(StringComparer.Ordinal);

    private RecordStore(int count, int width)
    {
        Count = count;
        Width = width;
        Codes = new int[(long)count * width];
        Datasets = new byte[count];
    }

    /// <summary>Number of records.</summary>
    internal int Count { get; }

    /// <summary>Number of codes of a record.</summary>
    internal int Width { get; }

    /// <summary>All codes, record by record.</summary>
    internal int[] Codes { get; }

    /// <summary>Index of each record's dataset.</summary>
    internal byte[] Datasets { get; }

    /// <summary>By record: whether it is new or changed. Pairs of two records that are neither are not compared. Null: every pair is.</summary>
    internal bool[]? Changed { get; set; }

    /// <summary>By dataset: a bit for each dataset its records may be paired with.</summary>
    internal ulong[] Partners { get; } = new ulong[64];

    /// <summary>The columns that have a dictionary.</summary>
    internal IEnumerable<string> Columns => _dictionaries.Keys;

    /// <summary>Codes of one record.</summary>
    internal ReadOnlySpan<int> RowOf(int rid) => MemoryMarshal.CreateReadOnlySpan(ref Codes[rid * (long)Width], Width);

    /// <summary>Pairs among some records that may be compared.</summary>
    internal long PermittedPairs(ReadOnlySpan<int> records)
    {
        if (records.Length == 1)
        {
            return 0;
        }

        Span<int> byDataset = stackalloc int[64];
        byDataset.Clear();
        var most = 0;
        foreach (var rid in records)
        {
            var dataset = Datasets[rid];
            byDataset[dataset]++;
            most = Math.Max(most, dataset);
        }

        var pairs = 0L;
        for (var a = 0; a <= most; a++)
        {
            for (var b = a; b <= most && byDataset[a] > 0; b++)
            {
                if (((Partners[a] >> b) & 1) == 1)
                {
                    pairs += a == b ? (long)byDataset[a] * (byDataset[a] - 1) / 2 : (long)byDataset[a] * byDataset[b];
                }
            }
        }

        return pairs;
    }

    /// <summary>Whether two records may be compared.</summary>
    internal bool MayBePaired(int one, int other) => one != other && ((Partners[Datasets[one]] >> Datasets[other]) & 1) == 1;

    /// <summary>Where a column stands in a record's row.</summary>
    internal int PlaceOf(string column) => _places[column];

    /// <summary>Where the start of a column's values stands.</summary>
    internal int PlaceOf(string column, int cut) => _places[StartOf(column, cut)];

    /// <summary>The values of a column.</summary>
    internal FieldValues DictionaryOf(string column) =>
        _dictionaries.TryGetValue(column, out var values) ? values : _dictionaries[column] = _tuples[column].Joined();

    /// <summary>The tuples of a column that stands for several.</summary>
    internal ValueTuples TuplesOf(string column) => _tuples[column];

    /// <summary>Reads the record table of a session.</summary>
    /// <param name="session">Holds lnk_rec.</param>
    /// <param name="fields">The fields of the table.</param>
    /// <param name="dictionaries">The values of the fields that the table holds as codes.</param>
    /// <param name="starts">Columns whose values without their last characters are wanted as well.</param>
    /// <param name="tuples">Columns, parted by spaces, whose values together are wanted as well.</param>
    /// <param name="cancellationToken">Interrupts the statements.</param>
    internal static RecordStore Load(
        DuckSession session,
        IReadOnlyList<RecordField> fields,
        IReadOnlyDictionary<string, SealedCodes> dictionaries,
        IReadOnlyList<(string Column, int Cut)> starts,
        IReadOnlyList<string> tuples,
        CancellationToken cancellationToken)
    {
        var store = new RecordStore(session.Scalar<int>("SELECT count(*)::INTEGER FROM lnk_rec", cancellationToken), fields.Count + starts.Count + tuples.Count);
        foreach (var (place, column) in fields.Select(f => f.Column).Concat(starts.Select(s => StartOf(s.Column, s.Cut))).Concat(tuples).Index())
        {
            store._places[column] = place;
        }

        var textual = fields.Where(f => f.Dictionary is null).ToDictionary(f => f.Column, _ => new ValueCodes(), StringComparer.Ordinal);
        var columns = fields.Select(f => f.SqlType == "VARCHAR" || f.Dictionary is not null ? f.Column : $"CAST({f.Column} AS VARCHAR)").ToList();
        session.ReadChunks("SELECT * FROM lnk_rec", ["rid", "ds", .. columns], chunk => store.Take(chunk, fields, textual), cancellationToken);
        var partners = session.Query(
            "SELECT ds::INTEGER, any_value(partners) FROM lnk_rec GROUP BY ds", r => (r.GetInt32(0), Convert.ToUInt64(r.GetValue(1), CultureInfo.InvariantCulture)), cancellationToken);
        foreach (var (dataset, bits) in partners)
        {
            store.Partners[dataset] = bits;
        }

        foreach (var field in fields)
        {
            store._dictionaries[field.Column] = field.Dictionary is { } dictionary
                ? store.CutStarts(dictionaries[dictionary].Values, field.Column, starts)
                : store.Recode(textual[field.Column].Seal(), field.Column, starts);
        }

        foreach (var tuple in tuples)
        {
            store._tuples[tuple] = ValueTuples.Number(store, tuple, store.PlaceOf(tuple));
        }

        return store;
    }

    private void Take(VectorInput chunk, IReadOnlyList<RecordField> fields, Dictionary<string, ValueCodes> textual)
    {
        var (rids, datasets) = (chunk[0].Numbers<int>().ToArray(), chunk[1].Numbers<byte>().ToArray());
        for (var row = 0; row < rids.Length; row++)
        {
            Datasets[rids[row]] = datasets[row];
        }

        foreach (var (place, field) in fields.Index())
        {
            var column = chunk[place + 2];
            var codes = field.Dictionary is null ? [] : column.Numbers<int>();
            var numbers = field.Dictionary is null ? textual[field.Column] : null;
            for (var row = 0; row < rids.Length; row++)
            {
                if (column.Has(row))
                {
                    Codes[rids[row] * (long)Width + place] = 1 + (numbers is null ? codes[row] : numbers.NumberOf(column.Text(row)));
                }
            }
        }
    }

    /// <summary>Puts codes in the place of a column's numbers, and the codes of the starts of its values beside them.</summary>
    private FieldValues Recode(SealedCodes codes, string column, IReadOnlyList<(string Column, int Cut)> starts)
    {
        var place = _places[column];
        var cut = starts.Where(s => s.Column == column).Select(s => (Place: _places[StartOf(column, s.Cut)], Codes: StartCodes(codes.Values, s.Cut))).ToArray();
        Parallel.For(0, (Count + RowsAtOnce - 1) / RowsAtOnce, part =>
        {
            for (var rid = part * RowsAtOnce; rid < Math.Min(Count, (part + 1) * RowsAtOnce); rid++)
            {
                ref var code = ref Codes[rid * (long)Width + place];
                if (code != 0)
                {
                    code = 1 + codes.CodeOf(code - 1);
                    foreach (var start in cut)
                    {
                        Codes[rid * (long)Width + start.Place] = start.Codes[code];
                    }
                }
            }
        });
        return codes.Values;
    }

    /// <summary>Puts the codes of the starts of a dictionary's values beside its codes.</summary>
    private FieldValues CutStarts(FieldValues values, string column, IReadOnlyList<(string Column, int Cut)> starts)
    {
        var place = _places[column];
        foreach (var (_, length) in starts.Where(s => s.Column == column))
        {
            var (target, codes) = (_places[StartOf(column, length)], StartCodes(values, length));
            for (var rid = 0; rid < Count; rid++)
            {
                Codes[rid * (long)Width + target] = codes[Codes[rid * (long)Width + place]];
            }
        }

        return values;
    }

    /// <summary>By the code of a value, a number of the value without its last characters: equal where those are equal, and 0 where nothing is left.</summary>
    private static int[] StartCodes(FieldValues values, int cut)
    {
        var codes = new int[values.Count + 1];
        var numbers = new ValueCodes();
        for (var code = 1; code < codes.Length; code++)
        {
            var value = values.Of(code);
            for (var characters = 0; characters < cut && !value.IsEmpty; characters++)
            {
                Rune.DecodeLastFromUtf8(value, out _, out var bytes);
                value = value[..^bytes];
            }

            codes[code] = value.IsEmpty ? 0 : 1 + numbers.NumberOf(value);
        }

        var sealedCodes = numbers.Seal();
        for (var code = 1; code < codes.Length; code++)
        {
            codes[code] = codes[code] == 0 ? 0 : 1 + sealedCodes.CodeOf(codes[code] - 1);
        }

        return codes;
    }

    private static string StartOf(string column, int cut) => Number(column + " without ", cut);

    private static string Number(string text, int number) => string.Create(CultureInfo.InvariantCulture, $"{text}{number}");
}
