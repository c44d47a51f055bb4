using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Grants;

/// <summary>A trial that is granted: everything that says who gets which arm, but the key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Unit">What is put into an arm as a whole.</param>
/// <param name="Assignment">How arms are given.</param>
/// <param name="Column">The cohort's column whose values make the arms, or null.</param>
/// <param name="Arms">The arms, by name.</param>
/// <param name="Strata">Columns of the cohort within whose values the arms are balanced, by name.</param>
public sealed record GrantedTrial(string Id, TrialUnit Unit, TrialAssignment Assignment, string? Column, IReadOnlyList<GrantedArm> Arms, IReadOnlyList<string> Strata)
{
    /// <summary>SHA-256 over all of it, 64 lower-case hexadecimal digits: two with the same are one trial.</summary>
    public string DesignHash() => CanonicalHash.Of(CanonicalForm.Of(this));
}

/// <summary>An arm that is granted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Units of each block that it gets, for a random assignment; else null.</param>
/// <param name="Values">Values of the column that make it, in order; none takes everybody else.</param>
/// <param name="IsControl">Whether it is a control, which the rule permits it to be.</param>
public sealed record GrantedArm(string Name, int? Share, IReadOnlyList<string> Values, bool IsControl);
