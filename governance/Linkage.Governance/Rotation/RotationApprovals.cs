using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Rotation;

/// <summary>
/// Who may end a key epoch: two different people sign that, with registered keys, each in an approver role held on that day; one of them as information governance lead or SIRO. An
/// approval holds for thirty days. A councillor holds no such role, and the DPO advises and does not approve.
/// </summary>
public static class RotationApprovals
{
    /// <summary>How long an approval holds.</summary>
    public static readonly TimeSpan Holds = TimeSpan.FromDays(30);

    private static readonly ApproverRole[] Leading = [ApproverRole.IGLead, ApproverRole.SIRO];

    /// <summary>What is signed: canonical JSON in UTF-8, without a line break at the end.</summary>
    public static byte[] Statement(RotationApproval approval) => Encoding.UTF8.GetBytes(CanonicalHash.CanonicalText(new JsonObject
    {
        ["statement"] = "linkage key rotation 1",
        ["epoch"] = approval.Epoch.ToString(CultureInfo.InvariantCulture),
        ["key"] = approval.KeyId,
        ["person"] = approval.Person,
        ["role"] = approval.Role.ToString(),
        ["at"] = approval.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["reason"] = approval.Reason,
    }));

    /// <summary>The same approval with a signature.</summary>
    /// <param name="approval">The approval; a signature it has is replaced.</param>
    /// <param name="key">The private key of the person.</param>
    public static RotationApproval Sign(RotationApproval approval, ECDsa key) => approval with
    {
        Signature = ApprovalSignature.Of(Statement(approval), key),
    };

    /// <summary>Why an approval does not count, in a sentence; null when it does.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="people">The people.</param>
    /// <param name="now">The instant at which it would be used.</param>
    public static string? WhyNot(RotationApproval approval, People people, DateTimeOffset now)
    {
        if (!people.TryFind(approval.Person, out var person))
        {
            return "Nobody of that id or account is in the directory of people.";
        }

        var day = DateOnly.FromDateTime(approval.At.UtcDateTime);
        return person.IsCouncillor ? $"{person.Id} is a councillor, who holds no approver role."
            : approval.Role == ApproverRole.DPO ? "The DPO advises and does not approve."
            : !person.Roles.Any(held => held.Role == approval.Role && held.Covers(day)) ? $"{person.Id} does not hold the role {approval.Role} on {day:yyyy-MM-dd}."
            : approval.At > now ? $"The approval of {person.Id} is dated in the future."
            : now - approval.At > Holds ? $"The approval of {person.Id} is older than {Holds.TotalDays:0} days."
            : ApprovalSignature.IsSigned(Statement(approval), approval.Signature, approval.At, person) ? null
            : $"It is not signed with a key that is registered for {person.Id} on {day:yyyy-MM-dd}.";
    }

    /// <summary>What is missing for an epoch to be ended, in a sentence; null when nothing is.</summary>
    /// <param name="approvals">The approvals there are, of whatever epoch.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="keyId">Name of its secret.</param>
    /// <param name="people">The people.</param>
    /// <param name="now">The instant.</param>
    public static string? Missing(IEnumerable<RotationApproval> approvals, int epoch, string keyId, People people, DateTimeOffset now)
    {
        var counted = approvals
            .Where(approval => approval.Epoch == epoch && approval.KeyId == keyId && WhyNot(approval, people, now) is null)
            .Select(approval => (Person: people.TryFind(approval.Person, out var person) ? person.Id : approval.Person, approval.Role))
            .ToList();
        var leads = counted.Where(one => Leading.Contains(one.Role)).Select(one => one.Person).Distinct(StringComparer.Ordinal).ToList();
        return leads.Count == 0 ? "An approval is missing: an information governance lead (IGLead) or the SIRO."
            : counted.TrueForAll(one => leads is [var lead] && one.Person == lead) ? "An approval is missing: a second person in an approver role."
            : null;
    }
}
