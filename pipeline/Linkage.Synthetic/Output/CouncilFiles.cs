using Linkage.Synthetic.Extracts;
using Linkage.Synthetic.Membership;

namespace Linkage.Synthetic.Output;

/// <summary>The eleven files of a council, open while the city is made.</summary>
internal sealed class CouncilFiles : IDisposable
{
    private readonly StagedFolder _folder;
    private readonly GrowingFile[] _extracts;
    private readonly GrowingFile _gazetteer;
    private readonly GrowingFile _truth;

    /// <summary>Creates the files and writes their headers.</summary>
    public CouncilFiles(StagedFolder folder)
    {
        _folder = folder;
        _extracts = [.. Extract.All.Select(Open)];
        _gazetteer = new GrowingFile(Path.Combine(folder.Sources, Gazetteer.File));
        _gazetteer.Write(Gazetteer.Format.Encode(Gazetteer.Format.Row(Gazetteer.Header)), 0);
        _truth = new GrowingFile(Path.Combine(folder.Scratch, "truth.csv"));
    }

    /// <summary>Adds the rows of one area.</summary>
    public void Write(AreaRows rows)
    {
        for (var i = 0; i < _extracts.Length; i++)
        {
            _extracts[i].Write(rows.Extracts[i], rows.RowCounts[i]);
        }

        _gazetteer.Write(rows.GazetteerBytes, rows.GazetteerRows);
        _truth.Write(rows.TruthBytes, rows.TruthRows);
    }

    /// <summary>Finishes every file, the Parquet ones included.</summary>
    public IReadOnlyList<SyntheticFile> Finish(Action<string> onFile, CancellationToken cancellationToken)
    {
        var files = new List<SyntheticFile>();
        foreach (var source in Sources.All)
        {
            var (dataset, name) = (Sources.Dataset(source), $"sources/{Sources.File(source)}");
            onFile(name);
            files.Add(source == Source.AdultSocialCare
                ? Parquet(_extracts[(int)source], ParquetFile.AdultSocialCareColumns, Path.Combine(_folder.Sources, Sources.File(source)), dataset, name, cancellationToken)
                : _extracts[(int)source].Finish(dataset, name));
        }

        files.Add(_gazetteer.Finish(Gazetteer.Dataset, $"sources/{Gazetteer.File}"));
        onFile($"truth/{TruthFile.Name}");
        files.Add(Parquet(_truth, TruthFile.Columns, Path.Combine(_folder.Truth, TruthFile.Name), "truth", $"truth/{TruthFile.Name}", cancellationToken));
        return files;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _extracts)
        {
            file.Dispose();
        }

        _gazetteer.Dispose();
        _truth.Dispose();
    }

    private SyntheticFile Parquet(
        GrowingFile csv, IReadOnlyList<(string Name, string Type)> columns, string path, string dataset, string name, CancellationToken cancellationToken)
    {
        csv.Close();
        var file = ParquetFile.Write(csv.Path, columns, path, _folder.Scratch, dataset, name, cancellationToken);
        return file.Rows == csv.Rows
            ? file
            : throw new InvalidOperationException($"{name} received {file.Rows} of {csv.Rows} rows.");
    }

    private GrowingFile Open(Extract extract)
    {
        var isParquet = extract.Source == Source.AdultSocialCare;
        var file = new GrowingFile(isParquet ? Path.Combine(_folder.Scratch, "clients.csv") : Path.Combine(_folder.Sources, Sources.File(extract.Source)));
        if (!isParquet)
        {
            file.Write(extract.Format.Mark, 0);
            file.Write(extract.Format.Encode(extract.Format.Row(extract.Header)), 0);
        }

        return file;
    }
}
