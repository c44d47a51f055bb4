using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Collecting;

/// <summary>The bundles that lie in a workspace's release zone, whoever put them there. Follows no link, and reads nothing but statements.</summary>
/// <param name="workspace">The workspace folder.</param>
internal sealed class ReleaseBundles(string workspace)
{
    private readonly string _zone = Path.Combine(workspace, "zones", "release");

    /// <summary>Where the bundle of a release lies, whether it is there or not. By the workspace and not by the path of the run: one that was moved or copied has its own bundles.</summary>
    public string PathOf(string project, string release) => Path.Combine(_zone, project, release);

    /// <summary>Every folder with a statement: named by its release, below its project.</summary>
    public IEnumerable<DirectoryInfo> Present() => new DirectoryInfo(_zone) is not { Exists: true } zone ? [] :
        zone.GetDirectories().Where(project => project.LinkTarget is null && ZoneStore.HoldsSets(project.FullName)).SelectMany(project => project.GetDirectories())
            .Where(bundle => bundle.LinkTarget is null && File.Exists(Path.Combine(bundle.FullName, ReleaseFolder.Statement)));

    /// <summary>SHA-256 of a bundle's statement; null of one that cannot be read or is being wiped, which keeps nobody from the others.</summary>
    public static string? DigestOf(DirectoryInfo bundle)
    {
        try
        {
            return ZoneStore.DigestOf(Path.Combine(bundle.FullName, ReleaseFolder.Statement));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
