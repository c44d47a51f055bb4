using System.Runtime.CompilerServices;
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
    private readonly Compiled[] _compiled;
    private readonly bool _hasRareTests;

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

        _compiled = [.. comparisons.Select(c => new Compiled(c, records, _questions))];
        _hasRareTests = Array.Exists(_compiled, c => c.HasRareTests);
    }

    /// <summary>Whether a pair may have to wait for the answer of an SQL level: then <see cref="TryCompare"/> compares, not <see cref="Compare"/>.</summary>
    internal bool AsksSql => _questions is not null;

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
        if (_hasRareTests)
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
    internal bool TryCompare(ReadOnlySpan<int> left, ReadOnlySpan<int> right, out long pattern)
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

    private enum Kind
    {
        Never,
        Same,
        Crossed,
        CrossedInPart,
        SameAddress,
        SameAlone,
        SameAll,
    }

    private enum MissingKind
    {
        Either,
        All,
        EitherUnlessCrossed,
        EitherOrSwapped,
    }

    private readonly record struct RecordTest(int Level, Kind Kind, int A, int B, int C, int[] Others);

    private sealed class Compiled
    {
        private readonly RecordTest[] _records;
        private readonly ValueLevels? _values;
        private readonly int _value;
        private readonly int _last;
        private readonly int _firstOfValues;
        private readonly MissingKind _missing;
        private readonly int _missingA;
        private readonly int _missingB;
        private readonly int[] _missingAll = [];
        private readonly SqlQuestions? _questions;
        private readonly (int Level, int Question, int Place)[] _asked;
        private readonly BothAlike? _both;

        internal Compiled(Comparison comparison, RecordStore store, SqlQuestions? questions)
        {
            _questions = questions;
            _asked = [.. comparison.Levels.Index().Where(l => l.Item.Test is LevelTest.Sql).Select(l => (l.Index + 1, (LevelTest.Sql)l.Item.Test!))
                .Select(t => (t.Item1, questions!.Add(t.Item2, store, $"comparison '{comparison.Name}', level {t.Item1}"), store.PlaceOf(t.Item2.Column)))];
            _both = BothAlike.Of(comparison.Levels, store);
            _records = [.. comparison.Levels.Index().Where(l => l.Item.Test is LevelTest.OfRecords and not LevelTest.Never).Select(l => Test(l.Index + 1, l.Item.Test!, store))];
            _last = comparison.Levels.Count;
            if (comparison.ValueColumn is { } column && comparison.Levels.Any(l => l.Test is { IsOfValues: true }))
            {
                _values = new ValueLevels(store.DictionaryOf(column), comparison.Levels);
                _value = store.PlaceOf(column);
                _firstOfValues = comparison.Levels.Index().First(l => l.Item.Test is { IsOfValues: true }).Index + 1;
            }

            switch (comparison.Missing)
            {
                case MissingTest.Either either:
                    (_missing, _missingA) = (MissingKind.Either, store.PlaceOf(either.Column));
                    break;
                case MissingTest.All all:
                    (_missing, _missingAll) = (MissingKind.All, [.. all.Columns.Select(c => store.PlaceOf(c))]);
                    break;
                case MissingTest.EitherUnlessCrossed crossed:
                    (_missing, _missingA, _missingB) = (MissingKind.EitherUnlessCrossed, store.PlaceOf(crossed.Column), store.PlaceOf(crossed.Other));
                    break;
                case MissingTest.EitherOrSwapped swapped:
                    (_missing, _missingA, _missingB) = (MissingKind.EitherOrSwapped, store.PlaceOf(swapped.Column), store.PlaceOf(swapped.Other));
                    break;
                default:
                    throw new InvalidOperationException($"{comparison.Missing.GetType().Name} cannot be asked of codes.");
            }
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

        internal int Level(ReadOnlySpan<int> l, ReadOnlySpan<int> r)
        {
            if (IsMissing(l, r))
            {
                return 0;
            }

            var level = _last;
            for (var i = 0; i < _records.Length; i++)
            {
                ref readonly var test = ref _records[i];
                if (Holds(in test, l, r))
                {
                    level = test.Level;
                    break;
                }
            }

            if (_values is not null && level > _firstOfValues)
            {
                var (a, b) = (l[_value], r[_value]);
                if (a != b && a != 0 && b != 0)
                {
                    level = Math.Min(level, _values.Of(a, b));
                }
            }

            return level;
        }

        private static RecordTest Test(int level, LevelTest test, RecordStore store) => test switch
        {
            LevelTest.Same same => new RecordTest(level, Kind.Same, store.PlaceOf(same.Column), 0, 0, []),
            LevelTest.SameAll all => new RecordTest(level, Kind.SameAll, 0, 0, 0, [.. all.Columns.Select(c => store.PlaceOf(c))]),
            LevelTest.SameStart start => new RecordTest(level, Kind.Same, store.PlaceOf(start.Column, start.Cut), 0, 0, []),
            LevelTest.Crossed crossed => new RecordTest(level, Kind.Crossed, store.PlaceOf(crossed.One), store.PlaceOf(crossed.Other), 0, []),
            LevelTest.CrossedInPart crossed => new RecordTest(level, Kind.CrossedInPart, store.PlaceOf(crossed.One), store.PlaceOf(crossed.Other), 0, []),
            LevelTest.SameAddress same => new RecordTest(level, Kind.SameAddress, store.PlaceOf(same.Address), store.PlaceOf(same.HouseNumber), store.PlaceOf(same.Postcode), []),
            LevelTest.SameAlone alone => new RecordTest(level, Kind.SameAlone, store.PlaceOf(alone.Column), 0, 0, [.. alone.Others.Select(c => store.PlaceOf(c))]),
            _ => throw new InvalidOperationException($"{test.GetType().Name} cannot be asked of codes."),
        };

        private static bool Holds(in RecordTest test, ReadOnlySpan<int> l, ReadOnlySpan<int> r) => test.Kind switch
        {
            Kind.Same => IsSame(l[test.A], r[test.A]),
            Kind.Crossed => IsSame(l[test.A], r[test.B]) && IsSame(l[test.B], r[test.A]) && l[test.A] != l[test.B],
            Kind.CrossedInPart => IsSame(l[test.A], r[test.B]) || IsSame(l[test.B], r[test.A]),
            Kind.SameAddress => (IsSame(l[test.A], r[test.A]) && (l[test.C] == r[test.C] || l[test.C] == 0 || r[test.C] == 0))
                || (IsSame(l[test.B], r[test.B]) && IsSame(l[test.C], r[test.C])),
            Kind.SameAlone => IsSame(l[test.A], r[test.A]) && NoneComparable(test.Others, l, r),
            Kind.SameAll => AllSame(test.Others, l, r),
            Kind.Never => false,
            _ => false,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static bool IsSame(int a, int b) => a == b && a != 0;

        private static bool AllSame(int[] columns, ReadOnlySpan<int> l, ReadOnlySpan<int> r)
        {
            foreach (var column in columns)
            {
                if (!IsSame(l[column], r[column]))
                {
                    return false;
                }
            }

            return true;
        }

        private static bool NoneComparable(int[] columns, ReadOnlySpan<int> l, ReadOnlySpan<int> r)
        {
            foreach (var column in columns)
            {
                if (l[column] != 0 && r[column] != 0)
                {
                    return false;
                }
            }

            return true;
        }

        private bool IsMissing(ReadOnlySpan<int> l, ReadOnlySpan<int> r)
        {
            switch (_missing)
            {
                case MissingKind.All:
                    return NoneComparable(_missingAll, l, r);
                case MissingKind.EitherUnlessCrossed:
                    return (l[_missingA] == 0 || r[_missingA] == 0) && !IsSame(l[_missingA], r[_missingB]) && !IsSame(l[_missingB], r[_missingA]);
                case MissingKind.EitherOrSwapped:
                    return l[_missingA] == 0 || r[_missingA] == 0
                        || (l[_missingA] == r[_missingB] && l[_missingB] == r[_missingA] && l[_missingA] != l[_missingB]);
                default:
                    return l[_missingA] == 0 || r[_missingA] == 0;
            }
        }
    }
}
