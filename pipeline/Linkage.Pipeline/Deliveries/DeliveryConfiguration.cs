using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Deliveries;

/// <summary>The configuration file of <c>--config</c>.</summary>
/// <param name="File">Its absolute path.</param>
/// <param name="Deliveries">Where the extract of each dataset comes from; a dataset that is not here is read from <c>--sources</c>.</param>
public sealed record DeliveryConfiguration(string File, IReadOnlyDictionary<DatasetId, DeliverySource> Deliveries);
