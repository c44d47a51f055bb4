namespace Linkage.Matching.Review;

/// <summary>The file <c>pairs.json</c> of a review: what reviewers see. Personal data.</summary>
/// <param name="Format">The file format's number.</param>
/// <param name="Pairs">The pairs in the order of their numbers.</param>
public sealed record ReviewPairs(int Format, IReadOnlyList<ReviewPair> Pairs);

/// <summary>Two records side by side.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Left">One record.</param>
/// <param name="Right">The other record.</param>
/// <param name="Fields">The compared values, as they stand in the source.</param>
/// <param name="Levels">How the model saw each comparison.</param>
public sealed record ReviewPair(int Number, ReviewRecord Left, ReviewRecord Right, IReadOnlyList<ReviewField> Fields, IReadOnlyList<ReviewLevel> Levels);

/// <summary>Which record.</summary>
/// <param name="Dataset">Its dataset.</param>
/// <param name="Id">Its record id.</param>
public sealed record ReviewRecord(string Dataset, string Id);

/// <summary>One field of both records.</summary>
/// <param name="Name">The field.</param>
/// <param name="Left">The left value, its first <see cref="MostCharacters"/> characters; absent when there is none.</param>
/// <param name="Right">The right value, likewise.</param>
/// <param name="LeftLength">Characters of the whole left value, when it was cut.</param>
/// <param name="RightLength">Characters of the whole right value, when it was cut.</param>
public sealed record ReviewField(string Name, string? Left = null, string? Right = null, long? LeftLength = null, long? RightLength = null)
{
    /// <summary>The most characters of a value that are kept; the model looks at fewer.</summary>
    public const int MostCharacters = 1024;
}

/// <summary>The level of one comparison.</summary>
/// <param name="Name">The comparison.</param>
/// <param name="Level">0 missing, 1 the best agreement, upwards worse.</param>
public sealed record ReviewLevel(string Name, int Level);
