using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Files;

namespace Linkage.Benchmarks;

/// <summary>The matching engine on the public data of <c>anchors.md</c>, as <c>linkage link</c> reads it.</summary>
internal static class PublicDataBenchmark
{
    private static readonly string[] Measured = ["normalise", "block", "compare", "train", "scan", "score", "cluster"];

    /// <summary>The data sets by the name they have on the command line.</summary>
    internal static readonly string[] Names = ["febrl4", "fake_1000", "fake_1000_labels"];

    /// <summary>Links one of them and measures it: febrl4 as two files, fake_1000 with itself against its clusters or against its labels.</summary>
    internal static Figures Run(string name)
    {
        var people = Path.Combine(SharedData(), "people");
        var scratch = Directory.CreateTempSubdirectory("linkage-benchmark-");
        try
        {
            var request = name == "febrl4"
                ? new FileLinkRequest
                {
                    Left = Path.Combine(people, "febrl_dataset4a.csv"),
                    Right = Path.Combine(people, "febrl_dataset4b.csv"),
                    Id = "rec_id",
                    Ignore = ["soc_sec_id"],
                    Truth = "regexp_extract(rec_id, '[0-9]+')",
                }
                : new FileLinkRequest { Left = Path.Combine(people, "fake_1000.csv"), Id = "unique_id", Truth = "cluster" };
            if (name == "fake_1000_labels")
            {
                request = request with { Labels = Labels(Path.Combine(people, "fake_1000_labels.csv"), scratch.FullName) };
            }

            var used = new ProcessorClock();
            var outcome = FileLinker.Link(request, null, CancellationToken.None);
            used.Lap("all");
            var quality = name == "fake_1000_labels" ? outcome.Measured!.Labels! : outcome.Measured!.Truth!;
            return new Figures
            {
                Data = name switch { "febrl4" => "febrl4 without soc_sec_id, link", "fake_1000" => "fake_1000, dedupe", _ => "fake_1000, dedupe, against its labels" },
                Blocks = "ready-made",
                Records = outcome.Result.Records,
                Pairs = outcome.Result.PairsCompared,
                Links = outcome.Result.Links,
                Seconds = outcome.Result.Seconds.Where(s => Measured.Contains(s.Key)).ToDictionary(),
                ProcessorSeconds = used.All,
                PeakMib = outcome.Result.PeakMib,
                Best = Quality.Of(quality.Best!),
                AtThreshold = Quality.Of(quality.AtThreshold),
            };
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>The labels under the column names that the linker knows.</summary>
    private static string Labels(string file, string folder)
    {
        var labels = Path.Combine(folder, "labels.csv");
        using var session = DuckSession.Open(new DuckOptions());
        session.Execute(
            $"COPY (SELECT unique_id_l AS left_id, unique_id_r AS right_id, clerical_match_score >= 0.5 AS is_match FROM read_csv({SqlName.Literal(file)})) TO {SqlName.Literal(labels)}",
            CancellationToken.None);
        return labels;
    }

    /// <summary>The public data lie beside the repository.</summary>
    private static string SharedData()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "shared", "data") is var data && Directory.Exists(data))
            {
                return data;
            }
        }

        throw new DirectoryNotFoundException("There is no shared/data beside the repository.");
    }
}
