using Linkage.Synthetic.Membership;

namespace Linkage.Synthetic.Recording;

/// <summary>Counts how often each variation could have happened and did.</summary>
internal sealed class VariationTally
{
    private static readonly int Kinds = Enum.GetValues<Variation>().Length;
    private readonly long[,] _eligible = new long[Sources.Count, Kinds];
    private readonly long[,] _applied = new long[Sources.Count, Kinds];

    /// <summary>Counts one chance.</summary>
    public void Count(Source source, Variation variation, bool applied)
    {
        _eligible[(int)source, (int)variation]++;
        _applied[(int)source, (int)variation] += applied ? 1 : 0;
    }

    /// <summary>Adds another tally to this one.</summary>
    public void Add(VariationTally other)
    {
        for (var source = 0; source < Sources.Count; source++)
        {
            for (var kind = 0; kind < Kinds; kind++)
            {
                _eligible[source, kind] += other._eligible[source, kind];
                _applied[source, kind] += other._applied[source, kind];
            }
        }
    }

    /// <summary>The counts, by source and kind.</summary>
    public IReadOnlyList<VariationCount> Counts() =>
    [
        .. from source in Sources.All
           from kind in Enum.GetValues<Variation>()
           let eligible = _eligible[(int)source, (int)kind]
           where eligible > 0 && RateTable.Of(source, kind) > 0
           select new VariationCount(Sources.Dataset(source), kind, eligible, _applied[(int)source, (int)kind]),
    ];
}
