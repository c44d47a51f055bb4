using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Deliveries;

/// <summary>The configuration file of <c>--config</c>.</summary>
/// <param name="File">Its absolute path.</param>
/// <param name="Deliveries">Where the extract of each dataset comes from; a dataset that is not here is read from <c>--sources</c>.</param>
public sealed record DeliveryConfiguration(string File, IReadOnlyDictionary<DatasetId, DeliverySource> Deliveries)
{
    /// <summary>The order to pull in: those of one database last and side by side, so that its snapshot is held no longer than it has to be.</summary>
    public IReadOnlyList<DatasetContract> InOrder(IEnumerable<DatasetContract> contracts) =>
        [.. contracts.OrderBy(contract => (Deliveries.GetValueOrDefault(contract.Id) as PostgresSource)?.Database.Id ?? string.Empty, StringComparer.Ordinal)];
}
