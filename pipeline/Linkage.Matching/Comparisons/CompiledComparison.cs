using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>One comparison bound to one record store: its tests over codes, then over values. Of one worker, for it caches similarities.</summary>
internal sealed class CompiledComparison
{
    private readonly RecordTest[] _records;
    private readonly ValueLevels? _values;
    private readonly int _value;
    private readonly int _last;
    private readonly int _firstOfValues;
    private readonly MissingCodes _missing;
    private readonly SqlQuestions? _questions;
    private readonly (int Level, int Question, int Place)[] _asked;
    private readonly BothAlike? _both;

    internal CompiledComparison(Comparison comparison, RecordStore store, SqlQuestions? questions)
    {
        _questions = questions;
        _asked = [.. comparison.Levels.Index().Where(l => l.Item.Test is LevelTest.Sql).Select(l => (l.Index + 1, (LevelTest.Sql)l.Item.Test!))
            .Select(t => (t.Item1, questions!.Add(t.Item2, store, $"comparison '{comparison.Name}', level {t.Item1}"), store.PlaceOf(t.Item2.Column)))];
        _both = BothAlike.Of(comparison.Levels, store);
        _records = [.. comparison.Levels.Index().Where(l => l.Item.Test is LevelTest.OfRecords and not LevelTest.Never).Select(l => RecordTest.Of(l.Index + 1, l.Item.Test!, store))];
        _last = comparison.Levels.Count;
        if (comparison.ValueColumn is { } column && comparison.Levels.Any(l => l.Test is { IsOfValues: true }))
        {
            _values = new ValueLevels(store.DictionaryOf(column), comparison.Levels);
            _value = store.PlaceOf(column);
            _firstOfValues = comparison.Levels.Index().First(l => l.Item.Test is { IsOfValues: true }).Index + 1;
        }

        _missing = MissingCodes.Of(comparison.Missing, store);
    }

    /// <summary>Whether there are tests that <see cref="Level"/> leaves out and <see cref="Better"/> asks.</summary>
    internal bool HasRareTests => _asked.Length > 0 || _both is not null;

    /// <summary>The best level of the rare tests and the one the others gave.</summary>
    internal int Better(int level, ReadOnlySpan<int> l, ReadOnlySpan<int> r)
    {
        level = _both?.Better(level, l, r) ?? level;
        foreach (var (better, question, place) in _asked)
        {
            if (better >= level)
            {
                break;
            }

            // Where one is not known yet the next is asked too, so that a pair waits once.
            if (_questions!.Of(question, l[place], r[place]) == 1)
            {
                return better;
            }
        }

        return level;
    }

    /// <summary>Whether its tests of values look at more than a few bytes.</summary>
    internal bool IsDear => _values is { IsDear: true };

    internal int Level(ReadOnlySpan<int> l, ReadOnlySpan<int> r)
    {
        var level = LevelOfRecords(l, r, out var isOpen);
        return isOpen ? LevelOfValues(l, r, level) : level;
    }

    /// <summary>The level by the codes of the records alone.</summary>
    /// <param name="l">One row.</param>
    /// <param name="r">The other row.</param>
    /// <param name="isOpen">Whether the tests of values may give a better one.</param>
    internal int LevelOfRecords(ReadOnlySpan<int> l, ReadOnlySpan<int> r, out bool isOpen)
    {
        isOpen = false;
        if (_missing.Holds(l, r))
        {
            return 0;
        }

        var level = _last;
        for (var i = 0; i < _records.Length; i++)
        {
            ref readonly var test = ref _records[i];
            if (test.Holds(l, r))
            {
                level = test.Level;
                break;
            }
        }

        isOpen = _values is not null && level > _firstOfValues && l[_value] != r[_value] && l[_value] != 0 && r[_value] != 0;
        return level;
    }

    /// <summary>The level when the tests of values are asked as well.</summary>
    internal int LevelOfValues(ReadOnlySpan<int> l, ReadOnlySpan<int> r, int level) => Math.Min(level, _values!.Of(l[_value], r[_value]));
}
