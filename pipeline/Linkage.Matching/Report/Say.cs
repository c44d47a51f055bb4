using System.Globalization;

namespace Linkage.Matching.Report;

/// <summary>Numbers as a person reads them. Minus is U+2212, which is as wide as plus.</summary>
internal static class Say
{
    /// <summary>A count with separators: 12,345.</summary>
    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count and its noun: 1 record, 12 records.</summary>
    internal static string Count(long value, string noun) => $"{Count(value)} {noun}{(value == 1 ? string.Empty : "s")}";

    /// <summary>A count short enough for an axis: 950, 12k, 1.5M.</summary>
    internal static string Short(double value) => Math.Abs(value) switch
    {
        >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + "bn",
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e4 => (value / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => value.ToString("#,0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>A share from 0 to 1 as per cent. Only a share that is exactly all or nothing is written 100% or 0%.</summary>
    internal static string Share(double share) => share switch
    {
        0 => "0%",
        1 => "100%",
        < .0001 and > 0 => "under 0.01%",
        > .9999 and < 1 => "over 99.99%",
        < .01 or > .99 => (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + "%",
        _ => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%",
    };

    /// <summary>A quality or probability with four places.</summary>
    internal static string Four(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A probability; near 0 and 1 with enough places to be told from them.</summary>
    internal static string Probability(double value) => value switch
    {
        > .999999 => "over 0.999999",
        < .000001 => "under 0.000001",
        > .999 or < .001 => value.ToString("0.000000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A parameter m or u with three digits that count.</summary>
    internal static string Rate(double value) => value switch
    {
        0 => "0",
        < .0001 => value.ToString("0.00E-0", CultureInfo.InvariantCulture).Replace("E-", " × 10⁻", StringComparison.Ordinal) is var text ? Raised(text) : string.Empty,
        < .01 => value.ToString("0.00000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>A match weight with its sign: +3.2, −0.4, 0.0.</summary>
    internal static string Weight(double value)
    {
        var text = Math.Abs(value).ToString("0.0", CultureInfo.InvariantCulture);
        return text == "0.0" ? text : (value < 0 ? "−" : "+") + text;
    }

    /// <summary>A number of an axis.</summary>
    internal static string Tick(double value) =>
        (value < 0 ? "−" : string.Empty) + Math.Abs(Math.Round(value, 10)).ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>Wall time: 0.42 s, 12.3 s, 4 min 5 s.</summary>
    internal static string Seconds(double seconds) => seconds switch
    {
        < 10 => seconds.ToString("0.00", CultureInfo.InvariantCulture) + " s",
        < 120 => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)seconds / 60} min {(long)seconds % 60} s"),
    };

    /// <summary>Odds before or after, in words: 1 in 5,000.</summary>
    internal static string OneIn(double probability) => probability <= 0 ? "none" : $"1 in {Count((long)Math.Round(1 / probability))}";

    /// <summary>Names in a sentence: a, b and c.</summary>
    internal static string List(IReadOnlyList<string> names) => names.Count switch
    {
        0 => string.Empty,
        1 => names[0],
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}",
    };

    /// <summary>A name of the machine as words: date_of_birth becomes date of birth.</summary>
    internal static string Words(string name) => name.Replace('_', ' ');

    private static string Raised(string text)
    {
        var at = text.IndexOf('⁻', StringComparison.Ordinal);
        return text[..(at + 1)] + string.Concat(text[(at + 1)..].Select(d => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d - '0']));
    }
}
