using Linkage.Governance.Disclosure;

namespace Linkage.Pipeline.Release.Earlier;

/// <summary>What was released before, as far as a release has to be tested against it: releases that share a dataset with it, whoever got them, also those that were withdrawn or have expired.</summary>
/// <param name="Known">Releases, oldest first, with their tables.</param>
/// <param name="People">Release to the plain file of its people, for those with rows under a person key: output, person, dataset, record_key.</param>
/// <param name="NotTested">Releases left out because there were too many.</param>
internal sealed record EarlierReleases(
    IReadOnlyList<(RememberedRelease Release, IReadOnlyList<RememberedTable> Tables)> Known,
    IReadOnlyDictionary<string, string> People,
    int NotTested)
{
    /// <summary>Nothing was released.</summary>
    internal static readonly EarlierReleases None = new([], new Dictionary<string, string>(), 0);

    /// <summary>Release to the plain file of what people added to its sums, for those with sums: column_name, cell, person, amount, dataset, record_key.</summary>
    internal IReadOnlyDictionary<string, string> Contributions { get; init; } = new Dictionary<string, string>();

    /// <summary>How coarsely earlier releases gave columns of rows, oldest first.</summary>
    internal IReadOnlyList<RememberedStep> Steps { get; init; } = [];

    /// <summary>Those of releases under a rule, whose rows have the person keys of its rows.</summary>
    internal IReadOnlyList<RememberedStep> StepsUnder(string rule) => [.. Steps.Where(s => s.Rule == rule)];

    /// <summary>The tables, oldest release first.</summary>
    internal IReadOnlyList<EarlierRelease> Tables =>
        [.. Known.Where(k => k.Tables.Count > 0).Select(k => new EarlierRelease([.. k.Tables.Select(t => t.ToEarlier())], k.Release.Extracts, k.Release.MinimumCell, k.Release.RoundingBase))];

    /// <summary>The tables of releases that were made from the same extracts: rows of the same people must not tell what they hide.</summary>
    internal IEnumerable<DimensionedTable> TablesOf(IReadOnlyDictionary<string, string> extracts) => Known
        .Where(k => k.Release.Extracts.All(e => !extracts.TryGetValue(e.Key, out var digest) || digest == e.Value))
        .SelectMany(k => k.Tables)
        .Select(t => t.ToDimensioned());
}
