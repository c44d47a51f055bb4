using System.Text.Json;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Sums;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release.Earlier;

/// <summary>
/// Keeps of each release what later ones are tested against: the true counts of its tables and which of them it showed, the record keys of the people in its rows, how coarse these were, and what people added to its sums.
/// One set a release, sealed in the identity zone; it is published before the release, so that a crash in between leaves a set too many and never one too few.
/// </summary>
internal static class ReleaseMemory
{
    /// <summary>Name of the sets in the identity zone; no dataset can have it.</summary>
    internal const string Place = "earlier_releases";

    /// <summary>Reason code when what was kept cannot be read.</summary>
    internal const string Unreadable = "EARLIER_RELEASES_UNREADABLE";

    private const string TablesFile = "tables.json";
    private const string PeopleFile = "people.parquet";
    private const string ContributionsFile = "contributions.parquet";
    private const string StepsFile = "steps.json";

    // Enough for monthly releases of several projects over years; what is older differs most from what is released now.
    private const int MostReleases = 200;
    private const long MostCells = 50_000;

    /// <summary>The extracts a release counts people in: those of the datasets its queries can read.</summary>
    internal static SortedDictionary<string, string> ExtractsOf(ReleaseRequest request) => new(
        request.Sources.Where(s => request.Mounted.ContainsKey(s.Dataset)).ToDictionary(s => s.Dataset.Value, s => s.Sha256), StringComparer.Ordinal);

    /// <summary>What a release has to be tested against.</summary>
    /// <param name="store">The zones.</param>
    /// <param name="request">The release that is being made.</param>
    /// <param name="releaseId">Its id. One that was made before is tested against what it was tested against then.</param>
    /// <exception cref="ReleaseRefusal">Something that was kept is damaged.</exception>
    internal static EarlierReleases Read(ZoneStore store, ReleaseRequest request, string releaseId)
    {
        var sets = Sets(store).Select(set => (Set: set, Facts: FactsOf(set))).ToList();
        RequireNoGap([.. sets.Select(s => s.Facts)]);
        var own = sets.FirstOrDefault(s => s.Facts.Release == releaseId).Facts;
        var extracts = ExtractsOf(request);
        var others = sets
            .Where(s => s.Facts.Release != releaseId && s.Facts.Extracts.Keys.Any(extracts.ContainsKey))
            .OrderByDescending(s => s.Facts.Instant).ThenBy(s => s.Facts.Release, StringComparer.Ordinal)
            .ToList();
        var cells = 0L;
        var tested = own is not null
            ? others.Where(s => own.TestedAgainst.Contains(s.Facts.Release)).ToList()
            : [.. others.Take(MostReleases).Where(s => cells + s.Facts.Cells <= MostCells && (cells += s.Facts.Cells) >= 0)];
        if (own is not null && tested.Count < own.TestedAgainst.Count)
        {
            throw Refusal(own.TestedAgainst.Except(tested.Select(t => t.Facts.Release), StringComparer.Ordinal).First());
        }

        tested.Reverse();
        return new EarlierReleases(
            [.. tested.Select(s => (s.Facts, In<RememberedTable>(s.Set, TablesFile)))],
            tested.Where(s => s.Facts.HasPeople).ToDictionary(s => s.Facts.Release, s => Opened(s.Set, PeopleFile)),
            own?.NotTested ?? others.Count - tested.Count)
        {
            Contributions = tested.Where(s => s.Facts.HasContributions).ToDictionary(s => s.Facts.Release, s => Opened(s.Set, ContributionsFile)),
            Steps = [.. tested.Where(s => s.Set.DigestOf(StepsFile) is not null).SelectMany(s => In<RememberedStep>(s.Set, StepsFile))],
        };
    }

    /// <summary>Keeps what a release shows; nothing where it has neither tables nor rows under a person key.</summary>
    /// <param name="store">The zones.</param>
    /// <param name="bench">Where the outputs stand ready.</param>
    /// <param name="request">The release.</param>
    /// <param name="terms">What is permitted.</param>
    /// <param name="releaseId">Its id.</param>
    /// <param name="made">Its outputs.</param>
    /// <param name="earlier">What it was tested against.</param>
    internal static void Write(ZoneStore store, ReleaseWorkbench bench, ReleaseRequest request, ReleaseTerms terms, string releaseId, IReadOnlyList<MadeOutput> made, EarlierReleases earlier)
    {
        List<RememberedTable> tables = [.. made.SelectMany(RememberedTable.Of)];
        List<MadeOutput> rows = [.. made.Where(m => m.Output.Kind == OutputKind.PseudonymisedRows)];
        if (tables.Count == 0 && rows.Count == 0)
        {
            return;
        }

        using var staged = store.Stage(Zone.Identity, Place, releaseId);
        File.WriteAllBytes(staged.PathOf(TablesFile), JsonSerializer.SerializeToUtf8Bytes(tables, ZoneStore.Json));
        List<RememberedStep> steps = [.. rows.Where(m => m.Part.Kept > 0).SelectMany(m => m.Generalisation.Columns).Select(c => new RememberedStep(terms.RuleId, c.Column.Name, c.Column.Sources, c.Step))];
        if (steps.Count > 0)
        {
            File.WriteAllBytes(staged.PathOf(StepsFile), JsonSerializer.SerializeToUtf8Bytes(steps, ZoneStore.Json));
        }

        if (rows.Count > 0)
        {
            bench.Run(
                "released_people",
                ("outputs", string.Join(" UNION ALL ", rows.Select(m => $"SELECT {SqlName.Literal(m.Output.Name)} AS output, person_key FROM {new SqlName(m.Table)}"))),
                ("datasets", string.Join(", ", request.Mounted.Keys.Select(d => SqlName.Literal(d.Value)).Order(StringComparer.Ordinal))),
                ("path", SqlName.Literal(staged.PathOf(PeopleFile))));
        }

        List<MadeOutput> sums = [.. made.Where(m => m.Sums.Count > 0)];
        if (sums.Count > 0)
        {
            SumOutputs.Keep(bench, sums, [.. request.Mounted.Keys.Select(d => d.Value)], staged.PathOf(ContributionsFile));
        }

        staged.Publish(new RememberedRelease(
            releaseId,
            request.Instant,
            ExtractsOf(request),
            terms.MinimumCell,
            terms.RoundingBase,
            tables.Sum(t => (long)t.Cells.Count),
            rows.Count > 0,
            [.. earlier.Known.Select(k => k.Release.Release)],
            earlier.NotTested)
        {
            HasContributions = sums.Count > 0,
        });
    }

    // Whatever lies there must be whole: a set that is passed over would let a release through that it should stop.
    private static IEnumerable<PublishedSet> Sets(ZoneStore store)
    {
        foreach (var key in store.KeysUnder(Zone.Identity, Place))
        {
            yield return store.Find(Zone.Identity, Place, key) is { } set && ZoneStore.DamageOf(set).Count == 0 ? set : throw Refusal(key);
        }
    }

    // The oldest may have been removed on purpose. One that is missing between others was not.
    private static void RequireNoGap(IReadOnlyList<RememberedRelease> kept)
    {
        var there = kept.Select(release => release.Release).ToHashSet(StringComparer.Ordinal);
        if (kept.SelectMany(release => release.TestedAgainst.SkipWhile(older => !there.Contains(older))).FirstOrDefault(release => !there.Contains(release)) is { } gone)
        {
            throw Refusal(gone);
        }
    }

    private static RememberedRelease FactsOf(PublishedSet set)
    {
        try
        {
            return set.Seal.FactsAs<RememberedRelease>();
        }
        catch (JsonException)
        {
            throw Refusal(set.Seal.Key);
        }
    }

    private static List<T> In<T>(PublishedSet set, string file) =>
        JsonSerializer.Deserialize<List<T>>(File.ReadAllBytes(Opened(set, file)), ZoneStore.Json) ?? throw Refusal(set.Seal.Key);

    private static string Opened(PublishedSet set, string file)
    {
        try
        {
            return set.PathOf(file);
        }
        catch (SealedFileException)
        {
            throw Refusal(set.Seal.Key);
        }
    }

    private static ReleaseRefusal Refusal(string release) => new(
        Unreadable,
        $"What was kept of {release}, to test later releases against it, is damaged or gone. Without it nobody knows what this release would tell beside that one. Restore zones/identity/{Place} from a backup.");
}
