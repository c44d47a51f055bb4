namespace Linkage.Jobs.Reporting;

/// <summary>What <c>linkage keys rotate</c> did.</summary>
/// <param name="Ended">The key epoch that was ended, by number and name of its secret; null when sets were only carried.</param>
/// <param name="InUse">The key epoch in use now.</param>
/// <param name="EndedAt">When its secret was destroyed; null when sets were only carried.</param>
/// <param name="Completed">True when an earlier attempt had ended it, and this one did what was left.</param>
/// <param name="Carried">Landed sets that were sealed anew.</param>
/// <param name="Already">Landed sets that an interrupted attempt had carried before.</param>
/// <param name="Bytes">Bytes of what was carried by this attempt, as it lay sealed.</param>
/// <param name="Wiped">Sets of the old epoch that were wiped.</param>
/// <param name="ApprovedBy">Who approved it, by person id.</param>
internal sealed record RotationDocument(string? Ended, string InUse, DateTimeOffset? EndedAt, bool Completed, int Carried, int Already, long Bytes, int Wiped, IReadOnlyList<string> ApprovedBy);

/// <summary>An approval of a rotation that was recorded.</summary>
/// <param name="Epoch">The key epoch that is to end.</param>
/// <param name="Person">Person id or account of who approved.</param>
/// <param name="Role">The role in which.</param>
/// <param name="At">When.</param>
/// <param name="Missing">What is missing still, in a sentence; null when it can be rotated.</param>
internal sealed record RotationApprovalDocument(string Epoch, string Person, string Role, DateTimeOffset At, string? Missing);
