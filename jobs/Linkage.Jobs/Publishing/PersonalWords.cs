using System.Text.RegularExpressions;
using Linkage.Governance.Rules;

namespace Linkage.Jobs.Publishing;

/// <summary>
/// Keeps the people of the directory out of what is published: their ids, accounts and offices. No field of a public document holds one; this is for texts of a rule that
/// name somebody all the same.
/// </summary>
internal sealed class PersonalWords
{
    /// <summary>What stands in the place of such a word.</summary>
    public const string Withheld = "[withheld]";

    private readonly Regex? _words;
    private readonly HashSet<string> _found = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The words of a directory.</summary>
    public PersonalWords(People people)
    {
        var words = people.All
            .SelectMany(person => person.Accounts.Append(person.Id).Append(person.Office))
            .Where(word => !string.IsNullOrWhiteSpace(word))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .OrderByDescending(word => word.Length)
            .ThenBy(word => word, StringComparer.Ordinal)
            .Select(word => string.Join(@"\s+", word.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape)))
            .ToArray();
        _words = words.Length == 0
            ? null
            : new Regex($@"(?<![\w-])(?:{string.Join('|', words)})(?![\w-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>How many different words were withheld so far.</summary>
    public int Count => _found.Count;

    /// <summary>The text without them.</summary>
    public string Withhold(string text) => _words?.Replace(text, match =>
    {
        _found.Add(match.Value);
        return Withheld;
    }) ?? text;
}
