namespace Linkage.Matching.Training;

/// <summary>The parameters of a model while they are estimated.</summary>
/// <param name="m">m to begin with.</param>
/// <param name="share">Household shares to begin with.</param>
internal sealed class TrainingState(double[][] m, double[] share)
{
    /// <summary>m by comparison and level.</summary>
    internal double[][] M { get; } = m;

    /// <summary>u by comparison and level.</summary>
    internal double[][] U { get; set; } = [];

    /// <summary>Household share by comparison.</summary>
    internal double[] Share { get; } = share;

    /// <summary>Prior probability of a match.</summary>
    internal double Prior { get; set; }

    /// <summary>Prior probability of two people of one household.</summary>
    internal double HouseholdPrior { get; set; }

    /// <summary>How many times more often unrelated people agree on both names than the two u multiplied say.</summary>
    internal double Lift { get; set; } = 1;
}
