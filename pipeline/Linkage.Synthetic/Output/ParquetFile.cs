using System.Security.Cryptography;
using DuckDB.NET.Data;

namespace Linkage.Synthetic.Output;

/// <summary>Turns a scratch CSV into Parquet with DuckDB. One thread and the order of the file, so that the same rows give the same bytes.</summary>
internal static class ParquetFile
{
    /// <summary>Columns of the adult social care extract and their DuckDB types.</summary>
    public static IReadOnlyList<(string Name, string Type)> AdultSocialCareColumns { get; } =
    [
        ("client_id", "BIGINT"), ("nhs_number", "VARCHAR"), ("given_name", "VARCHAR"), ("family_name", "VARCHAR"), ("date_of_birth", "DATE"),
        ("gender", "VARCHAR"), ("address", "VARCHAR"), ("postcode", "VARCHAR"), ("uprn", "BIGINT"), ("primary_support_reason", "VARCHAR"), ("open_case", "BOOLEAN"),
    ];

    /// <summary>Writes the rows of a headerless UTF-8 CSV file to Parquet (zstd) and says what was written.</summary>
    /// <exception cref="InvalidOperationException">DuckDB could not do it; its message may quote a row and is not passed on.</exception>
    public static SyntheticFile Write(
        string csv, IReadOnlyList<(string Name, string Type)> columns, string parquet, string scratch, string dataset, string name, CancellationToken cancellationToken)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        long rows;
        try
        {
            Execute(connection, "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false", cancellationToken);
            Execute(connection, $"SET threads = 1; SET memory_limit = '256MiB'; SET temp_directory = {Literal(scratch)}", cancellationToken);
            var types = string.Join(", ", columns.Select(c => $"{Literal(c.Name)}: {Literal(c.Type)}"));
            rows = Execute(
                connection,
                $"COPY (FROM read_csv({Literal(Escaped(csv))}, hive_partitioning = false, header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, columns = {{{types}}})) "
                    + $"TO {Literal(parquet)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)",
                cancellationToken);
        }
        catch (DuckDBException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"Writing {name} failed inside DuckDB.");
        }

        using var stream = File.OpenRead(parquet);
        return new SyntheticFile(dataset, name, rows, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    private static long Execute(DuckDBConnection connection, string sql, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var registration = cancellationToken.Register(command.Cancel);
        try
        {
            return command.ExecuteNonQuery();
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>A path that DuckDB reads as itself and not as a pattern of files.</summary>
    private static string Escaped(string path) => string.Concat(Path.GetFullPath(path).Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
