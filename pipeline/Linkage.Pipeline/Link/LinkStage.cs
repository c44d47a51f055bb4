using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Matching;
using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Settings;
using Linkage.Matching.Training;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Link;

/// <summary>
/// The third stage: finds which records of the granted datasets are one person and publishes a spine under this grant's own keys.
/// Only granted pairs of datasets are compared; records of a dataset that is only probed (an anti-join, a suppression list) never
/// chain two persons together.
/// </summary>
public sealed class LinkStage(ZoneStore zones, RunScratch scratch, KeyRing keys, SourceModels models)
{
    /// <summary>File of the spine: dataset, record_key, person_key, household_key.</summary>
    public const string SpineFile = "spine.parquet";

    /// <summary>File of the links with their evidence: record keys, probability rounded down to hundredths, key, rule and level codes.</summary>
    public const string LinksFile = "links.parquet";

    /// <summary>File of the people no outreach may reach: list, person_key. A list of the grant, or <see cref="Protection.ProtectedAddress"/>.</summary>
    public const string ProtectedFile = "protected.parquet";

    /// <summary>File of the model trained on the run's own pairs, where some pair of datasets has no model of its own.</summary>
    public const string ModelFile = "model.json";

    /// <summary>Least probability at which a record meets a list of people to leave out, 0 to 1.</summary>
    public const double SuppressionProbability = LinkPairs.SuppressionProbability;

    private const int FormatNumber = 7;

    /// <summary>Links the granted datasets.</summary>
    /// <param name="grant">What was allowed.</param>
    /// <param name="datasets">The granted datasets and the suppression lists, pseudonymised.</param>
    /// <param name="progress">Told of each step.</param>
    /// <param name="cancellationToken">Interrupts the work; nothing is published then.</param>
    public LinkedSet Execute(Grant grant, IReadOnlyList<LinkDataset> datasets, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var pairs = LinkPairs.Of(grant);
        var weighed = models.Of(pairs.Pairs.Select(p => new DatasetPair(p.Left, p.Right)), datasets.Select(d => d.Contract));
        RequireGranted(grant, weighed);
        using var joinKeys = keys.JoinKeys(grant);
        var settings = new LinkSettings
        {
            MinimumProbability = pairs.Pairs.Min(p => p.MinimumProbability),
            PermittedPairs = [.. pairs.Pairs.Select(p => new DatasetPair(p.Left, p.Right))],
            PairModels = [.. weighed.Where(w => w.Model is not null).Select(w => new PairModelSettings(w.Left, w.Right, w.Model!))],
        };
        var name = $"spine/{grant.ProjectId}";
        var key = KeyOf(grant, datasets, pairs, settings, joinKeys.Person.KeyId);
        if (zones.FindWhole(Zone.Research, name, key) is { } published)
        {
            return ToLinked(published, reused: true);
        }

        using var staged = zones.Stage(Zone.Research, name, key);
        using var session = DuckSession.Open(scratch.Session());
        progress.Report(new StageProgress("Link", "compare", 0, 3));
        var inputs = datasets.OrderBy(d => d.Contract.Id).Select(d => LinkInputs.For(session, grant, d, cancellationToken)).ToList();
        var result = Linker.Link(session, inputs, settings, null, cancellationToken);
        KeepPermitted(session, result, pairs, cancellationToken);

        progress.Report(new StageProgress("Link", "cluster", 1, 3));
        var lists = Protection.ListsOf(grant);
        PrepareRecords(session, inputs, lists.Count > 0, settings, cancellationToken);
        Cluster(session, result, pairs, cancellationToken);

        progress.Report(new StageProgress("Link", "spine", 2, 3));
        joinKeys.Person.MountForBytes(session, "person_hmac");
        joinKeys.Household.MountForText(session, "household_hmac");
        session.Execute(
            SqlStep.Load(typeof(LinkStage), "spine").With(
                ("person_key", "person_hmac"),
                ("household_key", "household_hmac"),
                ("target", SqlName.Literal(staged.PathOf(SpineFile)))).Text,
            cancellationToken);
        if (lists.Count > 0)
        {
            WriteProtected(session, lists, datasets, inputs, staged, cancellationToken);
        }

        session.Execute(SqlStep.Load(typeof(LinkStage), "published_links").With(("target", SqlName.Literal(staged.PathOf(LinksFile)))).Text, cancellationToken);
        SaveModels(result.Models, staged);
        return ToLinked(staged.Publish(FactsOf(session, result, datasets, ModelsOf(result.Models, weighed), GrantMark.Of(joinKeys.Key), cancellationToken)), reused: false);
    }

    // Who is one person follows from the models, so the grant names the one of each pair.
    private static void RequireGranted(Grant grant, IReadOnlyList<PairModel> weighed)
    {
        foreach (var pair in weighed)
        {
            if (grant.Models.GetValueOrDefault(ModelPin.PairOf(pair.Left, pair.Right)) != pair.Digest)
            {
                throw new InvalidOperationException($"The model of {pair.Left} and {pair.Right} is not the one of the grant; nothing was compared.");
            }
        }
    }

    private static void KeepPermitted(DuckSession session, LinkResult result, LinkPairs pairs, CancellationToken cancellationToken)
    {
        session.Execute(
            "CREATE OR REPLACE TEMP TABLE permitted_pair (left_dataset VARCHAR, right_dataset VARCHAR, minimum_probability DOUBLE)",
            cancellationToken);
        foreach (var pair in pairs.Pairs)
        {
            session.Execute("INSERT INTO permitted_pair VALUES ($1, $2, $3)", [pair.Left, pair.Right, pair.MinimumProbability], cancellationToken);
        }

        session.Execute(SqlStep.Load(typeof(LinkStage), "permitted_links").With(("links", result.Links.ToString())).Text, cancellationToken);
    }

    private static void PrepareRecords(DuckSession session, List<LinkInput> inputs, bool withProtection, LinkSettings settings, CancellationToken cancellationToken)
    {
        string[] forms = withProtection ? ["uprn", "dob", "sex", "sn", "pc"] : ["uprn", "dob", "sex"];
        var records = inputs.Select(i => $"SELECT {SqlName.Literal(i.Dataset)} AS dataset, record_key{NormalForms.SelectList(i, forms)} FROM {i.Relation}");
        session.Execute(
            SqlStep.Load(typeof(LinkStage), "linked_records").With(("records", string.Join(" UNION ALL ", records))).Text,
            [settings.MaxRecordsPerUprn],
            cancellationToken);
    }

    private static void WriteProtected(
        DuckSession session, IReadOnlyList<string> lists, IReadOnlyList<LinkDataset> datasets, List<LinkInput> inputs, StagedSet staged, CancellationToken cancellationToken)
    {
        var read = datasets.Select(d => new ProtectedDataset(
            d.Contract, inputs.Single(i => i.Dataset == d.Contract.Id.Value), $"read_parquet({SqlName.File(d.Identity)}, hive_partitioning = false)")).ToList();
        Protection.Find(session, lists, read, cancellationToken);
        session.Execute(
            SqlStep.Load(typeof(LinkStage), "protected_people").With(
                ("person_key", "person_hmac"),
                ("table", Protection.Table.ToString()),
                ("target", SqlName.Literal(staged.PathOf(ProtectedFile)))).Text,
            cancellationToken);
    }

    // Each by itself, so that a file of a folder of models and the file a run used can be held against each other.
    private static void SaveModels(LinkModels models, StagedSet staged)
    {
        models.General?.Save(staged.PathOf(ModelFile));
        foreach (var pair in models.Pairs)
        {
            models.Of(pair.Left, pair.Right).Save(staged.PathOf($"model {pair.Left}+{pair.Right}.json"));
        }
    }

    private static void Cluster(DuckSession session, LinkResult result, LinkPairs pairs, CancellationToken cancellationToken)
    {
        var persons = string.Join(", ", pairs.Persons.Select(SqlName.Literal));
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE person_link AS SELECT * FROM permitted_link WHERE left_dataset IN ({persons}) AND right_dataset IN ({persons})",
            cancellationToken);
        var settings = new ClusterSettings
        {
            MinimumProbability = 0,
            PermittedPairs = [.. pairs.Pairs.Select(p => new DatasetPair(p.Left, p.Right))],
        };
        var clusters = Clusterer.Cluster(session, new SqlName("person_link"), result.Records, pairs.Persons, settings, cancellationToken);
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE person_cluster AS SELECT dataset, record_id AS record_key, cluster_id AS cluster_key FROM {clusters.Clusters}",
            cancellationToken);
        session.Execute(
            SqlStep.Load(typeof(LinkStage), "probe_hit").With(("probes", string.Join(", ", pairs.Probes.Select(SqlName.Literal).DefaultIfEmpty("''")))).Text,
            cancellationToken);
    }

    private static LinkFacts FactsOf(
        DuckSession session, LinkResult result, IReadOnlyList<LinkDataset> datasets, IReadOnlyList<UsedModel> models, GrantMark grant, CancellationToken cancellationToken)
    {
        var offered = session.Query(
            "SELECT dataset, count(*) FROM linked_record GROUP BY dataset ORDER BY dataset", r => (Dataset: r.GetString(0), Rows: r.GetInt64(1)), cancellationToken);
        var inSpine = session.Query(
            """
            SELECT dataset, count(DISTINCT record_key)
            FROM (SELECT dataset, record_key FROM person_cluster UNION ALL SELECT dataset, record_key FROM probe_hit)
            GROUP BY dataset
            """,
            r => (Dataset: r.GetString(0), Rows: r.GetInt64(1)),
            cancellationToken).ToDictionary(r => r.Dataset, r => r.Rows, StringComparer.Ordinal);
        var rows = offered.ToDictionary(o => o.Dataset, o => o.Rows, StringComparer.Ordinal);
        return new LinkFacts(
            [.. datasets.Select(d => d.Contract.Id.Value).Order(StringComparer.Ordinal).Select(d => new LinkedRows(d, rows.GetValueOrDefault(d), inSpine.GetValueOrDefault(d)))],
            session.Scalar<long>("SELECT count(DISTINCT cluster_key) FROM person_cluster", cancellationToken),
            session.Query("SELECT key, count(*) FROM permitted_link GROUP BY key ORDER BY key", r => (r.GetString(0), r.GetInt64(1)), cancellationToken)
                .ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal),
            session.Query(
                SqlStep.Load(typeof(LinkStage), "link_tallies").Text, r => new LinkTally(r.GetString(0), r.GetInt32(1), r.GetInt64(2)), cancellationToken),
            session.Query(
                SqlStep.Load(typeof(LinkStage), "group_tallies").Text,
                r => new GroupTally(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt64(3), r.GetInt64(4)),
                cancellationToken),
            result.PairsCompared,
            result.Models.Digest(),
            models,
            [.. Untrained(models), .. result.Warnings],
            grant);
    }

    private static IReadOnlyList<UsedModel> ModelsOf(LinkModels models, IReadOnlyList<PairModel> weighed) =>
    [
        .. weighed.OrderBy(w => w.Left, StringComparer.Ordinal).ThenBy(w => w.Right, StringComparer.Ordinal)
            .Select(w => new UsedModel(w.Left, w.Right, w.Name, w.Model is null ? models.Of(w.Left, w.Right).Digest() : w.Digest)),
    ];

    private static IEnumerable<string> Untrained(IReadOnlyList<UsedModel> models) => models.Where(m => m.Name is null).Select(m =>
        $"{m.Left} and {m.Right} have no default model for their kinds: they were weighed by a model trained on this run's own pairs.");

    private static string KeyOf(Grant grant, IReadOnlyList<LinkDataset> datasets, LinkPairs pairs, LinkSettings settings, string joinKeyId)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"link {FormatNumber}\ngrant {grant.ContentHash}\njoin key {joinKeyId}\n");
        text.Append(CultureInfo.InvariantCulture, $"settings {JsonSerializer.Serialize(settings)}\n");
        foreach (var model in settings.PairModels)
        {
            text.Append(CultureInfo.InvariantCulture, $"model {model.Left} {model.Right} {model.Model.Digest()}\n");
        }

        foreach (var pair in pairs.Pairs)
        {
            text.Append(CultureInfo.InvariantCulture, $"pair {pair.Left} {pair.Right} {pair.MinimumProbability:R}\n");
        }

        foreach (var dataset in datasets.OrderBy(d => d.Contract.Id))
        {
            var columns = string.Join(',', LinkInputs.Columns(grant, dataset.Contract).Select(c => c.Name));
            text.Append(CultureInfo.InvariantCulture, $"dataset {dataset.Contract.Id} {dataset.Key} {columns}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static LinkedSet ToLinked(PublishedSet set, bool reused)
    {
        var facts = set.Seal.FactsAs<LinkFacts>();
        return new LinkedSet(
            set,
            new LinkSummary(facts.Rows.Sum(r => r.Offered), facts.Persons, facts.LinksByKey, facts.ModelDigest) { Models = facts.Models, Warnings = facts.Warnings },
            facts.PairsCompared,
            facts.Grant,
            [.. facts.Rows.Select(r => new StagePart(r.Dataset, r.Offered, r.InSpine, NotInSpine(r), new Dictionary<string, long>(), reused))])
        {
            Tallies = facts.Tallies,
            Groups = facts.Groups,
        };
    }

    private static Dictionary<string, long> NotInSpine(LinkedRows rows) =>
        rows.Offered == rows.InSpine ? [] : new Dictionary<string, long> { ["NOT_IN_SPINE"] = rows.Offered - rows.InSpine };

    private sealed record LinkedRows(string Dataset, long Offered, long InSpine);

    private sealed record LinkFacts(
        IReadOnlyList<LinkedRows> Rows,
        long Persons,
        IReadOnlyDictionary<string, long> LinksByKey,
        IReadOnlyList<LinkTally> Tallies,
        IReadOnlyList<GroupTally> Groups,
        long PairsCompared,
        string ModelDigest,
        IReadOnlyList<UsedModel> Models,
        IReadOnlyList<string> Warnings,
        GrantMark Grant);
}
