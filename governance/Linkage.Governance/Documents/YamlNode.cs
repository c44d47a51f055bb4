using System.Globalization;
using System.Text.RegularExpressions;

namespace Linkage.Governance.Documents;

/// <summary>
/// One value of a configuration file: a scalar, a list or a mapping, which knows its file, line and key path.
/// The reader asks for the type it wants; nothing is guessed from the spelling, so <c>no</c> is a word and not a boolean.
/// </summary>
public abstract partial class YamlNode
{
    private protected YamlNode(string file, int line, string key)
    {
        File = file;
        Line = line;
        Key = key;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Line in the file, from 1.</summary>
    public int Line { get; }

    /// <summary>Path from the root, as in <c>joins[2].left</c>; empty for the root.</summary>
    public string Key { get; }

    /// <summary>What this is, in words for a message.</summary>
    private protected abstract string Kind { get; }

    /// <summary>An exception that points at this value. The caller throws it.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public ConfigurationException Error(string message) => new(File, Line, Key, message);

    /// <summary>The text of a scalar that is not empty.</summary>
    /// <exception cref="ConfigurationException">It is empty, a list or a mapping.</exception>
    public string AsString() => Scalar("text").Value;

    /// <summary>A whole number, written without quotes, signs other than a leading minus, or leading zeros.</summary>
    /// <exception cref="ConfigurationException">It is anything else, or does not fit 32 bits.</exception>
    public int AsInteger()
    {
        var scalar = Unquoted("a whole number such as 10");
        return WholeNumber().IsMatch(scalar.Value) && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"{Quote(scalar.Value)} is not a whole number; write digits only, such as 10.");
    }

    /// <summary>A decimal number with a point, written without quotes or exponent.</summary>
    /// <exception cref="ConfigurationException">It is anything else, or has more digits than a decimal holds.</exception>
    public decimal AsNumber()
    {
        var scalar = Unquoted("a number such as 0.9");
        return DecimalNumber().IsMatch(scalar.Value) && decimal.TryParse(scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"{Quote(scalar.Value)} is not a number; write digits and at most one point, such as 0.9.");
    }

    /// <summary>A calendar date as <c>yyyy-MM-dd</c>.</summary>
    /// <exception cref="ConfigurationException">It is not such a date.</exception>
    public DateOnly AsDate()
    {
        var scalar = Scalar("a date such as 2026-11-22");
        return DateOnly.TryParseExact(scalar.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw Error($"{Quote(scalar.Value)} is not a date; write year-month-day, such as 2026-11-22.");
    }

    /// <summary>An instant in UTC as <c>yyyy-MM-ddTHH:mm:ssZ</c>.</summary>
    /// <exception cref="ConfigurationException">It is not such an instant.</exception>
    public DateTimeOffset AsInstant()
    {
        var scalar = Scalar("an instant such as 2026-11-22T09:30:00Z");
        return DateTimeOffset.TryParseExact(scalar.Value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw Error($"{Quote(scalar.Value)} is not an instant; write it in UTC, such as 2026-11-22T09:30:00Z.");
    }

    /// <summary>Exactly <c>true</c> or <c>false</c>, without quotes.</summary>
    /// <exception cref="ConfigurationException">It is anything else, <c>yes</c> and <c>on</c> included.</exception>
    public bool AsBoolean() => Unquoted("true or false").Value switch
    {
        "true" => true,
        "false" => false,
        var other => throw Error($"{Quote(other)} is not true or false; write exactly one of the two."),
    };

    /// <summary>One name of an enumeration, spelt exactly.</summary>
    /// <typeparam name="TEnum">The enumeration.</typeparam>
    /// <exception cref="ConfigurationException">No such name; the message lists them all.</exception>
    public TEnum AsEnum<TEnum>()
        where TEnum : struct, Enum
    {
        var names = Enum.GetNames<TEnum>();
        var text = Scalar($"one of {string.Join(", ", names)}").Value;
        return names.Contains(text, StringComparer.Ordinal)
            ? Enum.Parse<TEnum>(text)
            : throw Error($"{Quote(text)} is not known here; write one of {string.Join(", ", names)}.");
    }

    /// <summary>One of the given words, spelt exactly.</summary>
    /// <param name="words">The words allowed.</param>
    /// <exception cref="ConfigurationException">Another word; the message lists those allowed.</exception>
    public string AsOneOf(IReadOnlyCollection<string> words)
    {
        var text = Scalar($"one of {string.Join(", ", words)}").Value;
        return words.Contains(text, StringComparer.Ordinal)
            ? text
            : throw Error($"{Quote(text)} is not known here; write one of {string.Join(", ", words)}.");
    }

    /// <summary>Reads the items of a list.</summary>
    /// <typeparam name="T">What an item becomes.</typeparam>
    /// <param name="read">Reads one item.</param>
    /// <exception cref="ConfigurationException">It is not a list, or an item is refused.</exception>
    public IReadOnlyList<T> AsList<T>(Func<YamlNode, T> read) =>
        this is YamlList list
            ? [.. list.Items.Select(read)]
            : throw Error($"this is {Kind}, and a list is needed; write the items in [ ] or one a line after a hyphen.");

    /// <summary>Reads a mapping whose keys the reader knows; a key it did not ask for is refused.</summary>
    /// <typeparam name="T">What the mapping becomes.</typeparam>
    /// <param name="read">Reads the mapping.</param>
    /// <exception cref="ConfigurationException">It is not a mapping, or a key is missing, unknown or refused.</exception>
    public T AsMap<T>(Func<YamlMapping, T> read)
    {
        if (this is not YamlMapping mapping)
        {
            throw Error($"this is {Kind}, and a mapping is needed; write keys with a colon, one a line.");
        }

        var result = read(mapping);
        mapping.RefuseUnreadKeys();
        return result;
    }

    /// <summary>Reads a mapping whose keys are free names (column names, say), in the order of the file.</summary>
    /// <typeparam name="T">What an entry becomes.</typeparam>
    /// <param name="read">Reads one entry from its key and value.</param>
    /// <exception cref="ConfigurationException">It is not a mapping, or an entry is refused.</exception>
    public IReadOnlyList<T> AsEntries<T>(Func<string, YamlNode, T> read) =>
        this is YamlMapping mapping
            ? [.. mapping.Entries.Select(entry => read(entry.Key, entry.Value))]
            : throw Error($"this is {Kind}, and a mapping is needed; write keys with a colon, one a line.");

    /// <summary>A value as a message may show it: a short plain word in quotes, anything else only described.</summary>
    internal static string Quote(string text) => PlainWord().IsMatch(text) ? $"'{text}'" : "the value";

    /// <summary>Whether a key or value is plain enough to appear in a message.</summary>
    internal static bool IsPlainWord(string text) => PlainWord().IsMatch(text);

    private YamlScalar Scalar(string wanted) => this switch
    {
        YamlScalar { IsNull: false } scalar => scalar,
        YamlScalar => throw Error($"there is no value, and {wanted} is needed; write one or remove the key."),
        _ => throw Error($"this is {Kind}, and {wanted} is needed."),
    };

    private YamlScalar Unquoted(string wanted)
    {
        var scalar = Scalar(wanted);
        return scalar.IsQuoted ? throw Error($"this is text in quotes, and {wanted} is needed; write it without quotes.") : scalar;
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,9})\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalNumber();

    [GeneratedRegex(@"^[A-Za-z0-9_<][A-Za-z0-9_.<:/+-]{0,59}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainWord();
}
