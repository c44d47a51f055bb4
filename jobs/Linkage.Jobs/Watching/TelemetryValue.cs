using System.Text.RegularExpressions;

namespace Linkage.Jobs.Watching;

/// <summary>An attribute with its value: an id, a code, a count, or a yes or no. A text that looks like none of these is withheld, so that no sentence leaves by it. The default has no attribute and is left out.</summary>
internal readonly partial record struct TelemetryValue
{
    /// <summary>What is told in place of a text that is no id and no code.</summary>
    public const string Withheld = "WITHHELD";

    private readonly TelemetryAttribute? _attribute;
    private readonly object? _value;

    /// <summary>With a text.</summary>
    public TelemetryValue(TelemetryAttribute attribute, string text) => (_attribute, _value) = (attribute, IdOrCode().IsMatch(text) ? text : Withheld);

    /// <summary>With a count.</summary>
    public TelemetryValue(TelemetryAttribute attribute, long count) => (_attribute, _value) = (attribute, count);

    /// <summary>With a yes or no.</summary>
    public TelemetryValue(TelemetryAttribute attribute, bool value) => (_attribute, _value) = (attribute, value);

    /// <summary>As the runtime's own types take it.</summary>
    public KeyValuePair<string, object?>? Pair => _attribute is null ? null : new(_attribute.Name, _value);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdOrCode();
}
