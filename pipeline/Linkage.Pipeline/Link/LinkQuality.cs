namespace Linkage.Pipeline.Link;

/// <summary>How well the people of a spine agree with the truth, over pairs of records. Every true pair among the records offered counts, also those never compared.</summary>
/// <param name="TruePairs">Pairs of records of one person, by the truth.</param>
/// <param name="LinkedPairs">Pairs of records under one person key.</param>
/// <param name="AgreeingPairs">Pairs that are both.</param>
/// <param name="ByKey">The share of direct links that are true, by the key that made them.</param>
public sealed record LinkQuality(long TruePairs, long LinkedPairs, long AgreeingPairs, IReadOnlyList<LinkQuality.KeyQuality> ByKey)
{
    /// <summary>Share of linked pairs that are true, 0 to 1.</summary>
    public double Precision => Share(AgreeingPairs, LinkedPairs);

    /// <summary>Share of true pairs that are linked, 0 to 1.</summary>
    public double Recall => Share(AgreeingPairs, TruePairs);

    /// <summary>Harmonic mean of the two.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : Math.Round(2 * Precision * Recall / (Precision + Recall), 6);

    private static double Share(long part, long whole) => whole == 0 ? 1 : Math.Round((double)part / whole, 6);

    /// <summary>The direct links one key made.</summary>
    /// <param name="Key">uprn or person.</param>
    /// <param name="Links">How many.</param>
    /// <param name="TrueLinks">How many of them join records of one person.</param>
    public sealed record KeyQuality(string Key, long Links, long TrueLinks)
    {
        /// <summary>Share of true ones, 0 to 1.</summary>
        public double Precision => Share(TrueLinks, Links);
    }
}
