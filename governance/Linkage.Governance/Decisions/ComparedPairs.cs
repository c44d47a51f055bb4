using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions;

/// <summary>
/// The pairs of datasets whose records a request lets be compared: each linked dataset with itself and with every other, with each dataset that it is probed
/// against and with each list of people to leave out; a declared join is one of these. The one definition, for the check, the grant and the project that asks.
/// </summary>
public static class ComparedPairs
{
    /// <summary>The pairs, each once with the lesser id on the left, ascending.</summary>
    public static IReadOnlyList<(string Left, string Right)> Of(GateRequest request)
    {
        var shape = LinkageShape.Of(request);
        IEnumerable<(string Left, string Right)> pairs =
        [
            .. shape.Base.Select(dataset => (dataset, dataset)),
            .. shape.BasePairs,
            .. shape.ProbedPairs,
            .. shape.Base.SelectMany(left => request.SuppressionLists.Select(list => (left, list))),
        ];
        return
        [
            .. pairs.Select(pair => ModelPin.InOrder(pair.Left, pair.Right)).Distinct()
                .OrderBy(pair => pair.Left, StringComparer.Ordinal).ThenBy(pair => pair.Right, StringComparer.Ordinal),
        ];
    }

    /// <summary>The models that a request names, by the name of the pair (<see cref="ModelPin.PairOf"/>); several of one pair where the request contradicts itself.</summary>
    internal static ILookup<string, string> ModelsOf(GateRequest request) => request.Models
        .Select(model => (Pair: ModelPin.PairOf(model.Left, model.Right), model.Digest)).Distinct()
        .ToLookup(model => model.Pair, model => model.Digest, StringComparer.Ordinal);
}
