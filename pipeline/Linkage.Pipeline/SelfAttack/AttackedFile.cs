using Linkage.Matching.Duck;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.SelfAttack;

/// <summary>A Parquet file that the attacker holds.</summary>
/// <param name="Name">What it is called in reports.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Set">The published set it is of, which goes to quarantine when something is found; null for a file that is not published yet.</param>
internal sealed record AttackedFile(string Name, string Path, PublishedSet? Set)
{
    /// <summary>Columns of record keys, which the datasets have under every grant.</summary>
    public IReadOnlyList<string> RecordKeys { get; init; } = [];

    /// <summary>Whether it is about to be released: no chance is given then.</summary>
    public bool IsReleased { get; init; }

    /// <summary>Whether names may stand in it because the rule lets its recipient have them.</summary>
    public bool IsOutreach { get; init; }

    /// <summary>The file as DuckDB reads it.</summary>
    public string Relation => $"read_parquet({SqlName.File(Path)}, hive_partitioning = false)";

    /// <summary>Every file the run made in the research zone, then those about to be released.</summary>
    public static IReadOnlyList<AttackedFile> Of(AttackRequest request) =>
    [
        .. request.Datasets.Select(d => new AttackedFile(NameOf(d), d.Attributes, d.ResearchSet) { RecordKeys = ["record_key"] }),
        .. FilesOf(request.Linked.Set).Select(f => new AttackedFile($"research zone, {f}", request.Linked.Set.PathOf(f), request.Linked.Set)
        {
            RecordKeys = f == LinkStage.LinksFile ? ["left_id", "right_id"] : ["record_key"],
        }),
        .. FilesOf(request.Mounted.Set).Select(f => new AttackedFile($"research zone, mounted {f}", request.Mounted.Set.PathOf(f), request.Mounted.Set)),
        .. request.Waiting.Select(w => new AttackedFile($"output {w.Output.Name}", w.Path, null) { IsReleased = true, IsOutreach = w.Output.Kind == OutputKind.Outreach }),
    ];

    /// <summary>What the research half of a dataset is called in reports.</summary>
    public static string NameOf(LinkDataset dataset) => $"research zone, {dataset.Contract.Id}";

    private static IEnumerable<string> FilesOf(PublishedSet set) => set.Seal.Files.Keys.Where(f => f.EndsWith(".parquet", StringComparison.Ordinal));
}
