using System.Globalization;
using System.Runtime.InteropServices;
using Linkage.Matching.Duck;
using Linkage.Matching.Similarity;

namespace Linkage.Matching.Normalise;

/// <summary>
/// The records as codes in memory, one short row a record, for the scan over pairs: 4 bytes a field and record. Code 0 is no value; equal values of a
/// field have equal codes, and columns that share a dictionary (forename and surname) share its codes.
/// </summary>
internal sealed class RecordStore
{
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

    /// <summary>By dataset: a bit for each dataset its records may be paired with.</summary>
    internal ulong[] Partners { get; } = new ulong[64];

    /// <summary>Codes of one record.</summary>
    internal ReadOnlySpan<int> RowOf(int rid) => MemoryMarshal.CreateReadOnlySpan(ref Codes[rid * (long)Width], Width);

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
    /// <param name="session">Holds lnk_rec and the dictionaries.</param>
    /// <param name="fields">The fields of the table.</param>
    /// <param name="starts">Columns whose values without their last characters are wanted as well.</param>
    /// <param name="tuples">Columns, parted by spaces, whose values together are wanted as well.</param>
    /// <param name="cancellationToken">Interrupts the statements.</param>
    internal static RecordStore Load(
        DuckSession session, IReadOnlyList<RecordField> fields, IReadOnlyList<(string Column, int Cut)> starts, IReadOnlyList<string> tuples, CancellationToken cancellationToken)
    {
        var columns = fields.Select(f => f.Column).Concat(starts.Select(s => StartOf(s.Column, s.Cut))).ToList();
        var select = string.Concat(fields.Select(Code).Concat(starts.Select((s, i) => $", coalesce(s{i}.code + 1, 0)")));
        var joins = string.Concat(fields.Where(IsTextual).Select(f => $"\nLEFT JOIN {Table(f)} c_{f.Column} ON c_{f.Column}.value = x.{f.Column}"))
            + string.Concat(starts.Select((s, i) => $"\nLEFT JOIN lnk_start{i} s{i} ON s{i}.value = {Start("x." + s.Column, s.Cut)}"));
        foreach (var field in fields.Where(IsTextual))
        {
            Step("value_dictionary", ("dictionary", Table(field)), ("values", $"SELECT {field.Column} AS value FROM lnk_rec"), ("extra", string.Empty));
        }

        foreach (var (index, start) in starts.Index())
        {
            Step("value_dictionary", ("dictionary", Number("lnk_start", index)), ("values", $"SELECT {Start(start.Column, start.Cut)} AS value FROM lnk_rec"), ("extra", string.Empty));
        }

        var store = new RecordStore(session.Scalar<int>("SELECT count(*)::INTEGER FROM lnk_rec", cancellationToken), columns.Count + tuples.Count);
        foreach (var (place, column) in columns.Concat(tuples).Index())
        {
            store._places[column] = place;
        }

        session.Read(
            $"SELECT x.rid, x.ds{select} FROM lnk_rec x{joins}",
            row =>
            {
                var rid = row.GetInt32(0);
                store.Datasets[rid] = row.GetByte(1);
                var at = rid * (long)store.Width;
                for (var c = 0; c < columns.Count; c++)
                {
                    store.Codes[at + c] = row.GetInt32(c + 2);
                }
            },
            cancellationToken);
        foreach (var (dataset, partners) in session.Query(
            "SELECT ds::INTEGER, any_value(partners) FROM lnk_rec GROUP BY ds", r => (r.GetInt32(0), Convert.ToUInt64(r.GetValue(1), CultureInfo.InvariantCulture)), cancellationToken))
        {
            store.Partners[dataset] = partners;
        }

        store.ReadDictionaries(session, fields, cancellationToken);
        foreach (var tuple in tuples)
        {
            store._tuples[tuple] = ValueTuples.Number(store, tuple, store.PlaceOf(tuple));
        }

        foreach (var table in fields.Where(IsTextual).Select(Table).Concat(starts.Select((_, i) => Number("lnk_start", i))))
        {
            session.Execute($"DROP TABLE {table}", cancellationToken);
        }

        return store;

        void Step(string name, params IEnumerable<(string, string)> fragments) =>
            session.Execute(SqlStep.Load(typeof(RecordStore), name).With(fragments).Text, cancellationToken);
    }

    private void ReadDictionaries(DuckSession session, IReadOnlyList<RecordField> fields, CancellationToken cancellationToken)
    {
        foreach (var shared in fields.GroupBy(f => f.Dictionary ?? Table(f), StringComparer.Ordinal))
        {
            var values = new FieldValues.Builder();
            session.Read($"SELECT value::VARCHAR FROM {shared.Key} ORDER BY code", row => values.Add(row.GetString(0)), cancellationToken);
            var dictionary = values.Build();
            foreach (var field in shared)
            {
                _dictionaries[field.Column] = dictionary;
            }
        }
    }

    // Dictionaries of the record table number from 0.
    private static string Code(RecordField field) => IsTextual(field) ? $", coalesce(c_{field.Column}.code + 1, 0)" : $", coalesce(x.{field.Column} + 1, 0)";

    private static bool IsTextual(RecordField field) => field.Dictionary is null;

    private static string Table(RecordField field) => $"lnk_codes_{field.Column}";

    // A value of no more than the characters cut off has no start.
    private static string Start(string column, int cut) => string.Create(CultureInfo.InvariantCulture, $"nullif(left({column}, greatest(length({column}) - {cut}, 0)), '')");

    private static string StartOf(string column, int cut) => Number(column + " without ", cut);

    private static string Number(string text, int number) => string.Create(CultureInfo.InvariantCulture, $"{text}{number}");
}
