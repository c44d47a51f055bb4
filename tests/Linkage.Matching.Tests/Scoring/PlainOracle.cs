using System.Text;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Matching.Training;

namespace Linkage.Matching.Tests.Scoring;

/// <summary>
/// Scoring as it is defined, slowly: loops over pairs of normalised values, the definition of each level, and the formula of Fellegi and Sunter with the
/// frequencies of the values and the explanation by a household. Shares no code with the engine but the catalogue, the model and FuzzySharp.
/// </summary>
internal sealed class PlainOracle
{
    private readonly IReadOnlyList<Comparison> _comparisons;
    private readonly LinkModel _model;
    private readonly List<Dictionary<string, string?>> _records = [];
    private readonly double _prior;
    private readonly double _householdPrior;

    /// <summary>Reads the normalised values of a prepared run.</summary>
    internal PlainOracle(DuckSession session, LinkRun run, IReadOnlyList<RecordField> fields, LinkModel model, (double Match, double Household)? priors = null)
    {
        (_comparisons, _model) = (run.Comparisons, model);
        var columns = string.Concat(fields.Select(f => f.Dictionary is null ? $", x.{f.Column}::VARCHAR" : $", d_{f.Column}.value"));
        var joins = string.Concat(fields.Where(f => f.Dictionary is not null).Select(f => $" LEFT JOIN {f.Dictionary} d_{f.Column} ON d_{f.Column}.code = x.{f.Column}"));
        session.Read(
            $"SELECT x.ds::VARCHAR{columns} FROM lnk_rec x{joins} ORDER BY x.rid",
            row =>
            {
                var record = new Dictionary<string, string?> { ["ds"] = row.GetString(0) };
                foreach (var (index, field) in fields.Index())
                {
                    record[field.Column] = row.IsDBNull(index + 1) ? null : row.GetString(index + 1);
                }

                _records.Add(record);
            },
            CancellationToken.None);
        if (priors is { } given)
        {
            (_prior, _householdPrior) = given;
            return;
        }

        _prior = Math.Clamp(model.MatchesPerRecord * run.RecordCount / Math.Max(1, run.PossiblePairs), 1e-12, .4);
        _householdPrior = model.HouseholdPairsPerRecord > 0 ? Math.Clamp(model.HouseholdPairsPerRecord * run.RecordCount / Math.Max(1, run.PossiblePairs), 1e-12, .4) : 0;
    }

    internal int Count => _records.Count;

    /// <summary>The dataset's number of a record.</summary>
    internal string DatasetOf(int record) => _records[record]["ds"]!;

    /// <summary>The levels of a pair.</summary>
    internal IReadOnlyList<int> Levels(int left, int right) => [.. _comparisons.Select(c => Level(c, _records[left], _records[right]))];

    /// <summary>Whether anything about the person agrees; a place by itself is no evidence.</summary>
    internal bool CanLink(IReadOnlyList<int> levels) =>
        !_comparisons.Any(c => c.Name == "place") || !_comparisons.Any(c => c.PersonalLevels > 0) || _comparisons.Index().Any(c => levels[c.Index] >= 1 && levels[c.Index] <= c.Item.PersonalLevels);

    /// <summary>log2 of the odds of a pair.</summary>
    internal double Weight(int left, IReadOnlyList<int> levels)
    {
        var record = _records[left];
        var match = Math.Log(_prior);
        var unrelated = Math.Log(1 - _prior - _householdPrior);
        var household = _householdPrior > 0 ? Math.Log(_householdPrior) : -1e5;
        var (forename, surname) = (Index("fn"), Index("sn"));
        var together = forename >= 0 && surname >= 0 && levels[forename] == 1 && levels[surname] == 1;
        foreach (var (c, comparison) in _comparisons.Index())
        {
            if (levels[c] == 0)
            {
                continue;
            }

            var (m, u, share) = (_model.Comparisons[c].Levels[levels[c] - 1].M, _model.Comparisons[c].Levels[levels[c] - 1].U, _model.Comparisons[c].HouseholdShare);
            match += Math.Log(m);
            unrelated += Math.Log(u);
            household += Math.Log(share * m + (1 - share) * u);
            if (comparison.FrequencyColumn is not null && levels[c] == 1)
            {
                var rarity = Rarity(c, record);
                unrelated += together && (c == forename || c == surname) ? 0 : rarity;
                household += share < 1 ? Math.Log((share * m + (1 - share) * u * Math.Exp(rarity)) / (share * m + (1 - share) * u)) : 0;
            }
        }

        if (together)
        {
            var average = _model.NameLift * _model.Comparisons[forename].Levels[0].U * _model.Comparisons[surname].Levels[0].U;
            var same = _records.Count(r => r["fn"] == record["fn"] && r["sn"] == record["sn"]);
            var named = _records.Count(r => r["fn"] is not null && r["sn"] is not null);
            var apart = Rarity(forename, record) + Rarity(surname, record);
            unrelated += Math.Log(_model.NameLift) + Math.Log((Math.Max(same - 2, 0) + .5) / (named + .5 / average / Math.Exp(apart)) / average);
        }

        var (high, low) = (Math.Max(unrelated, household), Math.Min(unrelated, household));
        return (match - high - Math.Log(1 + Math.Exp(low - high))) / Math.Log(2);
    }

    private int Index(string column) => _comparisons.Index().Where(c => c.Item.FrequencyColumn == column).Select(c => c.Index).DefaultIfEmpty(-1).First();

    private double Rarity(int comparison, Dictionary<string, string?> record)
    {
        var (column, u) = (_comparisons[comparison].FrequencyColumn!, _model.Comparisons[comparison].Levels[0].U);
        return Math.Log((Math.Max(_records.Count(r => r[column] == record[column]) - 2, 0) + .5) / (_records.Count(r => r[column] is not null) + .5 / u) / u);
    }

    private static int Level(Comparison comparison, Dictionary<string, string?> l, Dictionary<string, string?> r)
    {
        bool Both(string c) => l[c] is not null && r[c] is not null;
        bool Same(string a, string b) => l[a] is not null && l[a] == r[b];
        var missing = comparison.Missing switch
        {
            MissingTest.Either m => !Both(m.Column),
            MissingTest.All m => !m.Columns.Any(Both),
            MissingTest.EitherUnlessCrossed m => !Both(m.Column) && !Same(m.Column, m.Other) && !Same(m.Other, m.Column),
            MissingTest.EitherOrSwapped m => !Both(m.Column) || (Same(m.Column, m.Other) && Same(m.Other, m.Column) && l[m.Column] != l[m.Other]),
            _ => throw new NotSupportedException(comparison.Missing.GetType().Name),
        };
        if (missing)
        {
            return 0;
        }

        foreach (var (index, level) in comparison.Levels.Index())
        {
            if (level.Test is null || Holds(level.Test, comparison.ValueColumn, l, r))
            {
                return index + 1;
            }
        }

        throw new InvalidOperationException("The last level is everything else.");
    }

    private static bool Holds(LevelTest test, string? column, Dictionary<string, string?> l, Dictionary<string, string?> r)
    {
        bool Same(string a, string b) => l[a] is not null && l[a] == r[b];
        bool Both(string c) => l[c] is not null && r[c] is not null;
        switch (test)
        {
            case LevelTest.Never: return false;
            case LevelTest.Same t: return Same(t.Column, t.Column);
            case LevelTest.SameStart t: return Both(t.Column) && l[t.Column]![..^t.Cut] == r[t.Column]![..^t.Cut];
            case LevelTest.Crossed t: return Same(t.One, t.Other) && Same(t.Other, t.One) && l[t.One] != l[t.Other];
            case LevelTest.CrossedInPart t: return Same(t.One, t.Other) || Same(t.Other, t.One);
            case LevelTest.SameAddress t: return (Same(t.Address, t.Address) && (Same(t.Postcode, t.Postcode) || !Both(t.Postcode))) || (Same(t.HouseNumber, t.HouseNumber) && Same(t.Postcode, t.Postcode));
            case LevelTest.SameAlone t: return Same(t.Column, t.Column) && !t.Others.Any(Both);
            default: break;
        }

        var (a, b) = (l[column!], r[column!]);
        if (a is null || b is null || a == b)
        {
            return false;
        }

        if (string.CompareOrdinal(a, b) > 0)
        {
            (a, b) = (b, a);
        }

        string[] Parts(string text) => text.Split(' ');
        var several = a.Contains(' ', StringComparison.Ordinal) || b.Contains(' ', StringComparison.Ordinal);
        return test switch
        {
            LevelTest.JaroWinkler t => JaroWinkler(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b)) >= t.AtLeast,
            LevelTest.SameNameFamily => NameFamilies.All.Any(f => f.Contains(Parts(a)[0]) && f.Contains(Parts(b)[0])) && Parts(a)[0] != Parts(b)[0],
            LevelTest.InitialAgrees => (a.Length == 1 || b.Length == 1) && a[0] == b[0],
            LevelTest.PartsAgree t => several && Parts(a).Intersect(Parts(b)).Any() && PartRatio.Of(a, b) >= t.AtLeast,
            LevelTest.MostPartsShared => several && 3 * Parts(a).Intersect(Parts(b)).Count() >= Parts(a).Length + Parts(b).Length,
            LevelTest.OneCharacterDiffers t => a.Length > t.Longer && b.Length > t.Longer && Edits(a, b) == 1,
            LevelTest.DayAndMonthSwapped => a[..4] == b[..4] && a[4..6] == b[6..] && a[6..] == b[4..6],
            LevelTest.DateDigitsAgree t => a.Substring(t.From, t.Length) == b.Substring(t.From, t.Length),
            LevelTest.PlacesDiffer t => a.Length == b.Length && a.Zip(b).Count(p => p.First != p.Second) == t.Places,
            LevelTest.SameBefore t => a.Split(t.Character)[0] == b.Split(t.Character)[0],
            _ => throw new NotSupportedException(test.GetType().Name),
        };
    }

    private static double JaroWinkler(byte[] a, byte[] b)
    {
        var window = Math.Max(0, Math.Max(a.Length, b.Length) / 2 - 1);
        var (usedA, usedB) = (new bool[a.Length], new bool[b.Length]);
        var common = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = Math.Max(0, i - window); j <= Math.Min(b.Length - 1, i + window); j++)
            {
                if (!usedB[j] && a[i] == b[j])
                {
                    (usedA[i], usedB[j]) = (true, true);
                    common++;
                    break;
                }
            }
        }

        if (common == 0)
        {
            return 0;
        }

        var (first, second) = (a.Where((_, i) => usedA[i]).ToArray(), b.Where((_, j) => usedB[j]).ToArray());
        var transposed = first.Zip(second).Count(p => p.First != p.Second) / 2;
        var jaro = ((double)common / a.Length + (double)common / b.Length + (double)(common - transposed) / common) / 3;
        var prefix = a.Zip(b).Take(4).TakeWhile(p => p.First == p.Second).Count();
        return jaro >= .7 ? jaro + prefix * .1 * (1 - jaro) : jaro;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours.</summary>
    private static int Edits(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
