using System.Collections.Frozen;
using System.Text.Json;

namespace Linkage.Pipeline.Release;

/// <content>What flows through an expression.</content>
internal sealed partial class QueryLineage
{
    private static readonly FrozenSet<string> Counts = new[] { "count", "count_star", "count_if", "countif" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What flows into the value of an expression: everything it names, wherever it stands in it.</summary>
    internal ColumnFlow Evaluate(JsonElement expression, LineageScope scope)
    {
        switch (Text(expression, "class"))
        {
            case "CONSTANT":
                return ColumnFlow.Empty;
            case "COLUMN_REF":
                return Reference(expression, scope);
            case "STAR":
                return ColumnFlow.Untraced("a star in an expression");
            case "POSITIONAL_REFERENCE":
                return ColumnFlow.Untraced("a column by its number (#)");
            case "SUBQUERY":
                return Subquery(expression, scope);
            case "LAMBDA":
                return Lambda(expression, scope);
            case "FUNCTION" or "WINDOW" when Counts.Contains(Text(expression, "function_name")):
                return Parts(expression, scope).AsCounted();
            case "FUNCTION" when string.Equals(Text(expression, "function_name"), "sum", StringComparison.OrdinalIgnoreCase):
            case "CAST":
            case "OPERATOR" when Text(expression, "type") == "OPERATOR_COALESCE":
                return Parts(expression, scope);
            default:
                return Parts(expression, scope).AsValue();
        }
    }

    /// <summary>The columns an expression names outside of its subqueries, and what flows out of these.</summary>
    internal (List<TracedColumn> Columns, ColumnFlow Subqueries) Named(JsonElement expression, LineageScope scope)
    {
        var (columns, subqueries) = (new List<TracedColumn>(), ColumnFlow.Empty);
        void Visit(JsonElement element, LineageScope at)
        {
            switch (element.ValueKind, element.ValueKind == JsonValueKind.Object ? Text(element, "class") : string.Empty)
            {
                case (JsonValueKind.Object, "COLUMN_REF"):
                    var names = Names(element, "column_names");
                    var found = at.Find(names);
                    columns.AddRange(found?.Columns ?? []);
                    if (found?.Alias is { } alias)
                    {
                        found.Scope.Without(names[0], () =>
                        {
                            Visit(alias, found.Scope);
                            return true;
                        });
                    }

                    break;
                case (JsonValueKind.Object, "SUBQUERY"):
                    var result = Query(element.GetProperty("subquery").GetProperty("node"), at, at.Named, isFile: false);
                    if (Text(element, "subquery_type") is not ("EXISTS" or "NOT_EXISTS"))
                    {
                        subqueries = result.Columns.Aggregate(subqueries, (flow, c) => flow.And(c.Flow.AsValue()));
                    }

                    if (Has(element, "child", out var child))
                    {
                        Visit(child, at);
                    }

                    break;
                case (JsonValueKind.Object, _):
                    foreach (var member in element.EnumerateObject().Where(m => m.Name != "partitions"))
                    {
                        Visit(member.Value, at);
                    }

                    foreach (var partition in Items(element, "partitions").Where(p => !IsPersonKey(p, at)))
                    {
                        Visit(partition, at);
                    }

                    break;
                case (JsonValueKind.Array, _):
                    foreach (var item in element.EnumerateArray())
                    {
                        Visit(item, at);
                    }

                    break;
            }
        }

        Visit(expression, scope);
        return (columns, subqueries);
    }

    private ColumnFlow Reference(JsonElement expression, LineageScope scope)
    {
        var names = Names(expression, "column_names");
        if (scope.Find(names) is not { } found)
        {
            return scope.Parameters.Contains(names[0]) ? ColumnFlow.Empty : ColumnFlow.Untraced("a name that is no column of the tables it reads");
        }

        if (found.Alias is { } alias)
        {
            return found.Scope.Without(names[0], () => Evaluate(alias, found.Scope));
        }

        var flow = found.Columns.Aggregate(ColumnFlow.Empty, (all, column) => all.And(column.Flow));
        return flow.IsEmpty ? found.Scope.Conditions : flow;
    }

    // The value of a subquery can tell all that decided its rows: a scalar one is NULL without a row, EXISTS is nothing else.
    private ColumnFlow Subquery(JsonElement expression, LineageScope scope)
    {
        var result = Query(expression.GetProperty("subquery").GetProperty("node"), scope, scope.Named, isFile: false);
        var isExists = Text(expression, "subquery_type") is "EXISTS" or "NOT_EXISTS";
        var flow = isExists ? result.Presence : result.Columns.Aggregate(result.Presence, (all, column) => all.And(column.Flow));
        return (Has(expression, "child", out var child) ? flow.And(Evaluate(child, scope)) : flow).AsValue();
    }

    // A parameter that has the name of a column counts as that column; the values it runs over stand beside the lambda.
    private ColumnFlow Lambda(JsonElement expression, LineageScope scope)
    {
        var before = scope.Parameters;
        scope.Parameters = before.Union(ParametersOf(expression.GetProperty("lhs")));
        try
        {
            return Evaluate(expression.GetProperty("expr"), scope).AsValue();
        }
        finally
        {
            scope.Parameters = before;
        }
    }

    private static IEnumerable<string> ParametersOf(JsonElement left) =>
        Text(left, "class") == "COLUMN_REF" ? Names(left, "column_names") : Items(left, "children").SelectMany(ParametersOf);

    private ColumnFlow Parts(JsonElement element, LineageScope scope)
    {
        var flow = ColumnFlow.Empty;
        foreach (var member in element.EnumerateObject())
        {
            foreach (var part in member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray() : [])
            {
                flow = member.Name == "partitions" && IsPersonKey(part, scope) ? flow : flow.And(Part(part, scope));
            }

            flow = flow.And(Part(member.Value, scope));
        }

        return flow;
    }

    private ColumnFlow Part(JsonElement element, LineageScope scope) =>
        element.ValueKind != JsonValueKind.Object ? ColumnFlow.Empty : element.TryGetProperty("class", out _) ? Evaluate(element, scope) : Parts(element, scope);

    // Parting the rows by person groups them, and tells nothing.
    private static bool IsPersonKey(JsonElement expression, LineageScope scope) =>
        Text(expression, "class") == "COLUMN_REF" && scope.Find(Names(expression, "column_names")) is { } found
        && found.Columns.Count > 0 && found.Columns.All(c => c.Flow is { Problem: null, Counted.IsEmpty: true, Values.IsEmpty: false } flow && flow.Values.All(v => v.IsPersonKey));
}
