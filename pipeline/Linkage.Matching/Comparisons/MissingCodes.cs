using Linkage.Matching.Normalise;

namespace Linkage.Matching.Comparisons;

/// <summary>Whether two rows have nothing to compare: a <see cref="MissingTest"/> over codes.</summary>
internal sealed class MissingCodes
{
    private readonly Kind _kind;
    private readonly int _one;
    private readonly int _other;
    private readonly int[] _all;

    private MissingCodes(Kind kind, int one, int other, int[] all) => (_kind, _one, _other, _all) = (kind, one, other, all);

    private enum Kind
    {
        Either,
        All,
        EitherUnlessCrossed,
        EitherOrSwapped,
    }

    /// <summary>Binds a test to the places of its columns.</summary>
    internal static MissingCodes Of(MissingTest test, RecordStore store) => test switch
    {
        MissingTest.Either either => new(Kind.Either, store.PlaceOf(either.Column), 0, []),
        MissingTest.All all => new(Kind.All, 0, 0, [.. all.Columns.Select(c => store.PlaceOf(c))]),
        MissingTest.EitherUnlessCrossed crossed => new(Kind.EitherUnlessCrossed, store.PlaceOf(crossed.Column), store.PlaceOf(crossed.Other), []),
        MissingTest.EitherOrSwapped swapped => new(Kind.EitherOrSwapped, store.PlaceOf(swapped.Column), store.PlaceOf(swapped.Other), []),
        _ => throw new InvalidOperationException($"{test.GetType().Name} cannot be asked of codes."),
    };

    /// <summary>Whether it holds for two rows.</summary>
    internal bool Holds(ReadOnlySpan<int> l, ReadOnlySpan<int> r) => _kind switch
    {
        Kind.All => RecordTest.NoneComparable(_all, l, r),
        Kind.EitherUnlessCrossed => (l[_one] == 0 || r[_one] == 0) && !RecordTest.IsSame(l[_one], r[_other]) && !RecordTest.IsSame(l[_other], r[_one]),
        Kind.EitherOrSwapped => l[_one] == 0 || r[_one] == 0 || (l[_one] == r[_other] && l[_other] == r[_one] && l[_one] != l[_other]),
        _ => l[_one] == 0 || r[_one] == 0,
    };
}
