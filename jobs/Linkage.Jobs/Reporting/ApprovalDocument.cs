namespace Linkage.Jobs.Reporting;

/// <summary>What <c>rules approve --json</c> prints; <c>schemas/formats/approval-output.schema.json</c>.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">The content hash that was signed, lower-case hex.</param>
/// <param name="Role">The role in which it was approved.</param>
/// <param name="Person">Who approved.</param>
/// <param name="At">When.</param>
/// <param name="Status">Status of the rule now.</param>
/// <param name="Missing">What is still missing; empty when the rule has all its approvals.</param>
internal sealed record ApprovalDocument(string Rule, int Version, string Hash, string Role, string Person, DateTimeOffset At, string Status, IReadOnlyList<ApprovalProblem> Missing);

/// <summary>One thing a rule still misses.</summary>
/// <param name="Code">Reason code.</param>
/// <param name="Explanation">In plain English.</param>
internal sealed record ApprovalProblem(string Code, string Explanation);

/// <summary>What <c>rules key --json</c> prints; <c>schemas/formats/approver-key-output.schema.json</c>.</summary>
/// <param name="Key">File of the private half.</param>
/// <param name="PublicKey">The public half: SubjectPublicKeyInfo in base64.</param>
/// <param name="From">First day on which it can sign.</param>
internal sealed record ApproverKeyDocument(string Key, string PublicKey, DateOnly From);
