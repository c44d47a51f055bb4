using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Training;

/// <summary>The models a run is scored with: one for all pairs, or some pairs of datasets by models of their own, for two sources err in their own ways.</summary>
public sealed class LinkModels
{
    private readonly Dictionary<DatasetPair, LinkModel> _own;

    private LinkModels(LinkModel? general, Dictionary<DatasetPair, LinkModel> own) => (General, _own) = (general, own);

    /// <summary>The model of the pairs that have none of their own; null when all have.</summary>
    public LinkModel? General { get; }

    /// <summary>The pairs of datasets with models of their own, ascending, the lesser name on the left.</summary>
    public IReadOnlyList<DatasetPair> Pairs => [.. _own.Keys.OrderBy(p => p.Left, StringComparer.Ordinal).ThenBy(p => p.Right, StringComparer.Ordinal)];

    /// <summary>The model that weighs pairs of two datasets, in either order.</summary>
    /// <exception cref="InvalidOperationException">No model weighs them.</exception>
    public LinkModel Of(string left, string right) => Own(left, right) ?? General ?? throw new InvalidOperationException("These datasets have no model.");

    /// <summary>SHA-256 over the models and which pairs they weigh, lower-case hex; of one general model its own digest.</summary>
    public string Digest()
    {
        if (General is not null && _own.Count == 0)
        {
            return General.Digest();
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"general {General?.Digest()}\n");
        foreach (var pair in Pairs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{pair.Left}\n{pair.Right}\n{_own[pair].Digest()}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>All models, the general one first.</summary>
    internal IEnumerable<LinkModel> All => new[] { General }.OfType<LinkModel>().Concat(Pairs.Select(p => _own[p]));

    /// <summary>The models of a run, each for its comparisons.</summary>
    /// <param name="settings">Name the models of pairs of datasets.</param>
    /// <param name="general">The model of the others; may be null when there are none.</param>
    /// <param name="comparisons">The comparisons of the run.</param>
    /// <exception cref="MatchingInputException">A model does not fit the comparisons, one pair has two, or models do not go together.</exception>
    internal static LinkModels Of(LinkSettings settings, LinkModel? general, IReadOnlyList<Comparison> comparisons)
    {
        var own = new Dictionary<DatasetPair, LinkModel>();
        foreach (var given in settings.PairModels)
        {
            if (!own.TryAdd(InOrder(given.Left, given.Right), given.Model.For(comparisons)))
            {
                throw new MatchingInputException("A pair of datasets has two models.", $"models of '{given.Left}' and '{given.Right}'", "Give each pair of datasets one model.");
            }
        }

        var models = new LinkModels(general?.For(comparisons), own);
        if (models.All.Select(m => (m.TermFrequencies, m.NamesTogether)).Distinct().Count() > 1)
        {
            throw new MatchingInputException("The models weigh the frequency of values in different ways.", "pairModels", "Train them with the same termFrequencies and nameLift.");
        }

        return models;
    }

    /// <summary>The model that only pairs of these two datasets have, or null.</summary>
    internal LinkModel? Own(string left, string right) => _own.GetValueOrDefault(InOrder(left, right));

    /// <summary>A pair with the lesser name on the left.</summary>
    public static DatasetPair InOrder(string left, string right) => string.CompareOrdinal(left, right) <= 0 ? new(left, right) : new(right, left);
}
