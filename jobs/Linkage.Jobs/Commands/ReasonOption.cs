using System.CommandLine;
using System.Globalization;

namespace Linkage.Jobs.Commands;

/// <summary>An option for a person's own words that are kept: a line, not too long, of characters that show.</summary>
internal static class ReasonOption
{
    private const int Longest = 500;

    /// <summary>Makes the option.</summary>
    /// <param name="name">Its name, as in <c>--reason</c>.</param>
    /// <param name="description">What to write.</param>
    /// <param name="required">Whether it has to be given.</param>
    public static Option<string?> Create(string name, string description, bool required)
    {
        var option = new Option<string?>(name) { HelpName = "TEXT", Description = description, Required = required };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (string.IsNullOrWhiteSpace(token.Value) || token.Value.Length > Longest || token.Value.Any(IsUnseen)))
            {
                result.AddError($"{name} takes a line of at most {Longest} characters.");
            }
        });
        return option;
    }

    private static bool IsUnseen(char unit) =>
        char.IsControl(unit) || char.GetUnicodeCategory(unit) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
