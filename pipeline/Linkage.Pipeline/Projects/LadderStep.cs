using System.Globalization;
using System.Text.Json.Serialization;

namespace Linkage.Pipeline.Projects;

/// <summary>How coarsely a column of rows is given. Two steps of one ladder nest: what is one value at the finer is one at the coarser.</summary>
/// <param name="Kind">What is done to a value.</param>
/// <param name="Size">Months of a period of time (0 is a day); width of a band of whole numbers; characters that are kept of a text; 0 for the others.</param>
public sealed record LadderStep(LadderKind Kind, int Size)
{
    /// <summary>The value as the query gave it.</summary>
    public static readonly LadderStep AsItIs = new(LadderKind.AsItIs, 0);

    /// <summary>The same text for everybody, whoever has no value among them.</summary>
    public static readonly LadderStep Any = new(LadderKind.Any, 0);

    private static readonly (string Word, int Months)[] Periods = [("day", 0), ("month", 1), ("quarter", 3), ("year", 12), ("five-years", 60), ("decade", 120)];

    /// <summary>The words for periods of time, finest first.</summary>
    public static IReadOnlyList<string> PeriodWords { get; } = [.. Periods.Select(p => p.Word)];

    /// <summary>The step in words, as in <c>month</c>, <c>width 10</c>, <c>prefix 4</c>, <c>as it is</c> or <c>any</c>.</summary>
    public string Text => Kind switch
    {
        LadderKind.Dates => Periods.First(p => p.Months == Size).Word,
        LadderKind.Widths => string.Create(CultureInfo.InvariantCulture, $"width {Size}"),
        LadderKind.Prefixes => string.Create(CultureInfo.InvariantCulture, $"prefix {Size}"),
        LadderKind.AsItIs => "as it is",
        LadderKind.Any => "any",
    };

    /// <summary>What the text of a value says at this step, as a sentence.</summary>
    [JsonIgnore]
    public string InWords => Kind switch
    {
        LadderKind.Dates => Size switch
        {
            0 => "Given by the day, as in 1984-03-17.",
            1 => "Given by the month, as in 1984-03.",
            3 => "Given by the quarter, as in 1984-Q1.",
            12 => "Given by the year, as in 1984.",
            60 => "Given by five years, as in 1980 to 1984.",
            _ => "Given by the decade, as in 1980s.",
        },
        LadderKind.Widths => string.Create(CultureInfo.InvariantCulture, $"Given as a band of {Size} whole numbers, as in 0 to {Size - 1}."),
        LadderKind.Prefixes => string.Create(CultureInfo.InvariantCulture, $"Given by the first {(Size == 1 ? "character" : $"{Size} characters")}, with * for the rest."),
        LadderKind.AsItIs => "Given as it is, as text.",
        LadderKind.Any => "Hidden: * for everybody.",
    };

    /// <summary>The step for a period of time.</summary>
    /// <param name="word">One of <see cref="PeriodWords"/>.</param>
    public static LadderStep Period(string word) => new(LadderKind.Dates, Periods.Single(p => p.Word == word).Months);

    /// <summary>Whether it tells of nobody what the other step does not: each of its values is made of whole values of the other.</summary>
    public bool IsAtLeastAsCoarseAs(LadderStep other) => Kind == LadderKind.Any || other.Kind == LadderKind.AsItIs || (Kind == other.Kind && Kind switch
    {
        LadderKind.Dates => Size >= other.Size,
        LadderKind.Widths => Size % other.Size == 0,
        LadderKind.Prefixes => Size <= other.Size,
        LadderKind.AsItIs or LadderKind.Any => true,
    });
}

/// <summary>What a step of a ladder does to a value.</summary>
public enum LadderKind
{
    /// <summary>Nothing.</summary>
    AsItIs,

    /// <summary>Gives the period of time a date lies in.</summary>
    Dates,

    /// <summary>Gives the band a whole number lies in; bands begin at nought.</summary>
    Widths,

    /// <summary>Keeps the first characters of a text.</summary>
    Prefixes,

    /// <summary>Hides the value.</summary>
    Any,
}
