using Linkage.Matching.Duck;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Training;

/// <summary>Labels as a CSV or Parquet file.</summary>
internal static class LabelFile
{
    private static readonly SqlName Table = new("lnk_label_file");

    /// <summary>Loads the file into a table of the session, which must be free to read files.</summary>
    /// <exception cref="MatchingInputException">The file cannot be read.</exception>
    internal static SqlName Load(DuckSession session, string path, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("linkage-labels-");
        try
        {
            session.Execute($"DROP TABLE IF EXISTS {Table}", cancellationToken);
            SourceFileLoader.Load(session, path, Table, KnownPairs.Columns[0], scratch.FullName, cancellationToken);
            return Table;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
