using System.Collections.Immutable;
using System.Text.Json;

namespace Linkage.Pipeline.Release;

/// <summary>The names one SELECT can see: the tables of its FROM, its own columns, the parameters of lambdas, WITH queries, and the query around it.</summary>
internal sealed class LineageScope
{
    private readonly List<(string Name, IReadOnlyList<TracedColumn> Columns)> _tables = [];
    private readonly Dictionary<string, JsonElement> _aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly LineageScope? _outer;
    private readonly bool _isBeingRead;

    internal LineageScope(LineageScope? outer, ImmutableDictionary<string, TracedTable> named)
    {
        _outer = outer;
        Named = named;
    }

    // What a table of a FROM sees while the FROM is read: the tables beside it, which it must not name.
    private LineageScope(LineageScope beside)
        : this(beside, beside.Named) => _isBeingRead = true;

    /// <summary>The tables that can be named in a FROM: mounted ones and WITH queries.</summary>
    internal ImmutableDictionary<string, TracedTable> Named { get; }

    /// <summary>Parameters of the lambdas around the place.</summary>
    internal ImmutableHashSet<string> Parameters { get; set; } = [];

    /// <summary>What flows into the conditions of this SELECT.</summary>
    internal ColumnFlow Conditions { get; set; } = ColumnFlow.Empty;

    /// <summary>How many tables are in scope.</summary>
    internal int Count => _tables.Count;

    internal void Add(string name, IReadOnlyList<TracedColumn> columns) => _tables.Add((name, columns));

    internal void RemoveFrom(int index) => _tables.RemoveRange(index, _tables.Count - index);

    /// <summary>Names a column of the SELECT list.</summary>
    internal void AddAlias(string name, JsonElement expression)
    {
        if (!_aliases.TryAdd(name, expression))
        {
            throw new UntracedException("two columns of one SELECT with the same AS");
        }
    }

    /// <summary>Works with the scope while one of its own columns is unknown in it, so that a column cannot mean itself.</summary>
    internal T Without<T>(string alias, Func<T> work)
    {
        _aliases.Remove(alias, out var expression);
        try
        {
            return work();
        }
        finally
        {
            _aliases[alias] = expression;
        }
    }

    /// <summary>The scope of a table in this FROM.</summary>
    internal LineageScope Beside() => new(this);

    /// <summary>The columns of a table by its name here, or null.</summary>
    internal IReadOnlyList<TracedColumn>? Table(string name) =>
        _tables.Where(t => Same(t.Name, name)).Select(t => t.Columns).FirstOrDefault();

    /// <summary>What a reference can mean, or null: columns in the innermost scope that knows it, or a column of a SELECT list.</summary>
    /// <exception cref="UntracedException">It can mean something that has no name in the query.</exception>
    internal FoundName? Find(IReadOnlyList<string> names)
    {
        if (names.Any(n => Same(n, "rowid")))
        {
            throw new UntracedException("rowid");
        }

        var crossed = false;
        for (var scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._isBeingRead)
            {
                crossed = true;
                continue;
            }

            if (scope.Own(names) is { Count: > 0 } found)
            {
                return crossed ? throw new UntracedException("a table of a FROM that names another table of the same FROM") : new FoundName(scope, found, null);
            }

            if (scope._tables.Any(t => t.Columns.Any(c => c.Name is null)))
            {
                throw new UntracedException("a column without a name of its own (give it one with AS)");
            }

            if (names.Count == 1 && scope._aliases.TryGetValue(names[0], out var alias))
            {
                return new FoundName(scope, [], alias);
            }

            crossed = false;
        }

        return null;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // A column by its name (fields of a structure may follow), a table and its column (a schema may stand before), or a whole table as a structure.
    private List<TracedColumn> Own(IReadOnlyList<string> names)
    {
        var found = _tables.SelectMany(t => t.Columns).Where(c => c.IsNamed(names[0])).ToList();
        for (var i = 0; i + 1 < names.Count; i++)
        {
            foreach (var (_, columns) in _tables.Where(t => Same(t.Name, names[i])))
            {
                var own = columns.Where(c => c.IsNamed(names[i + 1])).ToList();
                found.AddRange(own.Count > 0 ? own : throw new UntracedException("a column that its table does not have"));
            }
        }

        return names.Count > 1 || found.Count > 0 ? found : [.. _tables.Where(t => Same(t.Name, names[0])).SelectMany(t => t.Columns)];
    }
}

/// <summary>What a name means.</summary>
/// <param name="Scope">The scope that knows it.</param>
/// <param name="Columns">The columns it can mean.</param>
/// <param name="Alias">The expression it stands for, where it is a column of a SELECT list.</param>
internal sealed record FoundName(LineageScope Scope, IReadOnlyList<TracedColumn> Columns, JsonElement? Alias);
