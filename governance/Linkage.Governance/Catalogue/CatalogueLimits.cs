namespace Linkage.Governance.Catalogue;

/// <summary>The limits of a catalogue entry: the text a person reads, and the part of it that the gate checks. An empty list does not limit.</summary>
public sealed record CatalogueLimits
{
    /// <summary>The limits in words; empty when the source states none.</summary>
    public string Text { get; init; } = string.Empty;

    /// <summary>Types of party that may disclose (controllers and providers of data).</summary>
    public IReadOnlyList<PartyType> PartyTypes { get; init; } = [];

    /// <summary>Whether the law names its persons in a schedule, so that each party needs the entry that names it.</summary>
    public bool ScheduledPartiesOnly { get; init; }

    /// <summary>Whether the limits on parties bind recipients too.</summary>
    public bool BindsRecipients { get; init; }

    /// <summary>Purposes it can carry.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    /// <summary>Subjects of data it does not reach.</summary>
    public IReadOnlyList<DatasetSubject> ExcludedSubjects { get; init; } = [];

    /// <summary>Kinds of output it can carry; research never carries outreach.</summary>
    public IReadOnlyList<OutputKind> OutputKinds { get; init; } = [];

    /// <summary>Whether it needs the person's consent with evidence.</summary>
    public bool RequiresConsent { get; init; }

    /// <summary>Whether it needs an accredited project, processor and researcher.</summary>
    public bool RequiresAccreditation { get; init; }

    /// <summary>Whether it concerns one case at a time and so cannot carry a linkage of many people.</summary>
    public bool CaseLevelOnly { get; init; }

    /// <summary>Whether it needs the appropriate policy document (DPA 2018 Sch. 1 Part 4).</summary>
    public bool RequiresPolicyDocument { get; init; }

    /// <summary>For a basis: the Schedule 1 conditions of which one is needed.</summary>
    public IReadOnlyList<string> Schedule1 { get; init; } = [];

    /// <summary>For a basis: types of party that may not rely on it.</summary>
    public IReadOnlyList<PartyType> UnavailableTo { get; init; } = [];

    /// <summary>For a bar: origins of data that raise it.</summary>
    public IReadOnlyList<string> RaisedByOrigins { get; init; } = [];

    /// <summary>For a bar: subjects of data that raise it.</summary>
    public IReadOnlyList<DatasetSubject> RaisedBySubjects { get; init; } = [];

    /// <summary>For a bar: the ways it can be cleared; none means never.</summary>
    public IReadOnlyList<Clearance> ClearedBy { get; init; } = [];
}
