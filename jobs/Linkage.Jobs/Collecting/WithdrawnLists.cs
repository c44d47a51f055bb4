using Linkage.Jobs.Commands;
using Linkage.Pipeline.Release;

namespace Linkage.Jobs.Collecting;

/// <summary>
/// The workspace's lists of withdrawn releases, which outlive a restore of the store from before: the one of the signing key in use, and those signed with earlier keys beside it.
/// Read for their names alone, signed or not: to be on a list only ever stops a release.
/// </summary>
/// <param name="workspace">The workspace folder.</param>
internal sealed class WithdrawnLists(string workspace)
{
    /// <summary>Every release named, to look at: a damaged list is no obstacle.</summary>
    public HashSet<string> Names() => Lists().SelectMany(path => NamesIn(path) ?? []).ToHashSet(StringComparer.Ordinal);

    /// <summary>Every release named, to know what may not be made again.</summary>
    /// <exception cref="ProblemException">A list is there and cannot be read.</exception>
    public HashSet<string> RequireNames()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in Lists())
        {
            found.UnionWith(NamesIn(path) ?? throw ProblemException.Refused(
                "LIST_UNREADABLE", "The workspace's list of withdrawn releases is damaged or cannot be read, so it cannot be known what may not be made again.", path, "Put it back from a backup, or correct its mode. Without a backup, move it away: the next 'linkage releases withdraw' or run signs it anew from the store."));
        }

        return found;
    }

    private IEnumerable<string> Lists() =>
        Directory.Exists(workspace) ? Directory.GetFiles(workspace, $"{RevokedReleases.FileName.Split('.')[0]}*.dsse.json").Order(StringComparer.Ordinal) : [];

    private static IReadOnlyList<string>? NamesIn(string path)
    {
        try
        {
            return RevokedReleases.NamesIn(File.ReadAllBytes(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
