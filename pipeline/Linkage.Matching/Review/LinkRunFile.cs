using System.Security.Cryptography;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Review;

/// <summary>
/// What a review, or an auditor, needs to know of a run of <c>linkage link --out</c> beyond its links: which files were linked, by which columns, and what the
/// levels mean. The file <c>run.json</c> beside <c>links.parquet</c>; it holds no value of a record.
/// </summary>
/// <param name="Format">The file format's number.</param>
/// <param name="Threshold">Least match probability of a link, 0 to 1.</param>
/// <param name="KeptFrom">Least match probability of a pair that was written down, 0 to 1; at most <paramref name="Threshold"/>.</param>
/// <param name="Inputs">The files, in the order of the datasets.</param>
/// <param name="Comparisons">The comparisons, in the order of the level columns.</param>
public sealed record LinkRunFile(int Format, double Threshold, double KeptFrom, IReadOnlyList<LinkRunInput> Inputs, IReadOnlyList<ReviewComparison> Comparisons)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "run.json";

    /// <summary>The file format's number.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Describes a run.</summary>
    /// <param name="threshold">Least match probability of a link.</param>
    /// <param name="keptFrom">Least match probability of a pair written down.</param>
    /// <param name="inputs">The files with their dataset ids.</param>
    /// <param name="id">The column with the record id.</param>
    /// <param name="columns">What the columns were taken for.</param>
    /// <param name="run">The run.</param>
    public static LinkRunFile Of(
        double threshold, double keptFrom, IEnumerable<(string Dataset, string Path)> inputs, string id, IReadOnlyList<InferredColumn> columns, LinkResult run) => new(
        CurrentFormat,
        threshold,
        keptFrom,
        [
            .. inputs.Select(i => new LinkRunInput(
                i.Dataset,
                i.Path,
                DigestOf(i.Path),
                id,
                [.. columns.Where(c => c.Dataset == i.Dataset && c.Meaning is not null).Select(c => new LinkRunColumn(c.Name, c.Meaning!.Value, c.Field))])),
        ],
        [.. run.Comparisons.Select(c => new ReviewComparison(c.Name, [.. c.Levels.Select(l => l.Label)]))]);

    /// <summary>Writes the file into a run's folder, for its owner only.</summary>
    public void Save(string folder) => OwnerOnly.Replace(Path.Combine(folder, FileName), ToBytes());

    /// <summary>Reads the file of a run's folder.</summary>
    /// <exception cref="MatchingInputException">It is missing or not of this format.</exception>
    public static LinkRunFile Load(string folder)
    {
        const string Again = "Link again with 'linkage link ... --out DIR' of this version, and name that folder.";
        var path = Path.Combine(folder, FileName);
        var run = ReviewJson.Read<LinkRunFile>(path, "record of a linking run", Again);
        return run is { Format: CurrentFormat, Inputs.Count: 1 or 2 } ? run : throw new MatchingInputException("The record of the run is of another format.", path, Again);
    }

    /// <summary>The bytes of the file.</summary>
    internal byte[] ToBytes() => ReviewJson.Document(this);

    /// <summary>SHA-256 of a file, lower-case hex.</summary>
    internal static string DigestOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>One file of a run.</summary>
/// <param name="Dataset">Its dataset id, <c>left</c> or <c>right</c>.</param>
/// <param name="Path">Where it lay.</param>
/// <param name="Sha256">Its digest, lower-case hex.</param>
/// <param name="Id">The column with the record id.</param>
/// <param name="Columns">The columns it was linked by.</param>
public sealed record LinkRunInput(string Dataset, string Path, string Sha256, string Id, IReadOnlyList<LinkRunColumn> Columns);

/// <summary>A column of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it was taken for.</param>
/// <param name="Field">The field's name, for general meanings; else absent.</param>
public sealed record LinkRunColumn(string Name, FieldMeaning Meaning, string? Field = null);

/// <summary>A comparison and what its levels say.</summary>
/// <param name="Name">The comparison's name, as in the column <c>level_NAME</c>.</param>
/// <param name="Levels">Its levels, best first: level 1, 2 and so on. Level 0 is a missing value.</param>
public sealed record ReviewComparison(string Name, IReadOnlyList<string> Levels);
