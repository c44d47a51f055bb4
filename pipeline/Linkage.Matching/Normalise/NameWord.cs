namespace Linkage.Matching.Normalise;

/// <summary>What a word says that stands in a name.</summary>
[Flags]
internal enum NameWord
{
    /// <summary>It is a name.</summary>
    None = 0,

    /// <summary>A title wherever it stands.</summary>
    Title = 1,

    /// <summary>A title before a name only.</summary>
    LeadingTitle = 2,

    /// <summary>A title that is kept where nothing else is left.</summary>
    AlsoSurname = 4,

    /// <summary>Dropped at the end of a name.</summary>
    Suffix = 8,

    /// <summary>At the end of a name: its bearer has died.</summary>
    Dead = 16,

    /// <summary>Before a name: its bearer has died. The name is still that person's.</summary>
    Estate = 32,

    /// <summary>Stands with such a word.</summary>
    WithEstate = 64,

    /// <summary>Joins the two names of a couple.</summary>
    And = 128,

    /// <summary>Belongs to the surname behind it.</summary>
    Particle = 256,
}
