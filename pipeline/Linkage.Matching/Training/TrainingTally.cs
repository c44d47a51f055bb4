using System.Collections;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Training;

/// <summary>
/// Counts the patterns that training needs while the pairs are compared, in three heaps: pairs with a label; pairs that are two people although all but
/// their forenames may agree (twins), known by each having a double elsewhere: a record with the same two names and date of birth; and all others.
/// </summary>
internal sealed class TrainingTally
{
    private readonly BitArray? _doubled;
    private readonly int _forename;
    private readonly int _otherForename;
    private readonly List<TallyVisitor> _visitors = [];

    private TrainingTally(KnownPairs? known, BitArray? doubled, IReadOnlyList<Comparison> comparisons)
    {
        (Known, _doubled) = (known, doubled);
        _forename = ComparisonCatalogue.Names(comparisons).Forename;
        _otherForename = _forename < 0 ? 0 : comparisons[_forename].Levels.Count;
    }

    /// <summary>Labelled pairs, or null.</summary>
    internal KnownPairs? Known { get; }

    /// <summary>Prepares for a run.</summary>
    /// <param name="session">Holds lnk_rec, lnk_record and the labels.</param>
    /// <param name="settings">Say what training needs.</param>
    /// <param name="store">The records.</param>
    /// <param name="kernel">Compares labelled pairs.</param>
    /// <param name="comparisons">The comparisons.</param>
    /// <param name="warnings">Takes warnings of labels.</param>
    /// <param name="cancellationToken">Interrupts the statements.</param>
    internal static TrainingTally Prepare(
        DuckSession session, LinkSettings settings, RecordStore store, PairKernel kernel, IReadOnlyList<Comparison> comparisons, List<string> warnings, CancellationToken cancellationToken)
    {
        var known = KnownPairs.Load(session, settings, store, kernel, warnings, cancellationToken);
        var presumes = settings is { Model: null, TrainingMethod: TrainingMethod.Population, HouseholdExplanation: true }
            && ComparisonCatalogue.Names(comparisons) is { Forename: >= 0, Surname: >= 0 } && comparisons.Any(c => c.ExactColumn == "dob");
        return new TrainingTally(known, presumes ? Doubled(store) : null, comparisons);
    }

    /// <summary>A tally that presumes nothing.</summary>
    internal static TrainingTally Of(KnownPairs? known) => new(known, null, []);

    /// <summary>Visitors that count, one a worker.</summary>
    internal IReadOnlyList<TallyVisitor> ForWorkers(int workers)
    {
        _visitors.AddRange(Enumerable.Range(0, workers).Select(_ => new TallyVisitor(this)));
        return _visitors;
    }

    /// <summary>What was counted, ascending by pattern.</summary>
    /// <param name="times">How many pairs each counted pair stands for.</param>
    internal TrainingPatterns Sum(long times) =>
        new(TallyVisitor.Sum(_visitors.Select(v => v.Undecided), times), TallyVisitor.Sum(_visitors.Select(v => v.Apart), times), Known);

    /// <summary>Whether a pair is left to the labels.</summary>
    internal bool IsKnown(int left, int right) => Known is not null && Known.Contains(left, right);

    /// <summary>Whether a pair is two people, each of whom has a double elsewhere.</summary>
    internal bool IsApart(int left, int right, long pattern) =>
        _doubled is not null && Pattern.Level(pattern, _forename) == _otherForename && _doubled[left] && _doubled[right];

    /// <summary>Records that another record they may be paired with has both names and the date of birth of.</summary>
    private static BitArray Doubled(RecordStore store)
    {
        var doubled = new BitArray(store.Count);
        var people = RecordGroups.Of(store, "fn", "sn", "dob");
        for (var person = 0; person < people.Count; person++)
        {
            var (once, twice) = (0UL, 0UL);
            foreach (var rid in people[person])
            {
                var dataset = 1UL << store.Datasets[rid];
                twice |= once & dataset;
                once |= dataset;
            }

            foreach (var rid in people[person])
            {
                var dataset = 1UL << store.Datasets[rid];
                doubled[rid] = (store.Partners[store.Datasets[rid]] & ((once & ~dataset) | (twice & dataset))) != 0;
            }
        }

        return doubled;
    }
}

/// <summary>The patterns a model is trained on, each list ascending.</summary>
/// <param name="Undecided">Compared pairs of which nothing is known.</param>
/// <param name="Apart">Compared pairs presumed to be two people.</param>
/// <param name="Known">Labelled pairs, or null; they are in neither list.</param>
internal sealed record TrainingPatterns(IReadOnlyList<PatternCount> Undecided, IReadOnlyList<PatternCount> Apart, KnownPairs? Known);
