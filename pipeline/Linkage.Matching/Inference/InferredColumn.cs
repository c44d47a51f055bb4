namespace Linkage.Matching.Inference;

/// <summary>What a column was taken for, and why.</summary>
/// <param name="Dataset">The file's dataset id.</param>
/// <param name="Name">Column name.</param>
/// <param name="Meaning">The meaning, or null when the column is not used.</param>
/// <param name="Field">The field name of a general meaning, or null.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record InferredColumn(string Dataset, string Name, FieldMeaning? Meaning, string? Field, string Reason);
