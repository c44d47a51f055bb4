using System.Text.RegularExpressions;

namespace Linkage.Matching.Review;

/// <summary>The rules for a reviewer's name: one spelling a person, fit for a file name.</summary>
public static partial class ReviewerName
{
    /// <summary>Checks a name.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="MatchingInputException">It breaks the rules.</exception>
    public static string Check(string name) => name.Length is >= 2 and <= 40 && Rule().IsMatch(name)
        ? name
        : throw new MatchingInputException(
            "The reviewer's name is not of the form that is kept.", "--reviewer", "Write 2 to 40 small letters and digits, parted by single dots or hyphens, such as ann.smith, and the same each time.");

    [GeneratedRegex("^[a-z][a-z0-9]*([.-][a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
