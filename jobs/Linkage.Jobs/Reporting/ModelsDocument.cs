namespace Linkage.Jobs.Reporting;

/// <summary>What <c>models train --json</c> prints; <c>schemas/formats/models-output.schema.json</c>.</summary>
/// <param name="Folder">Where the models lie.</param>
/// <param name="Models">The pairs of kinds of source, by name.</param>
internal sealed record ModelsDocument(string Folder, IReadOnlyList<TrainedSourceModel> Models);

/// <summary>One pair of kinds of source.</summary>
/// <param name="Name">The two kinds, as the file is named.</param>
/// <param name="Matches">True pairs of the two.</param>
/// <param name="Converged">Whether the estimate of households settled; null when there is no model.</param>
/// <param name="Digest">SHA-256 of the model, lower-case hex; null when there were too few true pairs to make one.</param>
internal sealed record TrainedSourceModel(string Name, long Matches, bool? Converged, string? Digest);
