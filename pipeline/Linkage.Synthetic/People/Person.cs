using Linkage.Synthetic.City;

namespace Linkage.Synthetic.People;

/// <summary>One synthetic person, as the truth has them.</summary>
internal sealed class Person
{
    /// <summary>Number in the city, from 1.</summary>
    public required long Id { get; init; }

    /// <summary>Sex.</summary>
    public required Sex Sex { get; init; }

    /// <summary>True date of birth.</summary>
    public required DateOnly Born { get; init; }

    /// <summary>True name.</summary>
    public required PersonName Name { get; set; }

    /// <summary>Mr, Mrs, Miss, Ms, Dr; empty for a child.</summary>
    public string Title { get; set; } = string.Empty;

    /// <summary>Where the person lived before the last move, if that was within the last two years.</summary>
    public Home? FormerHome { get; set; }

    /// <summary>Age in whole years on the day of the extracts.</summary>
    public int Age => Calendar.AgeOf(Born);

    /// <summary>Eighteen or older.</summary>
    public bool IsAdult => Age >= 18;
}
