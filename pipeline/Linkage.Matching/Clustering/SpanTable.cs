using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering;

/// <summary>The rows of lnk_span on their way into the session.</summary>
internal sealed class SpanTable
{
    private static readonly string[] Columns = ["number", "root", "named", "first", "last"];

    private readonly int[][] _columns;
    private int _rows;

    /// <summary>Starts empty.</summary>
    /// <param name="rows">Rows expected.</param>
    internal SpanTable(int rows) => _columns = [.. Columns.Select(_ => new int[Math.Max(rows, 1)])];

    /// <summary>Adds a row.</summary>
    internal void Add(int number, int root, int named, int first, int last)
    {
        if (_rows == _columns[0].Length)
        {
            for (var column = 0; column < _columns.Length; column++)
            {
                Array.Resize(ref _columns[column], 2 * _rows);
            }
        }

        (_columns[0][_rows], _columns[1][_rows], _columns[2][_rows], _columns[3][_rows], _columns[4][_rows]) = (number, root, named, first, last);
        _rows++;
    }

    /// <summary>Makes the table.</summary>
    internal void Write(DuckSession session, CancellationToken cancellationToken)
    {
        foreach (var (name, column) in Columns.Zip(_columns))
        {
            NumberFunction.Define(session, FunctionOf(name), column);
        }

        var columns = string.Join(", ", Columns.Select(c => $"{FunctionOf(c)}(CAST(range AS INTEGER)) AS {c}"));
        session.Execute(string.Create(CultureInfo.InvariantCulture, $"CREATE OR REPLACE TEMP TABLE lnk_span AS SELECT {columns} FROM range({_rows})"), cancellationToken);
        Columns.ToList().ForEach(c => session.Release(FunctionOf(c)));
    }

    private static string FunctionOf(string column) => "lnk_span_" + column;
}
