using Linkage.Governance.Rules;
using Linkage.Matching.Training;

namespace Linkage.Pipeline.Link;

/// <summary>Which model weighs the records of two datasets.</summary>
/// <param name="Left">The dataset whose name comes first.</param>
/// <param name="Right">The other, or the same.</param>
/// <param name="Digest">The model as rules and grants name it: its digest, or <see cref="ModelPin.Trained"/>.</param>
/// <param name="Name">The pair of kinds whose default model it is, as in <c>housing+revenues</c>; null when it is trained on the run's own pairs.</param>
/// <param name="Model">The default model; null when it is trained on the run's own pairs.</param>
public sealed record PairModel(string Left, string Right, string Digest, string? Name, LinkModel? Model);
