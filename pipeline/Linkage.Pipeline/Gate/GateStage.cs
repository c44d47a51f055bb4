using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Gate;

/// <summary>
/// The fourth stage: turns a grant into tables. Only columns the grant permits to select on or to output are copied,
/// record keys are replaced by the grant's person keys, and everyone who must not be reached is listed apart.
/// The cohort query later sees these tables and nothing else.
/// </summary>
public sealed class GateStage(ZoneStore zones, RunScratch scratch)
{
    private const int FormatNumber = 3;

    /// <summary>Mounts the grant's datasets.</summary>
    /// <param name="grant">What was allowed.</param>
    /// <param name="datasets">The granted datasets, pseudonymised.</param>
    /// <param name="leftOut">Contracts of datasets the project asked for only where permitted and did not get, with the columns asked for: they are mounted empty.</param>
    /// <param name="linked">The spine of this grant.</param>
    /// <param name="progress">Told of each table.</param>
    /// <param name="cancellationToken">Interrupts the work; nothing is published then.</param>
    public MountedSet Execute(
        Grant grant,
        IReadOnlyList<LinkDataset> datasets,
        IReadOnlyList<EmptyDataset> leftOut,
        LinkedSet linked,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken)
    {
        var spine = linked.Set;
        var name = $"mounted/{grant.ProjectId}";
        var key = KeyOf(grant, datasets, leftOut, spine);
        if (zones.FindWhole(Zone.Research, name, key) is { } published)
        {
            return ToMounted(published, grant, reused: true);
        }

        using var staged = zones.Stage(Zone.Research, name, key);
        using var session = DuckSession.Open(scratch.Session());
        var facts = new List<MountedFacts>();
        var total = datasets.Count + leftOut.Count + 1;
        foreach (var dataset in datasets)
        {
            progress.Report(new StageProgress("Gate", dataset.Contract.Id.Value, facts.Count, total));
            facts.Add(Mount(session, grant, dataset, spine, staged, cancellationToken));
        }

        foreach (var empty in leftOut)
        {
            facts.Add(MountEmpty(session, empty, staged, cancellationToken));
        }

        progress.Report(new StageProgress("Gate", "suppression", total - 1, total));
        WriteSuppressed(session, grant, spine, staged, cancellationToken);
        return ToMounted(staged.Publish(new MountFacts(linked.Grant, facts)), grant, reused: false);
    }

    /// <summary>The columns of one dataset that the grant lets the cohort query see: those with Select or Output use that live in the research zone.</summary>
    public static IReadOnlyList<string> MountedColumns(Grant grant, DatasetContract contract) =>
        [.. contract.Columns
            .Where(c => c.HomeZone == Zone.Research)
            .Select(c => c.Name)
            .Where(c => grant.Permits(contract.Id.Value, c, ColumnUse.Select) || grant.Permits(contract.Id.Value, c, ColumnUse.Output))];

    private static MountedFacts Mount(
        DuckSession session, Grant grant, LinkDataset dataset, PublishedSet spine, StagedSet staged, CancellationToken cancellationToken)
    {
        var columns = MountedColumns(grant, dataset.Contract);
        var attributes = SqlName.File(dataset.Attributes);
        var spineFile = SqlName.File(spine.PathOf(LinkStage.SpineFile));
        var id = SqlName.Literal(dataset.Contract.Id.Value);
        var view = dataset.Contract.Id.ViewName;
        session.Execute(
            SqlStep.Load(typeof(GateStage), "mounted_table").With(
                ("columns", string.Concat(columns.Select(c => $", a.{SqlName.Quote(c)}"))),
                ("attributes", attributes),
                ("spine", spineFile),
                ("dataset", id),
                ("target", SqlName.Literal(staged.PathOf($"{view}.parquet")))).Text,
            cancellationToken);
        var offered = session.Scalar<long>($"SELECT count(*) FROM read_parquet({attributes}, hive_partitioning = false)", cancellationToken);
        var mounted = session.Scalar<long>(
            $"SELECT count(*) FROM read_parquet({attributes}, hive_partitioning = false) WHERE record_key IN (SELECT record_key FROM read_parquet({spineFile}, hive_partitioning = false) WHERE dataset = {id})",
            cancellationToken);
        return new MountedFacts(dataset.Contract.Id.Value, view, ["person_key", .. columns], offered, mounted);
    }

    private static MountedFacts MountEmpty(DuckSession session, EmptyDataset empty, StagedSet staged, CancellationToken cancellationToken)
    {
        var columns = empty.Contract.Columns.Where(c => c.HomeZone == Zone.Research && empty.Columns.Contains(c.Name, StringComparer.Ordinal)).ToList();
        var view = empty.Contract.Id.ViewName;
        var select = string.Concat(columns.Select(c => $", CAST(NULL AS {c.Type.SqlType()}) AS {SqlName.Quote(c.Name)}"));
        session.Execute(
            $"COPY (SELECT CAST(NULL AS BLOB) AS person_key{select} LIMIT 0) TO {SqlName.Literal(staged.PathOf($"{view}.parquet"))} (FORMAT parquet, COMPRESSION zstd)",
            cancellationToken);
        return new MountedFacts(empty.Contract.Id.Value, view, ["person_key", .. columns.Select(c => c.Name)], 0, 0);
    }

    private static void WriteSuppressed(DuckSession session, Grant grant, PublishedSet spine, StagedSet staged, CancellationToken cancellationToken)
    {
        foreach (var list in Protection.ListsOf(grant))
        {
            session.Execute(
                SqlStep.Load(typeof(GateStage), "suppressed_people").With(
                    ("list", SqlName.Literal(list)),
                    ("protected", SqlName.File(spine.PathOf(LinkStage.ProtectedFile))),
                    ("target", SqlName.Literal(staged.PathOf(SuppressedFile(list))))).Text,
                cancellationToken);
        }
    }

    private static string SuppressedFile(string list) => $"suppressed.{list}.parquet";

    private static SuppressionReason ReasonOf(string list) =>
        Protection.CoversHousehold(list) ? SuppressionReason.UnsafeToContact : SuppressionReason.OptedOut;

    private static string KeyOf(Grant grant, IReadOnlyList<LinkDataset> datasets, IReadOnlyList<EmptyDataset> leftOut, PublishedSet spine)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"gate {FormatNumber}\ngrant {grant.ContentHash}\nspine {spine.Seal.Key}\n");
        foreach (var dataset in datasets)
        {
            text.Append(CultureInfo.InvariantCulture, $"dataset {dataset.Contract.Id} {dataset.Key} {string.Join(',', MountedColumns(grant, dataset.Contract))}\n");
        }

        foreach (var empty in leftOut)
        {
            text.Append(CultureInfo.InvariantCulture, $"empty {empty.Contract.Id} {empty.Contract.ContentHash} {string.Join(',', empty.Columns)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static MountedSet ToMounted(PublishedSet set, Grant grant, bool reused)
    {
        var facts = set.Seal.FactsAs<MountFacts>().Tables;
        return new MountedSet(
            set,
            [.. facts.Select(f => new MountedTable(f.View, set.PathOf($"{f.View}.parquet"), f.Columns))],
            [.. Protection.ListsOf(grant).Select(l => new SuppressionTable(DatasetId.Parse(l), ReasonOf(l), set.PathOf(SuppressedFile(l))))],
            [.. facts.Select(f => new StagePart(f.Dataset, f.Offered, f.Mounted, Missing(f), new Dictionary<string, long>(), reused))]);
    }

    private static Dictionary<string, long> Missing(MountedFacts facts) =>
        facts.Offered == facts.Mounted ? [] : new Dictionary<string, long> { ["NOT_IN_SPINE"] = facts.Offered - facts.Mounted };

    private sealed record MountFacts(GrantMark Grant, IReadOnlyList<MountedFacts> Tables);

    private sealed record MountedFacts(string Dataset, string View, IReadOnlyList<string> Columns, long Offered, long Mounted);
}
