using Linkage.Matching.Comparisons;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>What a model says of a pattern, and whether a pair with it can become a link. Safe for use by several threads.</summary>
internal sealed class PatternScorer
{
    private readonly OddsTable _table;
    private readonly (int Index, int Levels)[] _personal;
    private readonly bool _needsPerson;

    internal PatternScorer(LinkModel model, IReadOnlyList<Comparison> comparisons, LinkSettings settings, PairPriors priors)
    {
        var m = model.Comparisons.Select(c => c.Levels.Select(l => l.M).ToArray()).ToArray();
        var u = model.Comparisons.Select(c => c.Levels.Select(l => l.U).ToArray()).ToArray();
        var share = model.Comparisons.Select(c => c.HouseholdShare).ToArray();
        var names = ComparisonCatalogue.Names(comparisons);
        _table = new OddsTable(m, u, share, priors.Match, priors.Household, model.NamesTogether && names is { Forename: >= 0, Surname: >= 0 } ? names : null, model.NameLift);
        _personal = [.. comparisons.Index().Where(c => c.Item.PersonalLevels > 0).Select(c => (c.Index, c.Item.PersonalLevels))];
        _needsPerson = _personal.Length > 0 && comparisons.Any(c => c.Name == PlaceComparison.Name);
        Least = settings.MinimumProbability <= 0 ? -1e6 : Math.Log(settings.MinimumProbability / Math.Max(1e-15, 1 - settings.MinimumProbability));
    }

    /// <summary>Least log odds of a link, natural logarithm.</summary>
    internal double Least { get; }

    /// <summary>The odds of a pattern.</summary>
    internal PatternOdds Of(long pattern) => _table.Of(pattern);

    /// <summary>Whether a pair with the pattern can be a link at all: a shared property is never enough, some field about the person must agree.</summary>
    internal bool CanLink(long pattern) => !_needsPerson || AgreesOnPerson(pattern);

    private bool AgreesOnPerson(long pattern) => Array.Exists(_personal, c => Pattern.Level(pattern, c.Index) is var level && level > 0 && level <= c.Levels);
}
