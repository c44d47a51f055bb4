using System.Globalization;
using Linkage.Synthetic.Membership;

namespace Linkage.Synthetic.Recording;

/// <summary>How likely each variation is in each source: data/rates.txt, which SOURCES.md explains.</summary>
internal static class RateTable
{
    private static readonly double[,] Rates = Read();

    /// <summary>Probability (0 to 1) that the variation befalls a record of the source that it can befall.</summary>
    public static double Of(Source source, Variation variation) => Rates[(int)variation, (int)source];

    private static double[,] Read()
    {
        var rates = new double[Enum.GetValues<Variation>().Length, Sources.Count];
        foreach (var (key, value) in ListFile.Lines("rates"))
        {
            var row = (int)Enum.Parse<Variation>(key);
            var cells = ListFile.Items(value);
            for (var column = 0; column < Sources.Count; column++)
            {
                rates[row, column] = double.Parse(cells[column], CultureInfo.InvariantCulture) / 100;
            }
        }

        return rates;
    }
}
