using System.Text.RegularExpressions;
using Linkage.Pipeline.Keys.Cloud;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>
/// Where the published sets of a workspace are: in its folder <c>zones</c>, unless the environment variable <c>LINKAGE_ZONES</c> names a container of Azure Blob Storage; then that folder is
/// this machine's working copy of it. As whom it is asked stands in variables beside it and is looked for nowhere else.
/// </summary>
internal static partial class WorkspaceZones
{
    /// <summary>Names the container, as in <c>https://linkage.blob.core.windows.net/zones</c>.</summary>
    public const string Variable = "LINKAGE_ZONES";

    /// <summary>The container of a workspace; null where its zones are on the folder alone. Asks nothing yet.</summary>
    /// <param name="zones">The workspace's folder of zones.</param>
    /// <exception cref="ProblemException">The variables name none, this build has no Azure Blob Storage, or the folder is a working copy and none is named.</exception>
    public static SharedZones? Open(string zones) => Open(zones, Environment.GetEnvironmentVariable);

    /// <summary>The same, by variables that are given.</summary>
    public static SharedZones? Open(string zones, Func<string, string?> variable)
    {
        var named = new NamedIdentity(variable, Variable, "container", "ZONES_UNNAMED", "Zones on Azure Blob Storage");
        if (named.Given(Variable) is { } address)
        {
            // Only to Azure's own names does a token go; a query would be a signature, which is a key.
            return ContainerAddress().IsMatch(address)
                ? Connect(new Uri(address.TrimEnd('/')), named.Read())
                : throw named.Unnamed(Variable, "names no container of Azure Blob Storage", "Write it as https://ACCOUNT.blob.core.windows.net/CONTAINER, without a key or signature: the identity is asked for.");
        }

        return !ZoneStore.IsWorkingCopy(zones) ? null : throw ProblemException.BadConfiguration(
            "ZONES_IN_TWO_PLACES",
            $"The workspace's zones are this machine's copy of a container, and {Variable} names none. What was published on the folder alone would be removed by the next run with the container.",
            zones,
            $"Set {Variable} as before; the file .container in that folder names the container.");
    }

    /// <summary>The zones of a workspace, brought to one state with the container where there is one.</summary>
    /// <param name="workspace">The workspace, held by the caller.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The container; null where there is none.</returns>
    /// <exception cref="ProblemException">It cannot be used, or is not this workspace's.</exception>
    public static SharedZones? Join(string workspace, CancellationToken cancellationToken)
    {
        var zones = Path.Combine(workspace, "zones");
        if (Open(zones) is not { } shared)
        {
            return null;
        }

        try
        {
            new ZoneStore(zones).On(shared, cancellationToken).Join();
            return shared;
        }
        catch (Exception problem) when (problem is ZoneContainerException or StorageNotFitException)
        {
            throw new ProblemException(Faults.Of(problem, workspace: null));
        }
    }

    // The one place that a build with Azure Blob Storage differs in.
    private static partial SharedZones Connect(Uri container, AzureIdentity identity);

    [GeneratedRegex(@"^https://[a-z0-9]{3,24}(\.z[0-9]{1,2})?\.blob\.(core\.windows\.net|storage\.azure\.net|core\.usgovcloudapi\.net|core\.chinacloudapi\.cn)/[a-z0-9](-?[a-z0-9]){2,62}/?\z", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerAddress();
}
