namespace Linkage.Governance.Rules;

/// <summary>A person of the council's directory, under an id that is not a name.</summary>
/// <param name="Id">Person id, as in <c>p-okafor</c>.</param>
/// <param name="Office">What the person does, in words.</param>
/// <param name="IsCouncillor">Whether the person is an elected member; such a person holds no approver role, whatever else is written.</param>
/// <param name="Accounts">Other accounts of the same person.</param>
/// <param name="Roles">Approver roles held.</param>
/// <param name="Delegations">Roles that this person has handed to another.</param>
public sealed record Person(
    string Id,
    string Office,
    bool IsCouncillor,
    IReadOnlyList<string> Accounts,
    IReadOnlyList<HeldRole> Roles,
    IReadOnlyList<Delegation> Delegations)
{
    /// <summary>The keys the person signs approvals with.</summary>
    public IReadOnlyList<ApproverKey> Keys { get; init; } = [];

    /// <summary>The teams for which the person collects releases.</summary>
    public IReadOnlyList<TeamMembership> Teams { get; init; } = [];
}

/// <summary>A team that a person collects releases for.</summary>
/// <param name="Team">The team, as rules name it among their recipients.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, or null.</param>
public sealed record TeamMembership(string Team, DateOnly From, DateOnly? To)
{
    /// <summary>Whether it stands on a day.</summary>
    public bool Covers(DateOnly day) => From <= day && (To is not { } to || day <= to);
}

/// <summary>A role that a person holds.</summary>
/// <param name="Role">The role.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, or null.</param>
public sealed record HeldRole(ApproverRole Role, DateOnly From, DateOnly? To)
{
    /// <summary>Whether it is held on a day.</summary>
    public bool Covers(DateOnly day) => From <= day && (To is not { } to || day <= to);
}

/// <summary>A role handed to another person.</summary>
/// <param name="Role">The role.</param>
/// <param name="Delegate">Person id, or an account, of who acts.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, or null.</param>
public sealed record Delegation(ApproverRole Role, string Delegate, DateOnly From, DateOnly? To)
{
    /// <summary>Whether it stands on a day.</summary>
    public bool Covers(DateOnly day) => From <= day && (To is not { } to || day <= to);
}
