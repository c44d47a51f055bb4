namespace Linkage.Synthetic.People;

/// <summary>What is known of each naming culture. Shares and where they come from: SOURCES.md.</summary>
internal static class NamingCultures
{
    private static readonly double[] Shares =
    [
        0.620, 0.040, 0.030, 0.070, 0.030, 0.025, 0.025, 0.012, 0.030, 0.025, 0.018, 0.025, 0.020, 0.030,
    ];

    // Mean dependent children of a family that has any. Assumed, larger where the census finds larger households.
    private static readonly double[] Children = [1.7, 1.8, 1.7, 2.7, 2.8, 2.0, 1.8, 1.8, 1.6, 1.9, 3.3, 2.3, 1.5, 2.5];

    /// <summary>How many there are.</summary>
    public static int Count => Shares.Length;

    /// <summary>Share of Ashgrove's households, on average over its areas before clustering.</summary>
    public static double Share(NamingCulture culture) => Shares[(int)culture];

    /// <summary>Mean number of dependent children in a family with children.</summary>
    public static double MeanChildren(NamingCulture culture) => Children[(int)culture];

    /// <summary>Three generations under one roof are as usual here as anywhere in England.</summary>
    public static bool LivesInExtendedFamilies(NamingCulture culture) =>
        culture is NamingCulture.Pakistani or NamingCulture.Bangladeshi or NamingCulture.IndianSikh or NamingCulture.IndianHindu;

    /// <summary>Share of people born abroad before 2005 whose papers give 1 January because the day was not known. Assumed.</summary>
    public static double PaperBirthday(NamingCulture culture) => culture switch
    {
        NamingCulture.Somali => 0.15,
        NamingCulture.Arabic => 0.05,
        NamingCulture.Bangladeshi or NamingCulture.Pakistani => 0.04,
        _ => 0,
    };

    /// <summary>File of the culture's names in data/names.</summary>
    public static string FileName(NamingCulture culture) => culture switch
    {
        NamingCulture.IndianSikh => "indian_sikh",
        NamingCulture.IndianHindu => "indian_hindu",
        NamingCulture.IndianSouth => "indian_south",
        _ => culture.ToString().ToLowerInvariant(),
    };
}
