using Linkage.Matching.Inference;

namespace Linkage.Matching.Files;

/// <summary>What linking two files would take.</summary>
/// <param name="Columns">What each column was taken for.</param>
/// <param name="Preflight">Pairs by rule, time and memory.</param>
/// <param name="Warnings">What a person should know: blocks left out, fields without values.</param>
public sealed record FilePreflight(IReadOnlyList<InferredColumn> Columns, Preflight Preflight, IReadOnlyList<string> Warnings);
