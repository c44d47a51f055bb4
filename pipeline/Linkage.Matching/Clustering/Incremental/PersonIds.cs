using System.Globalization;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>Ready-made ids of persons. None is random: the same records give the same ids.</summary>
public static class PersonIds
{
    /// <summary>A prefix and the number from 1, filled with zeros, so that the order of the text is the order of giving.</summary>
    /// <param name="prefix">Text before the number.</param>
    /// <param name="digits">Least number of digits, 1 to 18.</param>
    public static Func<long, string> Numbered(string prefix, int digits)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(digits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(digits, 18);
        var format = "D" + digits.ToString(CultureInfo.InvariantCulture);
        return number => prefix + checked(number + 1).ToString(format, CultureInfo.InvariantCulture);
    }
}
