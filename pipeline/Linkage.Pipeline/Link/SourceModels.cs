using Linkage.Governance.Documents;
using Linkage.Governance.Rules;
using Linkage.Matching;
using Linkage.Matching.Training;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Link;

/// <summary>
/// The default models of the Link stage, one for each pair of kinds of source: a folder of models (<c>link-model.schema.json</c>), each named after the two
/// domains its contracts give, as in <c>housing+revenues.json</c>. Frozen: a run uses them as they are, whatever its data, and a pair of kinds without one
/// is weighed by a model trained on the run's own pairs.
/// </summary>
public sealed class SourceModels
{
    /// <summary>The fields every default model knows: what the meanings of contracts give the linker.</summary>
    private static readonly string[] Fields = ["forename", "surname", "date_of_birth", "sex", "place", "phone", "email", "nino", "nhs_number"];

    private readonly Dictionary<string, (LinkModel Model, string Digest)> _models;

    private SourceModels(Dictionary<string, LinkModel> models) =>
        _models = models.ToDictionary(m => m.Key, m => (m.Value, m.Value.Digest()), StringComparer.Ordinal);

    /// <summary>No models: every run trains its own.</summary>
    public static SourceModels None { get; } = new([]);

    /// <summary>The names of the pairs there are models for, ascending.</summary>
    public IReadOnlyList<string> Names => [.. _models.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The name of the model of two kinds, in either order.</summary>
    /// <param name="kind">The domain of a contract.</param>
    /// <param name="other">The domain of the other, or of the same.</param>
    public static string NameOf(string kind, string other) => string.CompareOrdinal(kind, other) <= 0 ? $"{kind}+{other}" : $"{other}+{kind}";

    /// <summary>Reads a folder of models; one that is not there has none.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ConfigurationException">A file in it is no model, or of another format.</exception>
    public static SourceModels Load(string folder)
    {
        var models = new Dictionary<string, LinkModel>(StringComparer.Ordinal);
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray() : [])
        {
            models.Add(Path.GetFileNameWithoutExtension(path), LoadOne(path));
        }

        return new SourceModels(models);
    }

    /// <summary>Reads one model.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="ConfigurationException">The file is no model, or of another format.</exception>
    public static LinkModel LoadOne(string path)
    {
        try
        {
            return Whole(path, LinkModel.Load(path));
        }
        catch (MatchingInputException problem)
        {
            throw new ConfigurationException(path, null, null, $"{problem.What} Restore the file from the repository, or train the models again (linkage models train).");
        }
    }

    // Whatever a grant permits to be compared, the model knows it: a missing field would be found only when data has been read.
    private static LinkModel Whole(string path, LinkModel model)
    {
        var lacking = Fields.Except(model.Comparisons.Select(c => c.Name)).ToList();
        return lacking.Count == 0 ? model : throw new MatchingInputException($"The model does not know the fields {string.Join(", ", lacking)}.", path, string.Empty);
    }

    /// <summary>Which model weighs each pair of datasets.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="contracts">The contracts of their datasets.</param>
    /// <returns>Each pair once, the lesser name on the left.</returns>
    public IReadOnlyList<PairModel> Of(IEnumerable<DatasetPair> pairs, IEnumerable<DatasetContract> contracts)
    {
        var kinds = contracts.ToDictionary(c => c.Id.Value, c => c.Domain, StringComparer.Ordinal);
        var found = new List<PairModel>();
        foreach (var (left, right) in pairs.Select(p => LinkModels.InOrder(p.Left, p.Right)).Distinct())
        {
            found.Add(kinds.GetValueOrDefault(left) is { } kind && kinds.GetValueOrDefault(right) is { } other && _models.TryGetValue(NameOf(kind, other), out var known)
                ? new PairModel(left, right, known.Digest, NameOf(kind, other), known.Model)
                : new PairModel(left, right, ModelPin.Trained, null, null));
        }

        return found;
    }
}
