using System.Text.Json;

namespace Linkage.Pipeline.Release;

/// <content>What a FROM brings into scope.</content>
internal sealed partial class QueryLineage
{
    /// <summary>Reads the FROM of one SELECT and gathers the conditions that pick its rows.</summary>
    private sealed class FromClause(QueryLineage lineage, LineageScope scope)
    {
        private readonly List<(List<TracedColumn> Columns, ColumnFlow Subqueries)> _compared = [];
        private readonly List<JsonElement> _conditions = [];
        private ColumnFlow _hidden = ColumnFlow.Empty;

        /// <summary>The tables whose rows decide which rows there are.</summary>
        internal ColumnFlow Presence { get; private set; } = ColumnFlow.Empty;

        /// <summary>Brings a table or join into scope.</summary>
        /// <returns>The columns a star gives, in order.</returns>
        internal List<TracedColumn> Read(JsonElement table)
        {
            switch (Text(table, "type"))
            {
                case "EMPTY":
                    return [];
                case "BASE_TABLE":
                    var name = Text(table, "table_name");
                    return Bring(table, name, scope.Named.TryGetValue(name, out var named) ? named : throw new UntracedException("a table that is not mounted"));
                case "SUBQUERY":
                    return Bring(table, string.Empty, lineage.Query(table.GetProperty("subquery").GetProperty("node"), scope.Beside(), scope.Named, isFile: false));
                case "TABLE_FUNCTION":
                    return Bring(table, string.Empty, Function(table));
                case "EXPRESSION_LIST":
                    return Bring(table, string.Empty, Values(table));
                case "JOIN":
                    return Join(table);
                case var other:
                    throw new UntracedException(other);
            }
        }

        /// <summary>Takes note of a condition on the rows.</summary>
        internal void AddCondition(JsonElement condition)
        {
            foreach (var conjunct in Conjuncts(condition))
            {
                _conditions.Add(conjunct);
                _compared.Add(lineage.Named(conjunct, scope));
            }
        }

        /// <summary>Lets columns that one condition names together flow into each other, until nothing grows.</summary>
        internal void Tie()
        {
            for (var grew = true; grew;)
            {
                grew = false;
                foreach (var (columns, subqueries) in _compared)
                {
                    var all = columns.Aggregate(subqueries, (flow, c) => flow.And(c.Flow.AsValue()));
                    foreach (var column in columns.Where(c => !all.Values.IsSubsetOf(c.Flow.Values)))
                    {
                        column.Flow = column.Flow.And(all);
                        grew = true;
                    }
                }
            }
        }

        /// <summary>Everything the conditions name.</summary>
        internal ColumnFlow ConditionFlow() =>
            _conditions.Aggregate(_hidden, (flow, condition) => flow.And(lineage.Evaluate(condition, scope))).AsValue();

        private static IEnumerable<JsonElement> Conjuncts(JsonElement condition) => Text(condition, "type") == "CONJUNCTION_AND"
            ? Items(condition, "children").SelectMany(Conjuncts)
            : [condition];

        private List<TracedColumn> Bring(JsonElement node, string name, TracedTable table)
        {
            var alias = Text(node, "alias") is { Length: > 0 } given ? given : name;

            // DuckDB gives the second of two columns under one name a name of its own making.
            var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var columns = Renamed(table, Names(node, "column_name_alias")).Columns.Select(c => c.Name is null || taken.Add(c.Name) ? c : c.Copy(null)).ToList();
            scope.Add(alias, columns);
            Presence = Presence.And(table.Presence);
            return columns;
        }

        private TracedTable Function(JsonElement table)
        {
            var function = table.GetProperty("function");
            var name = Text(function, "function_name");
            if (string.Equals(name, "unnest", StringComparison.OrdinalIgnoreCase) && Items(function, "children").Count() != 1)
            {
                throw new UntracedException("unnest with more than one argument");
            }

            var flow = lineage.Evaluate(function, scope.Beside()).AsValue();
            List<TracedColumn> columns = [new(name, flow)];
            if (Text(table, "with_ordinality") is not ("" or "WITHOUT_ORDINALITY"))
            {
                columns.Add(new TracedColumn("ordinality", flow));
            }

            return new TracedTable(columns, flow);
        }

        private TracedTable Values(JsonElement table)
        {
            var rows = Items(table, "values").Select(r => r.EnumerateArray().Select(e => lineage.Evaluate(e, scope.Beside())).ToList()).ToList();
            if (rows.Count == 0 || rows.Any(r => r.Count != rows[0].Count))
            {
                throw new UntracedException("a list of values whose rows differ in length");
            }

            var columns = rows[0].Select((_, i) => new TracedColumn($"col{i}", rows.Aggregate(ColumnFlow.Empty, (flow, row) => flow.And(row[i])))).ToList();
            return new TracedTable(columns, ColumnFlow.Empty);
        }

        private List<TracedColumn> Join(JsonElement join)
        {
            var kind = Text(join, "ref_type");
            if (kind is not ("" or "REGULAR" or "CROSS" or "NATURAL" or "ASOF"))
            {
                throw new UntracedException($"a {kind} join");
            }

            var left = Read(join.GetProperty("left"));
            var between = scope.Count;
            var right = Read(join.GetProperty("right"));
            var shared = kind == "NATURAL"
                ? left.Where(l => l.Name is not null && right.Any(r => r.IsNamed(l.Name))).Select(l => l.Name!).ToList()
                : [.. Names(join, "using_columns")];
            foreach (var name in shared)
            {
                List<TracedColumn> both = [.. left.Concat(right).Where(c => c.IsNamed(name))];
                _compared.Add((both, ColumnFlow.Empty));
                _hidden = both.Aggregate(_hidden, (flow, c) => flow.And(c.Flow));
            }

            if (Has(join, "condition", out var condition))
            {
                AddCondition(condition);
            }

            if (Text(join, "join_type") is "SEMI" or "ANTI")
            {
                HideConditions();
                scope.RemoveFrom(between);
                return left;
            }

            return [.. left, .. right.Where(c => c.Name is null || !shared.Contains(c.Name, StringComparer.OrdinalIgnoreCase))];
        }

        // The right side of a semi-join is out of sight afterwards, so its condition is followed now.
        private void HideConditions()
        {
            _hidden = ConditionFlow();
            _conditions.Clear();
        }
    }
}
