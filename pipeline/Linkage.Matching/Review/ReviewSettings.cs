namespace Linkage.Matching.Review;

/// <summary>Which pairs of a run go to clerical review.</summary>
public sealed record ReviewSettings
{
    /// <summary>The most pairs one review holds; a person labels two to four a minute.</summary>
    public const int MostPairs = 5_000;

    /// <summary>Pairs to draw, 1 to <see cref="MostPairs"/>; fewer when there are fewer.</summary>
    public int Pairs { get; init; } = 200;

    /// <summary>Seed of the draw. The same links, settings and seed draw the same pairs in the same order.</summary>
    public long Seed { get; init; } = 20261101;

    /// <summary>The match probability at which the run calls a pair a link, 0 to 1.</summary>
    public double Threshold { get; init; } = 0.95;

    /// <summary>
    /// Where the bands end, in match weight (log2 of the odds) from the threshold, rising. The bands between are the uncertain ones; the two beyond the
    /// ends are the clear ones.
    /// </summary>
    public IReadOnlyList<double> BandEdges { get; init; } = [-8, -4, -2, 0, 2, 4, 8];

    /// <summary>The part of the pairs drawn from the two clear bands, 0 to 1, so that errors there are seen too.</summary>
    public double ClearShare { get; init; } = 0.2;

    /// <summary>The threshold as a match weight.</summary>
    internal double ThresholdWeight
    {
        get
        {
            var p = Math.Clamp(Threshold, 1e-12, 1 - 1e-12);
            return Math.Log2(p / (1 - p));
        }
    }

    /// <summary>Makes sure that the settings can be used.</summary>
    /// <exception cref="MatchingInputException">One is out of range.</exception>
    internal void Check()
    {
        if (Pairs is < 1 or > MostPairs)
        {
            throw new MatchingInputException($"The number of pairs is not between 1 and {MostPairs}.", "pairs", "Draw some hundreds; make a second review with another seed for more.");
        }

        if (Threshold is not (>= 0 and <= 1) || ClearShare is not (>= 0 and <= 1))
        {
            throw new MatchingInputException("The threshold or the share of clear pairs is not between 0 and 1.", "threshold, clearShare", "Give a probability such as 0.95 and a share such as 0.2.");
        }

        if (BandEdges.Count is < 1 or > 50 || BandEdges.Any(e => !double.IsFinite(e)) || BandEdges.Zip(BandEdges.Skip(1)).Any(e => e.First >= e.Second) || !BandEdges.Contains(0))
        {
            throw new MatchingInputException("The edges of the bands do not rise, or 0 (the threshold) is not one of them.", "bandEdges", "Give rising match weights such as -8, -4, 0, 4, 8.");
        }
    }
}
