namespace Linkage.Matching.Review;

/// <summary>One line of a journal: the head (with <c>review</c>), a decision (with <c>label</c>) or the withdrawal of the latest decision (with <c>undo</c>).</summary>
/// <param name="At">When, in UTC.</param>
/// <param name="Account">The account of the operating system it was done under.</param>
/// <param name="Format">Head: the file format's number.</param>
/// <param name="Review">Head: the review's digest.</param>
/// <param name="Reviewer">Head: the person's name.</param>
/// <param name="Role">Head: in what capacity.</param>
/// <param name="Pair">The pair's number.</param>
/// <param name="Label">Decision: what was said.</param>
/// <param name="Via">Decision: <c>screen</c> or <c>sheet</c>.</param>
/// <param name="Undo">Withdrawal: true.</param>
/// <param name="Before">Every line but the head: SHA-256 of the line before as it stands in the file, lower-case hex.</param>
internal sealed record JournalEntry(
    DateTimeOffset At,
    string Account,
    int? Format = null,
    string? Review = null,
    string? Reviewer = null,
    ReviewRole? Role = null,
    int? Pair = null,
    ReviewLabel? Label = null,
    string? Via = null,
    bool? Undo = null,
    string? Before = null);
