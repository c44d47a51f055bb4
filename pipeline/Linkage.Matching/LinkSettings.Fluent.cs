using Linkage.Matching.Blocking;
using Linkage.Matching.Duck;
using Linkage.Matching.Settings;

namespace Linkage.Matching;

/// <content>Settings written in C#, one after the other; each call gives new settings and leaves the old ones as they were.</content>
public sealed partial record LinkSettings
{
    /// <summary>Settings to find duplicates within each dataset.</summary>
    public static LinkSettings Dedupe() => new() { LinkType = Settings.LinkType.Dedupe };

    /// <summary>Settings to link datasets with each other, none with itself.</summary>
    public static LinkSettings LinkOnly() => new() { LinkType = Settings.LinkType.LinkOnly };

    /// <summary>Settings to link datasets with each other and find duplicates within each.</summary>
    public static LinkSettings LinkAndDedupe() => new() { LinkType = Settings.LinkType.LinkAndDedupe };

    /// <summary>Says what a column means.</summary>
    /// <param name="name">Column name.</param>
    /// <param name="meaning">What it holds.</param>
    /// <param name="field">For general meanings (Text, Code ...): the name under which columns are one field; null takes the column's name.</param>
    public LinkSettings Column(string name, FieldMeaning meaning, string? field = null) => With(name, new ColumnSettings(meaning, field));

    /// <summary>Says that a column is no evidence.</summary>
    public LinkSettings Ignore(string name) => With(name, ColumnSettings.Ignored);

    /// <summary>Adds a comparison, see <see cref="Settings.Compare"/>. With the first one the ready-made comparisons are no longer taken by themselves.</summary>
    public LinkSettings Compare(ComparisonSettings comparison) => this with { Comparisons = [.. Comparisons ?? [], comparison] };

    /// <summary>Adds a blocking rule: records that are equal in all parts are compared. With the first one the ready-made rules are no longer taken.</summary>
    /// <param name="parts">SQL of each part.</param>
    public LinkSettings BlockOn(params IReadOnlyList<string> parts) => BlockOn(new BlockingRule(string.Join(" and ", parts), parts));

    /// <inheritdoc cref="BlockOn(IReadOnlyList{string})"/>
    /// <param name="rule">The rule.</param>
    public LinkSettings BlockOn(BlockingRule rule) => this with { BlockingRules = [.. BlockingRules ?? [], rule] };

    /// <summary>Makes a C# function known, so that a level of a settings file can name it. It must be safe to call from several threads.</summary>
    public LinkSettings WithFunction(string name, Func<string, string, double> function) =>
        this with { Functions = new Dictionary<string, Func<string, string, double>>(Functions, StringComparer.Ordinal) { [name] = function } };

    /// <summary>An input whose columns are those the settings give a meaning.</summary>
    /// <param name="dataset">The dataset's id.</param>
    /// <param name="relation">A table or view with all those columns.</param>
    /// <param name="recordIdColumn">The column with the record id.</param>
    public LinkInput Input(string dataset, SqlName relation, string recordIdColumn) => new()
    {
        Dataset = dataset,
        Relation = relation,
        RecordIdColumn = recordIdColumn,
        Columns = [.. Columns.Where(c => c.Value.Meaning is not null).Select(c => new LinkColumn(c.Key, c.Value.Meaning!.Value, c.Value.Field))],
    };

    private LinkSettings With(string column, ColumnSettings settings) =>
        this with { Columns = new Dictionary<string, ColumnSettings>(Columns, StringComparer.Ordinal) { [column] = settings } };
}
