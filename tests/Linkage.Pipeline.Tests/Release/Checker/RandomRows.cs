using System.Globalization;
using System.Numerics;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Tests.Release.Checker;

/// <summary>
/// A random output and what its query gives. Groups are of one person, of k less one, of k, of one more and of many; values are shared, unknown, shared beside unknown, two,
/// or many; people come again in other groups, have no key, or objected.
/// </summary>
internal sealed class RandomRows
{
    /// <summary>People are numbered from 0 to this, less one.</summary>
    public const int People = 900;

    private static readonly (string Type, object[] Values)[] Pools =
    [
        ("VARCHAR", [
            "W1", "w1", "W1 ", " W1", "", " ", "NULL", "\u00E9", "e\u0301", "\u0130", "i", "\u0131", "\u00DF", "ss", "\u200B", "\u00A0", "\u202EW1", "\U0001F468\u200D\U0001F469\u200D\U0001F467",
            "\U0001F468", "O'Neill", "\"", ";", "1:s;", "a long value of one beginning, 1", "a long value of one beginning, 2", "\t", "\r\n", "\uFF37\uFF11", "0", "-", "\uFEFF"]),
        ("BIGINT", [0L, 1L, -1L, long.MaxValue, long.MinValue, 9_007_199_254_740_992L, 9_007_199_254_740_993L, 7L]),
        ("DOUBLE", [0.0, -0.0, 0.1, 0.30000000000000004, 0.3, double.NaN, double.PositiveInfinity, 1e300]),
        ("BOOLEAN", [true, false]),
        ("DECIMAL(18,2)", [0m, 0.01m, -0.01m, 1.10m, 9_999_999_999_999_999.99m]),
        // Parquet has no such whole number and keeps the nearest double: these become two different ones and one that two share.
        ("HUGEINT", [0.0, 36_893_488_147_419_103_232.0, 73_786_976_294_838_206_464.0]),
        ("DATE", [new DateOnly(1900, 1, 1), new DateOnly(2000, 2, 29), new DateOnly(2026, 11, 22), new DateOnly(1, 1, 1)]),
    ];

    // What declares a column and what makes it group, as in the contracts of the release world.
    private static readonly (string Role, string[] Sources)[] Kinds =
    [
        ("Dimension", ["rent-arrears-panel.tenure"]),
        ("Dimension", []),
        ("Value", ["rent-arrears-panel.ward_code"]),
        ("Value", ["rent-arrears-panel.arrears_gbp", "food-vouchers.ward_code"]),
        ("Value", []),
        ("Value", ["rent-arrears-panel.tenure"]),
        ("Value", ["rent-arrears-panel.arrears_gbp"]),
        ("Value", ["rent-arrears-panel.arrears_gbp", "food-vouchers.vouchers_issued"]),
        ("Count", ["rent-arrears-panel.arrears_gbp"]),
    ];

    private readonly (string Type, object[] Values)[] _pools;

    private int _huge;

    public RandomRows(int seed, string name)
    {
        var random = new Random(seed);
        K = new[] { 2, 3, 5, 10 }[random.Next(4)];
        var kinds = Enumerable.Range(0, random.Next(5)).Select(_ => Kinds[random.Next(Kinds.Length)]).ToList();
        string[] names = ["ward", "select", "k", "value", "row", "left_out", "release", "person"];
        random.Shuffle(names);
        List<ProjectOutputColumn> columns = [.. kinds.Select((kind, index) => new ProjectOutputColumn(names[index], kind.Role, kind.Sources))];
        Key = random.Next(columns.Count + 1);
        columns.Insert(Key, new ProjectOutputColumn("person_key", "Key", []));
        Output = new ProjectOutput(name, OutputKind.PseudonymisedRows, "Row", new ProjectQuery($"{name}.sql", "SELECT 1", ReleaseWorld.HashOf(name)), columns, []);
        _pools = [.. columns.Select(_ => Pools[random.Next(3) == 0 ? random.Next(Pools.Length) : 0])];
        Rows = [.. Groups(random).SelectMany(rows => rows)];
        Repeat(random);
        random.Shuffle(Rows);
    }

    public ProjectOutput Output { get; }

    /// <summary>Fewest people of a group.</summary>
    public int K { get; }

    /// <summary>The rows in the order of the query; people by the hex of their key.</summary>
    public object?[][] Rows { get; private set; }

    private int Key { get; }

    /// <summary>The hex of a person's key.</summary>
    public static string PersonOf(int number) => ReleaseWorld.HashOf($"p{number}").ToUpperInvariant();

    /// <summary>Statements that make the table of the output.</summary>
    public IEnumerable<string> Statements(string table)
    {
        yield return $"CREATE TABLE {table} ({string.Join(", ", Output.Columns.Index().Select(c => $"\"{c.Item.Name}\" {(c.Index == Key ? "BLOB" : _pools[c.Index].Type)}"))})";
        if (Rows.Length > 0)
        {
            yield return $"INSERT INTO {table} VALUES {string.Join(", ", Rows.Select(row => $"({string.Join(", ", row.Select((value, column) => Literal(value, column)))})"))}";
        }
    }

    private IEnumerable<object?[][]> Groups(Random random)
    {
        var people = Enumerable.Range(0, People).ToArray();
        random.Shuffle(people);
        var used = 0;
        for (var groups = random.Next(9); groups >= 0; groups--)
        {
            var size = new[] { 1, K - 1, K, K, K + 1, 2 * K, random.Next(1, 40) }[random.Next(7)];
            // A column that groups has one value for all; another has one, none, one beside unknowns, two, or many.
            var modes = Output.Columns.Select(_ => random.Next(6)).ToArray();
            var first = _pools.Select(pool => random.Next(6) == 0 ? null : pool.Values[random.Next(pool.Values.Length)]).ToArray();
            var second = _pools.Select(pool => pool.Values[random.Next(pool.Values.Length)]).ToArray();
            yield return [.. people.Skip(used).Take(size).Select((person, place) => Output.Columns.Select((column, index) => index == Key
                ? PersonOf(person)
                : Mixed(column) && modes[index] > 0
                    ? modes[index] switch
                    {
                        1 => null,
                        2 => place % 3 == 0 ? null : first[index],
                        3 => place == 0 ? second[index] : first[index],
                        _ => _pools[index].Values[random.Next(_pools[index].Values.Length)],
                    }
                    : first[index]).ToArray())];
            used += size;
        }
    }

    private void Repeat(Random random)
    {
        List<object?[]> more = [];
        foreach (var row in Rows.Where(_ => random.Next(12) == 0))
        {
            object?[] copy = [.. Rows[random.Next(Rows.Length)]];
            copy[Key] = random.Next(3) == 0 ? null : row[Key];
            more.Add(copy);
        }

        Rows = [.. Rows, .. more];
    }

    private static bool Mixed(ProjectOutputColumn column) =>
        (column.Role is "Value" or "Count") && column.Sources.Count > 0 && !column.Sources.Any(source => source.EndsWith("ward_code", StringComparison.Ordinal));

    private string Literal(object? value, int column) => value switch
    {
        null => "NULL",
        string key when column == Key => $"from_hex('{key}')",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        double number when _pools[column].Type == "HUGEINT" => $"{new BigInteger(number) + (number == 0 ? 0 : _huge++ % 3)}",
        double number => $"'{(double.IsInfinity(number) ? "inf" : number.ToString("R", CultureInfo.InvariantCulture))}'::DOUBLE",
        DateOnly date => $"DATE '{date.ToString("O", CultureInfo.InvariantCulture)}'",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };
}
