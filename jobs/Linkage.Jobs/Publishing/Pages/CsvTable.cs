using System.Text;

namespace Linkage.Jobs.Publishing.Pages;

/// <summary>A table to publish as RFC 4180: UTF-8, a header, a comma between cells, every cell in quotes, CR LF at the end of each record.</summary>
/// <param name="Columns">Names of the columns. The first is the mark by which a later run knows its own file.</param>
/// <param name="Rows">The cells, row by row.</param>
internal sealed record CsvTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    // Also as full-width forms, which a spreadsheet takes for the same.
    private const string FormulaStarts = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>The table with every cell passed through a function.</summary>
    public CsvTable Map(Func<string, string> text) => this with { Rows = [.. Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(text)])] };

    /// <summary>The bytes by which a file is known as one of a table with this first column.</summary>
    public static string MarkOf(string firstColumn) => $"\"{firstColumn}\",";

    /// <summary>The table as UTF-8.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        foreach (var row in Rows.Prepend(Columns))
        {
            if (row.Count != Columns.Count)
            {
                throw new InvalidOperationException("A row of the table has another number of cells than its header.");
            }

            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Several values in one cell.</summary>
    public static string List(IEnumerable<string> values) => string.Join("; ", values);

    // A spreadsheet would run a cell that begins like a formula; an apostrophe before it makes it text.
    private static string Cell(string value)
    {
        var plain = PlainText.Of(value).Replace("\"", "\"\"", StringComparison.Ordinal);
        return plain.Length > 0 && FormulaStarts.Contains(plain[0], StringComparison.Ordinal) ? $"\"'{plain}\"" : $"\"{plain}\"";
    }
}
