using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic.Tests;

/// <summary>One city of 40,000 people, made once, with its extracts loaded as text into DuckDB tables named after their datasets.</summary>
public sealed class CouncilFixture : IDisposable
{
    public const int People = 40_000;

    private readonly DuckDBConnection _connection = new("Data Source=:memory:");

    public CouncilFixture()
    {
        Folder = Directory.CreateTempSubdirectory("synthetic-").FullName;
        Summary = SyntheticCouncil.Generate(
            new SyntheticOptions { People = People, Seed = 20261031, OutputFolder = Folder, Threads = 2 }, null, CancellationToken.None);
        _connection.Open();
        foreach (var file in Summary.Files)
        {
            Load(file);
        }
    }

    public string Folder { get; }

    public SyntheticSummary Summary { get; }

    /// <summary>Encoding and delimiter of each text extract, as the plan of the extracts declares them.</summary>
    public static IReadOnlyDictionary<string, (string Encoding, char Delimiter)> Declared { get; } = new Dictionary<string, (string, char)>
    {
        ["rent-arrears-panel"] = ("utf-8", ','),
        ["food-vouchers"] = ("windows-1252", '|'),
        ["think-family"] = ("utf-16", '\t'),
        ["council-tax"] = ("utf-8", ','),
        ["benefits-ctr-hb"] = ("latin-1", ';'),
        ["dwp-lcf-monthly"] = ("utf-8", ','),
        ["gazetteer"] = ("utf-8", ','),
        ["opt-out"] = ("utf-8", ','),
        ["unsafe-to-contact"] = ("utf-8", ','),
    };

    public static string Table(string dataset) => $"\"{dataset}\"";

    public long Count(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public IReadOnlyList<string> Texts(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.IsDBNull(0) ? string.Empty : reader.GetString(0));
        }

        return texts;
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Load(SyntheticFile file)
    {
        var path = Path.Combine(Folder, file.Name);
        if (file.Name.EndsWith(".parquet", StringComparison.Ordinal))
        {
            Execute($"CREATE TABLE {Table(file.Dataset)} AS FROM read_parquet('{path}')");
            return;
        }

        var (encoding, delimiter) = Declared[file.Dataset];
        if (encoding == "windows-1252")
        {
            // DuckDB's own reader has no Windows-1252 without an extension; the pipeline converts too.
            var text = new StringBuilder();
            foreach (var value in File.ReadAllBytes(path))
            {
                text.Append(Decode1252(value));
            }

            path = Path.Combine(Folder, "converted.csv");
            File.WriteAllText(path, text.ToString());
            encoding = "utf-8";
        }

        Execute(
            $"CREATE TABLE {Table(file.Dataset)} AS FROM read_csv('{path}', header = true, all_varchar = true, auto_detect = true, sample_size = -1, "
            + $"delim = '{delimiter}', quote = '\"', escape = '\"', encoding = '{encoding}', strict_mode = true, null_padding = false, nullstr = '\u0001')");
    }

    private static readonly char[] From1252 =
        [.. Enumerable.Range(0, 256).Select(b => Enumerable.Range(0, 0x2123).Select(c => (char)c).First(c => Accents.Encode1252(c) == b))];

    private static char Decode1252(byte value) => From1252[value];

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
