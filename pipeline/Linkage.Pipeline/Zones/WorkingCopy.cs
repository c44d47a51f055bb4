using System.Security.Cryptography;
using System.Text.Json;

namespace Linkage.Pipeline.Zones;

/// <summary>Which container a zones' folder is a working copy of. What the container does not hold is removed from its copy, so the two have to be held to belonging together first.</summary>
/// <param name="Address">The container, for people.</param>
/// <param name="Container">The name it bears.</param>
/// <param name="Copy">The name of this copy, by which it knows its own unfinished files in the container.</param>
internal sealed record WorkingCopy(string Address, string Container, string Copy)
{
    /// <summary>The file in the zones' folder.</summary>
    internal const string FileName = ".container";

    /// <summary>Whether a zones' folder is a working copy.</summary>
    internal static bool IsAt(string root) => File.Exists(Path.Combine(root, FileName));

    /// <summary>Holds a folder to being a working copy of a container; a folder without sets becomes one.</summary>
    /// <param name="root">The zones' folder.</param>
    /// <param name="container">The container.</param>
    /// <param name="holdsSets">Whether the folder and the container hold a set.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ZoneContainerException">It is another's, or was not made from one; nothing was changed.</exception>
    internal static WorkingCopy Bind(string root, IZoneContainer container, (Func<bool> Folder, Func<bool> Container) holdsSets, CancellationToken cancellationToken)
    {
        var path = Path.Combine(root, FileName);
        var mark = container.Mark(null, cancellationToken);
        if (File.Exists(path))
        {
            var known = Read(path);
            return known is not null && known.Container == mark ? known : throw Apart(container, known is null
                ? $"cannot be held against this workspace, for '{path}' is damaged"
                : mark is null ? "was emptied or made anew since this workspace last worked with it" : "is not the container this workspace works with");
        }

        if (holdsSets.Folder())
        {
            throw Apart(container, $"is named, and '{root}' holds sets of its own that never were in it");
        }

        if (mark is null && holdsSets.Container())
        {
            throw Apart(container, "holds sets and has lost the mark that names it");
        }

        var copy = new WorkingCopy(container.Address, mark ?? container.Mark(NewName(), cancellationToken)!, NewName());
        PrivateFolder.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(copy, ZoneStore.Json));
        return copy;
    }

    private static WorkingCopy? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkingCopy>(File.ReadAllBytes(path), ZoneStore.Json) is { Address: not null, Container: not null, Copy: not null } copy ? copy : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NewName() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static ZoneContainerException Apart(IZoneContainer container, string problem) => new(
        ZoneContainerProblem.TwoPlaces,
        container.Address,
        $"{problem}; nothing was removed or sent",
        "Correct LINKAGE_ZONES, or begin with a workspace whose folder zones is empty (runbook: Zones on Azure Blob Storage).");
}
