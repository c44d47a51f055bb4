using System.Runtime.CompilerServices;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>What a test of codes asks.</summary>
internal enum RecordTestKind
{
    /// <summary>Column A is the same.</summary>
    Same,

    /// <summary>A is the other's B and B the other's A, and the two differ.</summary>
    Crossed,

    /// <summary>A is the other's B, or B the other's A.</summary>
    CrossedInPart,

    /// <summary>A (address) is the same and C (postcode) does not differ, or B (numbers) and C are the same.</summary>
    SameAddress,

    /// <summary>A is the same, and none of the others has a value on both sides.</summary>
    SameAlone,

    /// <summary>Every one of the others is the same.</summary>
    SameAll,
}

/// <summary>A test of one level over the codes of two rows.</summary>
/// <param name="Level">The level it gives.</param>
/// <param name="Kind">What it asks.</param>
/// <param name="A">Place of a column.</param>
/// <param name="B">Place of a second.</param>
/// <param name="C">Place of a third.</param>
/// <param name="Others">Places of more.</param>
internal readonly record struct RecordTest(int Level, RecordTestKind Kind, int A, int B, int C, int[] Others)
{
    /// <summary>Binds a test of codes to the places of its columns.</summary>
    internal static RecordTest Of(int level, LevelTest test, RecordStore store) => test switch
    {
        LevelTest.Same same => new RecordTest(level, RecordTestKind.Same, store.PlaceOf(same.Column), 0, 0, []),
        LevelTest.SameAll all => new RecordTest(level, RecordTestKind.SameAll, 0, 0, 0, [.. all.Columns.Select(c => store.PlaceOf(c))]),
        LevelTest.SameStart start => new RecordTest(level, RecordTestKind.Same, store.PlaceOf(start.Column, start.Cut), 0, 0, []),
        LevelTest.Crossed crossed => new RecordTest(level, RecordTestKind.Crossed, store.PlaceOf(crossed.One), store.PlaceOf(crossed.Other), 0, []),
        LevelTest.CrossedInPart crossed => new RecordTest(level, RecordTestKind.CrossedInPart, store.PlaceOf(crossed.One), store.PlaceOf(crossed.Other), 0, []),
        LevelTest.SameAddress same => new RecordTest(level, RecordTestKind.SameAddress, store.PlaceOf(same.Address), store.PlaceOf(same.HouseNumber), store.PlaceOf(same.Postcode), []),
        LevelTest.SameAlone alone => new RecordTest(level, RecordTestKind.SameAlone, store.PlaceOf(alone.Column), 0, 0, [.. alone.Others.Select(c => store.PlaceOf(c))]),
        _ => throw new InvalidOperationException($"{test.GetType().Name} cannot be asked of codes."),
    };

    /// <summary>Whether it holds for two rows.</summary>
    internal bool Holds(ReadOnlySpan<int> l, ReadOnlySpan<int> r) => Kind switch
    {
        RecordTestKind.Same => IsSame(l[A], r[A]),
        RecordTestKind.Crossed => IsSame(l[A], r[B]) && IsSame(l[B], r[A]) && l[A] != l[B],
        RecordTestKind.CrossedInPart => IsSame(l[A], r[B]) || IsSame(l[B], r[A]),
        RecordTestKind.SameAddress => (IsSame(l[A], r[A]) && (l[C] == r[C] || l[C] == 0 || r[C] == 0))
            || (IsSame(l[B], r[B]) && IsSame(l[C], r[C])),
        RecordTestKind.SameAlone => IsSame(l[A], r[A]) && NoneComparable(Others, l, r),
        RecordTestKind.SameAll => AllSame(Others, l, r),
        _ => false,
    };

    /// <summary>Whether two codes are the same value, and one at all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSame(int a, int b) => a == b && a != 0;

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

    /// <summary>Whether no column has a value on both sides.</summary>
    internal static bool NoneComparable(int[] columns, ReadOnlySpan<int> l, ReadOnlySpan<int> r)
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
}
