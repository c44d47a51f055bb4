namespace Linkage.Governance.Documents;

/// <summary>
/// A mapping read by asking for its keys. Reading goes through <see cref="YamlNode.AsMap{T}"/>, which afterwards refuses every key
/// nobody asked for; so the list of known keys is the reading code itself and cannot drift from it.
/// </summary>
public sealed class YamlMapping : YamlNode
{
    private readonly Dictionary<string, YamlNode> _values;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    internal YamlMapping(string file, int line, string key, IReadOnlyList<KeyValuePair<string, YamlNode>> entries)
        : base(file, line, key)
    {
        Entries = entries;
        _values = new Dictionary<string, YamlNode>(entries, StringComparer.Ordinal);
    }

    /// <summary>All entries in the order of the file. Reading them here does not count as asking.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlNode>> Entries { get; }

    private protected override string Kind => "a mapping";

    /// <summary>The value of a key that must be there.</summary>
    /// <exception cref="ConfigurationException">The key is missing.</exception>
    public YamlNode Required(string key) =>
        Optional(key) ?? throw new ConfigurationException(File, Line, PathOf(key), $"the key '{key}' is missing; add it.");

    /// <summary>The value of a key, or null when the key is not there. A key that is there must have a value.</summary>
    public YamlNode? Optional(string key)
    {
        _asked.Add(key);
        return _values.GetValueOrDefault(key);
    }

    /// <summary>A required text.</summary>
    public string RequiredString(string key) => Required(key).AsString();

    /// <summary>A text, or null when the key is not there.</summary>
    public string? OptionalString(string key) => Optional(key)?.AsString();

    /// <summary>A required whole number between two bounds, both included.</summary>
    public int RequiredInteger(string key, int minimum = int.MinValue, int maximum = int.MaxValue) => InRange(Required(key), minimum, maximum);

    /// <summary>A whole number between two bounds, both included, or null when the key is not there.</summary>
    public int? OptionalInteger(string key, int minimum = int.MinValue, int maximum = int.MaxValue) =>
        Optional(key) is { } node ? InRange(node, minimum, maximum) : null;

    /// <summary>A required number between two bounds, both included.</summary>
    public decimal RequiredNumber(string key, decimal minimum = decimal.MinValue, decimal maximum = decimal.MaxValue) => InRange(Required(key), minimum, maximum);

    /// <summary>A number between two bounds, both included, or null when the key is not there.</summary>
    public decimal? OptionalNumber(string key, decimal minimum = decimal.MinValue, decimal maximum = decimal.MaxValue) =>
        Optional(key) is { } node ? InRange(node, minimum, maximum) : null;

    /// <summary>A required date.</summary>
    public DateOnly RequiredDate(string key) => Required(key).AsDate();

    /// <summary>A date, or null when the key is not there.</summary>
    public DateOnly? OptionalDate(string key) => Optional(key)?.AsDate();

    /// <summary>A required instant in UTC.</summary>
    public DateTimeOffset RequiredInstant(string key) => Required(key).AsInstant();

    /// <summary>An instant in UTC, or null when the key is not there.</summary>
    public DateTimeOffset? OptionalInstant(string key) => Optional(key)?.AsInstant();

    /// <summary>A required true or false.</summary>
    public bool RequiredBoolean(string key) => Required(key).AsBoolean();

    /// <summary>True or false, or null when the key is not there.</summary>
    public bool? OptionalBoolean(string key) => Optional(key)?.AsBoolean();

    /// <summary>A required name of an enumeration.</summary>
    public TEnum RequiredEnum<TEnum>(string key)
        where TEnum : struct, Enum => Required(key).AsEnum<TEnum>();

    /// <summary>A name of an enumeration, or null when the key is not there.</summary>
    public TEnum? OptionalEnum<TEnum>(string key)
        where TEnum : struct, Enum => Optional(key)?.AsEnum<TEnum>();

    /// <summary>A required list of texts, each different.</summary>
    public IReadOnlyList<string> RequiredStrings(string key) => Distinct(Required(key));

    /// <summary>A list of texts, each different; empty when the key is not there.</summary>
    public IReadOnlyList<string> OptionalStrings(string key) => Optional(key) is { } node ? Distinct(node) : [];

    /// <summary>A required list.</summary>
    public IReadOnlyList<T> RequiredList<T>(string key, Func<YamlNode, T> read) => Required(key).AsList(read);

    /// <summary>A list; empty when the key is not there.</summary>
    public IReadOnlyList<T> OptionalList<T>(string key, Func<YamlNode, T> read) => Optional(key)?.AsList(read) ?? [];

    /// <summary>A required mapping with known keys.</summary>
    public T RequiredMap<T>(string key, Func<YamlMapping, T> read) => Required(key).AsMap(read);

    /// <summary>A mapping with known keys, or null when the key is not there.</summary>
    public T? OptionalMap<T>(string key, Func<YamlMapping, T> read)
        where T : class => Optional(key)?.AsMap(read);

    /// <summary>A required mapping with free keys, in the order of the file.</summary>
    public IReadOnlyList<T> RequiredEntries<T>(string key, Func<string, YamlNode, T> read) => Required(key).AsEntries(read);

    /// <summary>A mapping with free keys, in the order of the file; empty when the key is not there.</summary>
    public IReadOnlyList<T> OptionalEntries<T>(string key, Func<string, YamlNode, T> read) => Optional(key)?.AsEntries(read) ?? [];

    /// <summary>Refuses the first key nobody asked for.</summary>
    internal void RefuseUnreadKeys()
    {
        foreach (var (key, value) in Entries)
        {
            if (!_asked.Contains(key))
            {
                var known = string.Join(", ", _asked.Order(StringComparer.Ordinal));
                throw new ConfigurationException(
                    value.File,
                    value.Line,
                    IsPlainWord(key) ? PathOf(key) : Key,
                    IsPlainWord(key)
                        ? $"the key '{key}' is not known here; correct or remove it. Known keys: {known}."
                        : $"a key is not known here; correct or remove it. Known keys: {known}.");
            }
        }
    }

    private string PathOf(string key) => Key.Length == 0 ? key : $"{Key}.{key}";

    private static IReadOnlyList<string> Distinct(YamlNode node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return node.AsList(item =>
        {
            var text = item.AsString();
            return seen.Add(text) ? text : throw item.Error($"{Quote(text)} is in the list twice; remove one.");
        });
    }

    private static int InRange(YamlNode node, int minimum, int maximum)
    {
        var value = node.AsInteger();
        return value >= minimum && value <= maximum ? value : throw node.Error($"{value} is out of range; write a whole number from {minimum} to {maximum}.");
    }

    private static decimal InRange(YamlNode node, decimal minimum, decimal maximum)
    {
        var value = node.AsNumber();
        return value >= minimum && value <= maximum
            ? value
            : throw node.Error(FormattableString.Invariant($"{value} is out of range; write a number from {minimum} to {maximum}."));
    }
}
