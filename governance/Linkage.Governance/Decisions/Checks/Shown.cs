using System.Buffers;
using System.Globalization;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// Names from a request as an explanation may show them: plain words, as ids and columns are. What is none could be anything, a person's name among it, and is told
/// by its length alone.
/// </summary>
internal static class Shown
{
    private const int Longest = 80;
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/");

    public static string Name(string text) => text.Length switch
    {
        0 => "(empty)",
        <= Longest when !text.AsSpan().ContainsAnyExcept(Plain) => text,
        _ => string.Create(CultureInfo.InvariantCulture, $"(a text of {text.Length} characters that is no plain name)"),
    };

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Select(Name));
}
