using Linkage.Jobs.Commands;
using Linkage.Matching.Training;
using Linkage.Pipeline.Link;

namespace Linkage.Jobs.Publishing.Transparency;

/// <summary>A matching model of the repository.</summary>
/// <param name="Name">The two kinds of source, as in <c>housing+revenues</c>.</param>
/// <param name="Model">The model.</param>
internal sealed record MatchingModel(string Name, LinkModel Model)
{
    /// <summary>The two kinds of source; twice the same for duplicates within one.</summary>
    public (string Left, string Right) Kinds => Name.Split('+') is [var left, var right] ? (left, right) : (Name, Name);

    /// <summary>Finds a model by its name, the two kinds in either order.</summary>
    /// <param name="folder">Folder of the models.</param>
    /// <param name="name">The name.</param>
    /// <exception cref="ProblemException">There is none; the message lists those there are.</exception>
    public static MatchingModel Find(string folder, string name)
    {
        var models = SourceModels.Load(folder);
        var found = name.Split('+') is [var one, var other] ? SourceModels.NameOf(one, other) : name;
        return models.Names.Contains(found, StringComparer.Ordinal)
            ? new MatchingModel(found, LinkModel.Load(Path.Combine(folder, found + ".json")))
            : throw ProblemException.BadConfiguration(
                "UNKNOWN_MODEL",
                $"There is no model '{name}'.",
                folder,
                models.Names.Count == 0 ? "The folder holds no model; name another with --schemas." : $"Choose one of: {string.Join(", ", models.Names)}.");
    }
}
