namespace Linkage.Matching.Training;

/// <summary>What a model was trained on.</summary>
/// <param name="Records">Records of all inputs.</param>
/// <param name="PossiblePairs">Pairs of records the permitted datasets could form.</param>
/// <param name="ComparedPairs">Pairs without a label whose patterns were counted; of a sample, what it stands for.</param>
/// <param name="LabelledMatches">Pairs labelled as one person.</param>
/// <param name="LabelledNonMatches">Pairs labelled as different people.</param>
public sealed record TrainingCounts(long Records, long PossiblePairs, long ComparedPairs, long LabelledMatches, long LabelledNonMatches);
