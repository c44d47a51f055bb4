using Linkage.Governance.Rules;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.Tests.Release.Sums;

/// <summary>Tables of arrears by ward: who has number i owes i pounds, 401 to 1000, in wards W0 to W6 by the remainder of i by 7; 997 to 1000 are W9.</summary>
internal static class SumWorld
{
    internal const string ByWard = "SELECT person_key, ward_code FROM rent_arrears_panel";

    internal static readonly SumTerms Usual = new(SumTerms.UsualContributors, SumTerms.UsualPercent, SumTerms.UsualPPercent, 10);

    internal static readonly ProjectOutputColumn Ward = new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]);

    internal static readonly ProjectOutputColumn People = new("people", "Count", []);

    internal static readonly ProjectOutputColumn Arrears = new("arrears", "Sum", ["rent-arrears-panel.arrears_gbp"]);

    internal static readonly ProjectOutputColumn Mean = new("mean", "Ratio", []) { Numerator = "arrears", Denominator = "people" };

    /// <summary>A table; ward, people, arrears and their mean where no columns are given.</summary>
    internal static ProjectOutput Table(string sql = ByWard, params ProjectOutputColumn[] columns) =>
        new("money", OutputKind.Aggregate, "Ward", ReleaseWorld.Query("money.sql", sql), columns.Length > 0 ? columns : [Ward, People, Arrears, Mean], []);

    /// <summary>The terms of the world, with thresholds for sums.</summary>
    internal static ReleaseTerms Terms(ReleaseRequest request) => ReleaseWorld.Terms(request) with { Sums = Usual, PermitsOutput = (_, column) => column == "arrears_gbp" };

    internal static ReleaseResult.Released Release(ReleaseWorld world, params ProjectOutput[] outputs) => Release(world, world.Request(outputs));

    internal static ReleaseResult.Released Release(ReleaseWorld world, ReleaseRequest request) => world.Release(request, Terms(request));

    internal static ReleaseResult.Refused Refuse(ReleaseWorld world, params ProjectOutput[] outputs)
    {
        var request = world.Request(outputs);
        return world.Refuse(request, Terms(request));
    }

    /// <summary>The release in a later month, with arrears changed by SQL over their number <c>i</c>, ward and amount.</summary>
    internal static ReleaseResult.Released InMonth(ReleaseWorld world, int month, string arrears, string where, params ProjectOutput[] outputs) =>
        InMonth(world, month, arrears, "ward_code", where, outputs);

    /// <inheritdoc cref="InMonth(ReleaseWorld, int, string, string, ProjectOutput[])"/>
    internal static ReleaseResult.Released InMonth(ReleaseWorld world, int month, string arrears, string ward, string where, params ProjectOutput[] outputs)
    {
        var request = Changed(world, arrears, ward, where, outputs);
        return Release(world, request with { Instant = ReleaseWorld.Instant.AddMonths(month) });
    }

    /// <summary>The request over arrears changed by SQL over their number <c>i</c>, ward and amount.</summary>
    internal static ReleaseRequest Changed(ReleaseWorld world, string arrears, string ward, string where, params ProjectOutput[] outputs)
    {
        var id = WorldContracts.Arrears.Id;
        var request = world.Request(outputs);
        var digest = ReleaseWorld.HashOf(arrears + ward + where);
        var path = world.PathOf($"changed-{digest}.parquet");
        ReleaseWorld.Read(
            $"COPY (SELECT person_key, {arrears} AS arrears_gbp, {ward} AS ward_code, tenure FROM (SELECT *, CAST(arrears_gbp AS INTEGER) AS i FROM read_parquet('{request.Mounted[id]}')) WHERE {where}) TO '{path}' (FORMAT parquet)",
            _ => 0);
        return request with
        {
            Mounted = new Dictionary<DatasetId, string>(request.Mounted) { [id] = path },
            Sources = [request.Sources[0], new ReleaseSource(id, digest)],
        };
    }

    /// <summary>The shown cells of the table: ward (or everybody), people, arrears and mean.</summary>
    internal static IReadOnlyDictionary<string, (long? People, long? Arrears, decimal? Mean)> Shown(ReleaseResult.Released released, string group = "ward_code") => ReleaseWorld.Read(
        $"SELECT {group}, people, arrears, CAST(mean AS VARCHAR) FROM read_parquet('{Path.Combine(released.Bundle.Path, "data", "money.parquet")}')",
        row => (
            Group: row.GetString(0),
            Cell: (
                row.IsDBNull(1) ? (long?)null : row.GetInt64(1),
                row.IsDBNull(2) ? (long?)null : row.GetInt64(2),
                row.IsDBNull(3) ? (decimal?)null : decimal.Parse(row.GetString(3), System.Globalization.CultureInfo.InvariantCulture)))).ToDictionary(r => r.Group, r => r.Cell);

    /// <summary>The wards whose sum is hidden.</summary>
    internal static IReadOnlyList<string> Hidden(ReleaseResult.Released released) => [.. Shown(released).Where(c => c.Value.Arrears is null).Select(c => c.Key).Order(StringComparer.Ordinal)];
}
