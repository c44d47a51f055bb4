namespace Linkage.Matching.Settings;

/// <content>Comparisons written in C#, one level after the other; each call gives a new comparison. m and u are the level's probabilities when there is nothing to learn from.</content>
public sealed partial record ComparisonSettings
{
    /// <summary>Gives it a name.</summary>
    public ComparisonSettings Named(string name) => this with { Name = name };

    /// <summary>Lets exact agreement on a rare value count more, or not.</summary>
    public ComparisonSettings WithTermFrequency(bool on = true) => this with { TermFrequency = on };

    /// <summary>Says how far two people of one household agree like one person does, 0 to 1.</summary>
    public ComparisonSettings SharedByHousehold(double share) => this with { HouseholdShare = share };

    /// <summary>Says how many of the best levels are agreement about the person.</summary>
    public ComparisonSettings PersonalUpTo(int levels) => this with { PersonalLevels = levels };

    /// <summary>Adds a level.</summary>
    public ComparisonSettings Level(LevelSettings level) => this with { Levels = [.. Levels ?? [], level] };

    /// <summary>The words of the level added last.</summary>
    public ComparisonSettings Labelled(string label) => Last(l => l with { Label = label });

    /// <summary>Keeps probabilities of the level added last as they are, whatever training sees.</summary>
    public ComparisonSettings Fixed(double? m = null, double? u = null) => Last(l => l with { FixedM = m ?? l.FixedM, FixedU = u ?? l.FixedU });

    /// <inheritdoc cref="LevelKind.Exact"/>
    public ComparisonSettings Exact(double? m = null, double? u = null) => Add(LevelKind.Exact, m, u);

    /// <inheritdoc cref="LevelKind.Swapped"/>
    public ComparisonSettings Swapped(double? m = null, double? u = null) => Add(LevelKind.Swapped, m, u);

    /// <inheritdoc cref="LevelKind.Crosswise"/>
    public ComparisonSettings Crosswise(double? m = null, double? u = null) => Add(LevelKind.Crosswise, m, u);

    /// <inheritdoc cref="LevelKind.JaroWinkler"/>
    public ComparisonSettings JaroWinkler(double atLeast, double? m = null, double? u = null) => Level(Of(LevelKind.JaroWinkler, m, u) with { AtLeast = atLeast });

    /// <inheritdoc cref="LevelKind.BothJaroWinkler"/>
    public ComparisonSettings BothJaroWinkler(double atLeast, double? m = null, double? u = null) => Level(Of(LevelKind.BothJaroWinkler, m, u) with { AtLeast = atLeast });

    /// <inheritdoc cref="LevelKind.EditDistance"/>
    public ComparisonSettings EditDistance(int atMost, double? m = null, double? u = null) => Level(Of(LevelKind.EditDistance, m, u) with { AtMost = atMost });

    /// <inheritdoc cref="LevelKind.OneCharacterDiffers"/>
    public ComparisonSettings OneCharacterDiffers(int longerThan = 0, double? m = null, double? u = null) =>
        Level(Of(LevelKind.OneCharacterDiffers, m, u) with { LongerThan = longerThan == 0 ? null : longerThan });

    /// <inheritdoc cref="LevelKind.InitialAgrees"/>
    public ComparisonSettings InitialAgrees(double? m = null, double? u = null) => Add(LevelKind.InitialAgrees, m, u);

    /// <inheritdoc cref="LevelKind.PartsAgree"/>
    public ComparisonSettings PartsAgree(double atLeast = 90, double? m = null, double? u = null) => Level(Of(LevelKind.PartsAgree, m, u) with { AtLeast = atLeast });

    /// <inheritdoc cref="LevelKind.MostPartsShared"/>
    public ComparisonSettings MostPartsShared(double? m = null, double? u = null) => Add(LevelKind.MostPartsShared, m, u);

    /// <inheritdoc cref="LevelKind.PartsShared"/>
    public ComparisonSettings PartsShared(int atLeast = 1, double? m = null, double? u = null) => Level(Of(LevelKind.PartsShared, m, u) with { AtLeast = atLeast });

    /// <inheritdoc cref="LevelKind.SameStart"/>
    public ComparisonSettings SameStart(int cut, double? m = null, double? u = null) => Level(Of(LevelKind.SameStart, m, u) with { Cut = cut });

    /// <inheritdoc cref="LevelKind.SameBefore"/>
    public ComparisonSettings SameBefore(char character, double? m = null, double? u = null) => Level(Of(LevelKind.SameBefore, m, u) with { Character = character.ToString() });

    /// <inheritdoc cref="LevelKind.DayAndMonthSwapped"/>
    public ComparisonSettings DayAndMonthSwapped(double? m = null, double? u = null) => Add(LevelKind.DayAndMonthSwapped, m, u);

    /// <inheritdoc cref="LevelKind.DateDigits"/>
    public ComparisonSettings DateDigits(int from, int length, double? m = null, double? u = null) => Level(Of(LevelKind.DateDigits, m, u) with { From = from, Length = length });

    /// <summary>Dates of one year.</summary>
    public ComparisonSettings SameYear(double? m = null, double? u = null) => DateDigits(0, 4, m, u).Labelled("same year");

    /// <inheritdoc cref="LevelKind.DaysApart"/>
    public ComparisonSettings DaysApart(int atMost, double? m = null, double? u = null) => Level(Of(LevelKind.DaysApart, m, u) with { AtMost = atMost });

    /// <inheritdoc cref="LevelKind.PlacesDiffer"/>
    public ComparisonSettings PlacesDiffer(int places, double? m = null, double? u = null) => Level(Of(LevelKind.PlacesDiffer, m, u) with { Places = places });

    /// <inheritdoc cref="LevelSettings.Sql"/>
    public ComparisonSettings Sql(string expression, double? m = null, double? u = null) => Level(Of(LevelKind.Sql, m, u) with { Sql = expression });

    /// <summary>
    /// A C# function of the two values gives at least so much. Asked once for each distinct pair of differing values, the lesser value (in ordinal order of its
    /// bytes) on the left; from several threads.
    /// </summary>
    /// <param name="name">Its name, by which a settings file knows it.</param>
    /// <param name="function">The function.</param>
    /// <param name="atLeast">The least value that agrees.</param>
    /// <param name="m">m when there is nothing to learn from.</param>
    /// <param name="u">u when there is nothing to learn from.</param>
    public ComparisonSettings Function(string name, Func<string, string, double> function, double atLeast, double? m = null, double? u = null) =>
        Level(Of(LevelKind.Function, m, u) with { Function = name, Call = function, AtLeast = atLeast });

    /// <inheritdoc cref="LevelKind.Else"/>
    public ComparisonSettings Else(double? m = null, double? u = null) => Add(LevelKind.Else, m, u);

    private static LevelSettings Of(LevelKind kind, double? m, double? u) => new() { Test = kind, M = m, U = u };

    private ComparisonSettings Add(LevelKind kind, double? m, double? u) => Level(Of(kind, m, u));

    private ComparisonSettings Last(Func<LevelSettings, LevelSettings> change) =>
        Levels is { Count: > 0 } levels ? this with { Levels = [.. levels.SkipLast(1), change(levels[^1])] } : throw new InvalidOperationException("There is no level yet.");
}
