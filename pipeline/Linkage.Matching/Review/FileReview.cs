using Linkage.Matching.Duck;
using Linkage.Matching.Files;

namespace Linkage.Matching.Review;

/// <summary>Makes a review of a run of <c>linkage link --out</c>.</summary>
public static class FileReview
{
    /// <summary>Draws pairs of a run and writes them, with their values, as a review folder.</summary>
    /// <param name="request">Which run and how many.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">The run or its files cannot be read, were changed since, or hold no pairs; or the target is not empty.</exception>
    public static ReviewFolder Export(FileReviewRequest request, CancellationToken cancellationToken)
    {
        var run = LinkRunFile.Load(request.Run);
        ReviewFolder.RequireEmpty(request.Out);
        string Part(string name) => File.Exists(Path.Combine(request.Run, name))
            ? Path.Combine(request.Run, name)
            : throw new MatchingInputException("The run is not whole.", Path.Combine(request.Run, name), "Name the folder that 'linkage link ... --out DIR' wrote.");
        var links = Part("links.parquet");
        var identity = new ReviewRun(
            LinkRunFile.DigestOf(links), LinkRunFile.DigestOf(Part("model.json")), LinkRunFile.DigestOf(Part("settings.json")), [.. run.Inputs.Select(i => i.Sha256)]);
        using var scratch = ScratchFolder.Make("review");
        using var session = DuckSession.Open(new DuckOptions
        {
            Threads = request.Threads,
            MemoryLimitMib = request.MemoryLimitMib,
            SpillDirectory = scratch.Path,
            PreserveInsertionOrder = false,
        });
        var inputs = run.Inputs.Select((input, i) => Load(session, input, i < request.Files.Count ? request.Files[i] : input.Path, scratch.Path, cancellationToken)).ToList();
        session.Execute($"CREATE VIEW lnk_review_link AS SELECT * FROM read_parquet({SqlName.File(links)}, hive_partitioning = false)", cancellationToken);
        return ReviewExporter.Export(
            session,
            new SqlName("lnk_review_link"),
            inputs,
            run.Comparisons,
            identity,
            new ReviewSettings { Pairs = request.Pairs, Seed = request.Seed, Threshold = run.Threshold },
            request.Out,
            cancellationToken);
    }

    private static LinkInput Load(DuckSession session, LinkRunInput input, string path, string scratch, CancellationToken cancellationToken)
    {
        const string Put = "Give the file that was linked, as it was then, with --left and --right; or link again and review that run.";
        if (!File.Exists(path))
        {
            throw new MatchingInputException("The file that was linked is not there.", path, Put);
        }

        if (LinkRunFile.DigestOf(path) != input.Sha256)
        {
            throw new MatchingInputException("The file is not the one that was linked, or was changed since.", path, Put);
        }

        SourceFileLoader.Load(session, path, new SqlName(input.Dataset), input.Id, scratch, cancellationToken);
        return new LinkInput
        {
            Dataset = input.Dataset,
            Relation = new SqlName(input.Dataset),
            RecordIdColumn = input.Id,
            Columns = [.. input.Columns.Select(c => new LinkColumn(c.Name, c.Meaning, c.Field))],
        };
    }
}

/// <summary>Which pairs of which run to review.</summary>
public sealed record FileReviewRequest
{
    /// <summary>The run's folder, as <c>linkage link --out</c> wrote it.</summary>
    public required string Run { get; init; }

    /// <summary>The review folder to make.</summary>
    public required string Out { get; init; }

    /// <summary>Where the linked files lie now, in the order of the datasets; those left out are looked for where they were.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Pairs to draw.</summary>
    public int Pairs { get; init; } = new ReviewSettings().Pairs;

    /// <summary>Seed of the draw.</summary>
    public long Seed { get; init; } = new ReviewSettings().Seed;

    /// <summary>Worker threads; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <summary>Memory limit of DuckDB's buffers, in MiB.</summary>
    public int MemoryLimitMib { get; init; } = 4096;
}
