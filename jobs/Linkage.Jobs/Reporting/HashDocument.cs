namespace Linkage.Jobs.Reporting;

/// <summary>What <c>hash --json</c> prints; <c>schemas/formats/hash-output.schema.json</c>.</summary>
/// <param name="Files">The files in the order they were named.</param>
internal sealed record HashDocument(IReadOnlyList<HashedFile> Files);

/// <summary>One file and its content hash.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Kind">rule, contract, model or query.</param>
/// <param name="Id">Its id; for a model or a query the file's name without ending.</param>
/// <param name="Version">Its version; null for a model and a query.</param>
/// <param name="Hash">SHA-256 of its canonical form, lower-case hex.</param>
internal sealed record HashedFile(string Path, string Kind, string Id, string? Version, string Hash);
