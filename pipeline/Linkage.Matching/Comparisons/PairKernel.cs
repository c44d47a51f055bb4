using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>
/// Compares two rows of codes: the pattern of their levels. Bound to one record store; a worker takes its own with <see cref="ForWorker"/>, for the
/// caches of similarities are not shared.
/// </summary>
internal sealed class PairKernel
{
    private readonly RecordStore _records;
    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly SqlWorkers? _workers;
    private readonly SqlQuestions? _questions;
    private readonly CompiledComparison[] _compiled;
    private readonly int[] _byCost;

    /// <summary>Binds comparisons to records.</summary>
    /// <param name="records">The records.</param>
    /// <param name="comparisons">The comparisons.</param>
    /// <param name="workers">Gives connections where a comparison has SQL levels; else it may be null.</param>
    internal PairKernel(RecordStore records, IReadOnlyList<Comparison> comparisons, SqlWorkers? workers = null)
    {
        _records = records;
        _comparisons = comparisons;
        _workers = workers;
        if (comparisons.Any(c => c.Levels.Any(l => l.Test is LevelTest.Sql)))
        {
            _questions = (workers ?? throw new InvalidOperationException("SQL levels need a connection.")).ForWorker();
        }

        _compiled = [.. comparisons.Select(c => new CompiledComparison(c, records, _questions))];
        HasRareTests = Array.Exists(_compiled, c => c.HasRareTests);
        _byCost = [.. Enumerable.Range(0, _compiled.Length).OrderBy(c => _compiled[c].IsDear)];
    }

    /// <summary>Whether a pair may have to wait for the answer of an SQL level: then <see cref="IsKnown"/> compares, not <see cref="Compare"/>.</summary>
    internal bool AsksSql => _questions is not null;

    /// <summary>Whether some levels are asked by neither codes nor the values of one column; such a pair is compared to the end.</summary>
    internal bool HasRareTests { get; }

    /// <summary>So many questions wait that they should be answered.</summary>
    internal bool QuestionsAreMany => _questions!.IsFull;

    /// <summary>Columns whose values are wanted without their last characters.</summary>
    internal static IReadOnlyList<(string Column, int Cut)> Starts(IReadOnlyList<Comparison> comparisons) =>
        [.. comparisons.SelectMany(c => c.Levels).Select(l => l.Test).OfType<LevelTest.SameStart>().Select(t => (t.Column, t.Cut)).Distinct()];

    /// <summary>Columns that stand for several, which are wanted as well.</summary>
    internal static IReadOnlyList<string> Tuples(IReadOnlyList<Comparison> comparisons) =>
        [.. comparisons.SelectMany(c => c.Levels.Select(l => l.Test).OfType<LevelTest.Sql>().Select(t => t.Column).Append(c.ValueColumn)).OfType<string>().Where(ValueTuples.IsTuple).Distinct()];

    /// <summary>The same comparisons with caches of its own.</summary>
    internal PairKernel ForWorker() => new(_records, _comparisons, _workers);

    /// <summary>The pattern of a pair of rows.</summary>
    internal long Compare(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        if (HasRareTests)
        {
            return CompareRarely(left, right);
        }

        var pattern = 0L;
        for (var c = 0; c < _compiled.Length; c++)
        {
            pattern |= Pattern.At(_compiled[c].Level(left, right), c);
        }

        return pattern;
    }

    /// <summary>The pattern of a pair of rows; false, and a question asked, where it is not known yet.</summary>
    internal bool IsKnown(ReadOnlySpan<int> left, ReadOnlySpan<int> right, out long pattern)
    {
        _questions!.HasWaited = false;
        pattern = CompareRarely(left, right);
        return !_questions.HasWaited;
    }

    /// <summary>Answers the questions that wait.</summary>
    internal void Answer(CancellationToken cancellationToken) => _questions!.Answer(cancellationToken);

    /// <summary>Ends a batch: every pair that waited was compared.</summary>
    internal void KeepAnswers() => _questions!.Keep();

    // Apart from the rest, so that comparisons without such tests do not pay for them.
    private long CompareRarely(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        var pattern = 0L;
        for (var c = 0; c < _compiled.Length; c++)
        {
            var level = _compiled[c].Level(left, right);
            pattern |= Pattern.At(_compiled[c].HasRareTests && level > 1 ? _compiled[c].Better(level, left, right) : level, c);
        }

        return pattern;
    }

    /// <summary>Compares a pair of rows as long as it can still reach the least log odds: first what codes alone tell, then the tests of values, cheap ones first.</summary>
    /// <param name="left">The row the weights stand for.</param>
    /// <param name="right">The other row.</param>
    /// <param name="weights">Weights of the levels.</param>
    /// <param name="pattern">The pattern of the pair, when it reaches the least.</param>
    internal bool Reaches(ReadOnlySpan<int> left, ReadOnlySpan<int> right, LevelWeights weights, out long pattern)
    {
        var (exact, open) = (weights.Exact, weights.Open);
        var (most, asked) = (weights.Prior, 0u);
        pattern = 0;
        for (var c = 0; c < _compiled.Length; c++)
        {
            var level = _compiled[c].LevelOfRecords(left, right, out var isOpen);
            pattern |= Pattern.At(level, c);
            most += (isOpen ? open : exact)[c * LevelWeights.Width + level];
            asked |= (isOpen ? 1u : 0) << c;
        }

        if (weights.Names.Forename >= 0 && Pattern.Level(pattern, weights.Names.Forename) == 1 && Pattern.Level(pattern, weights.Names.Surname) == 1)
        {
            most += weights.Together;
        }

        if (most < weights.Least)
        {
            return false;
        }

        for (var i = 0; asked != 0; i++)
        {
            var c = _byCost[i];
            if ((asked >> c & 1) == 0)
            {
                continue;
            }

            asked ^= 1u << c;
            var level = Pattern.Level(pattern, c);
            var better = _compiled[c].LevelOfValues(left, right, level);
            most += exact[c * LevelWeights.Width + better] - open[c * LevelWeights.Width + level];
            if (most < weights.Least)
            {
                return false;
            }

            pattern ^= Pattern.At(level ^ better, c);
        }

        return true;
    }
}
