using System.Globalization;

namespace Linkage.Governance.Disclosure;

/// <summary>One cell as it may be published.</summary>
/// <param name="Dimensions">Values of the dimensions, in the order of the table.</param>
/// <param name="Shown">The rounded count of people, or null when it is suppressed.</param>
public sealed record ShownCell(IReadOnlyList<string?> Dimensions, long? Shown)
{
    /// <summary>The mark of a suppressed cell. It is the same for every reason, so that it tells none.</summary>
    public const string Mark = "c";

    /// <summary>What is printed: the rounded count, or the mark.</summary>
    public string Text => Shown?.ToString(CultureInfo.InvariantCulture) ?? Mark;
}
