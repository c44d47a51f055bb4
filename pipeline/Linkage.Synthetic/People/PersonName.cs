namespace Linkage.Synthetic.People;

/// <summary>A person's true name, in parts.</summary>
internal sealed record PersonName
{
    /// <summary>How the person is named.</summary>
    public required NamingCulture Culture { get; init; }

    /// <summary>Own name; may have several words (Abdul Rahman, Mei Ling).</summary>
    public required string Given { get; init; }

    /// <summary>Middle name, father's name, or Singh and Kaur before a clan name; null for none.</summary>
    public string? Second { get; init; }

    /// <summary>What stands in the surname field: family name, grandfather's name, Begum.</summary>
    public required string Family { get; init; }

    /// <summary>Surname before marriage, if another.</summary>
    public string? FormerFamily { get; init; }

    /// <summary>A Western or English name used beside the given one.</summary>
    public string? Alias { get; init; }

    /// <summary>Junior or Senior, where father and son bear one name.</summary>
    public string? Suffix { get; init; }

    /// <summary>The second name is the one the person goes by (Muhammad Imran is Imran).</summary>
    public bool GoesBySecond { get; init; }

    /// <summary>Spoken with the family name first.</summary>
    public bool IsFamilyFirst => Culture == NamingCulture.Chinese;
}
