using System.Globalization;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Linkage.Jobs.Store;

/// <summary>
/// A table whose rows the ledger records: how a row is named there, and its content as one hash. The content is what every column stores, whatever the database;
/// a column that holds nothing is left out, so that a later schema can add one.
/// </summary>
internal sealed class RecordedTable
{
    private RecordedTable(IEntityType type)
    {
        Name = type.GetTableName()!;
        Columns = [.. type.GetProperties().Select(p => new RecordedColumn(p))];
        Keys = [.. type.FindPrimaryKey()!.Properties.Select(p => Columns.Single(c => c.Name == p.GetColumnName()))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How many events a row of it has at most: a run and a stage begin and end, any other row is written once.</summary>
    public int MostEvents => Name is "runs" or "stages" ? 2 : 1;

    /// <summary>Every column.</summary>
    public IReadOnlyList<RecordedColumn> Columns { get; }

    /// <summary>The columns of its key, in order.</summary>
    public IReadOnlyList<RecordedColumn> Keys { get; }

    /// <summary>The table of a kind of row; null for the ledger itself.</summary>
    public static RecordedTable? Of(IEntityType type) => type.ClrType == typeof(LedgerRow) ? null : new RecordedTable(type);

    /// <summary>Every recorded table of a model: runs first, then what belongs to them.</summary>
    public static IReadOnlyList<RecordedTable> All(IModel model) =>
        [.. model.GetEntityTypes().Select(Of).OfType<RecordedTable>().OrderBy(t => t.Name != "runs").ThenBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>A row that is about to be written.</summary>
    public RecordedRow Row(EntityEntry entry)
    {
        var values = Columns.ToDictionary(c => c.Name, c => c.Stored(entry.Property(c.Property).CurrentValue));
        return Row(name => values[name]);
    }

    /// <summary>A row from what its columns store.</summary>
    /// <param name="stored">What a column stores: text, a whole number, a number or a truth value; null for nothing.</param>
    public RecordedRow Row(Func<string, object?> stored)
    {
        var content = new JsonObject();
        foreach (var column in Columns)
        {
            if (Canonical(stored(column.Name)) is { } value)
            {
                content[column.Name] = value;
            }
        }

        return new RecordedRow(Subject(stored), CanonicalHash.Of(content));
    }

    /// <summary>How the ledger names a row: table and key, parted by slashes.</summary>
    /// <param name="stored">What a column stores.</param>
    public string Subject(Func<string, object?> stored) =>
        $"{Name}/{string.Join('/', Keys.Select(k => Escaped(string.Create(CultureInfo.InvariantCulture, $"{stored(k.Name)}"))))}";

    /// <summary>The same in SQL, over the columns of the table.</summary>
    public string SubjectSql =>
        $"'{Name}/' || {string.Join(" || '/' || ", Keys.Select(k => k.Type == typeof(string) ? $"replace(replace({Name}.{k.Name}, '%', '%25'), '/', '%2F')" : $"CAST({Name}.{k.Name} AS TEXT)"))}";

    // A slash parts the keys, so none may stand in one.
    private static string Escaped(string key) => key.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    private static JsonValue? Canonical(object? stored) => stored switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        int small => JsonValue.Create((long)small),
        long whole => JsonValue.Create(whole),
        // The shortest text that gives the same number again; a canonical form has no binary fractions.
        double number => JsonValue.Create(number.ToString("R", CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"A recorded row stores no {stored.GetType().Name}."),
    };
}

/// <summary>A column of a recorded table.</summary>
internal sealed class RecordedColumn
{
    private readonly Func<object?, object?> _toStored;

    /// <summary>Takes it from the model.</summary>
    public RecordedColumn(IProperty property)
    {
        var converter = property.GetTypeMapping().Converter;
        Name = property.GetColumnName();
        Property = property.Name;
        var type = converter?.ProviderClrType ?? property.ClrType;
        Type = Nullable.GetUnderlyingType(type) ?? type;
        _toStored = converter is null ? value => value : value => value is null ? null : converter.ConvertToProvider(value);
    }

    /// <summary>Its name in the table.</summary>
    public string Name { get; }

    /// <summary>Its name in the model.</summary>
    public string Property { get; }

    /// <summary>What it stores: text, int, long, bool or double.</summary>
    public Type Type { get; }

    /// <summary>What it stores for a value of the model.</summary>
    public object? Stored(object? value) => _toStored(value);
}

/// <summary>A recorded row as the ledger names it.</summary>
/// <param name="Subject">Table and key, parted by slashes.</param>
/// <param name="Content">SHA-256 of its content, lower-case hex; empty when it stores what such a row never does.</param>
internal sealed record RecordedRow(string Subject, string Content);
