using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Files;

/// <summary>Refuses files of more columns than anyone describes people with: each costs every later step time and memory.</summary>
internal static class ColumnCount
{
    /// <summary>Most columns of a file.</summary>
    internal const int Most = 2_000;

    // A header of so many columns is far shorter; a first line without an end is counted as far as this.
    private const int HeaderBytes = 1 << 20;

    /// <summary>
    /// Counts the delimiters of a text file's first line, before anything is made of the file: telling its delimiter takes DuckDB half a minute at 50,000 columns.
    /// The usual delimiters are the same bytes in every encoding that is read.
    /// </summary>
    /// <exception cref="MatchingInputException">There are too many.</exception>
    internal static void Check(string path)
    {
        var head = new byte[HeaderBytes];
        using var stream = File.OpenRead(path);
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var counts = new int[128];
        var quoted = false;
        foreach (var letter in head.AsSpan(0, read))
        {
            if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && letter is (byte)'\n' or (byte)'\r')
            {
                break;
            }
            else if (!quoted && letter is (byte)',' or (byte)';' or (byte)'\t' or (byte)'|')
            {
                counts[letter]++;
            }
        }

        Require(path, counts.Max() + 1);
    }

    /// <summary>Counts the columns of a file that was loaded (Parquet).</summary>
    /// <exception cref="MatchingInputException">There are too many.</exception>
    internal static void Check(DuckSession session, SqlName table, string path, CancellationToken cancellationToken) =>
        Require(path, SourceFileLoader.Columns(session, table, cancellationToken).Count);

    private static void Require(string path, int count)
    {
        if (count > Most)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"The file has more than {Most:N0} columns."), path, "Take out the columns that say nothing of who a record is about.");
        }
    }
}
