using System.CommandLine;
using Linkage.Governance.Rules;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>The option <c>--registry</c>: which registry a question is put to.</summary>
internal static class RegistryOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() => new("--registry")
    {
        HelpName = "DIR",
        Description = "Ask a folder of catalogue and rules [default: the store of the workspace; where nothing was imported, the folder 'governance' found from here upwards]",
    };

    /// <summary>Takes the folder given, or finds the one of the repository.</summary>
    /// <exception cref="ProblemException">It is not there.</exception>
    public static string Find(string? given) => RepositoryFolder.Find("--registry", given, "governance", "catalogue");

    /// <summary>The registry that a question is put to.</summary>
    /// <param name="given">The folder given, or null.</param>
    /// <param name="workspace">The workspace, whose store is asked where no folder is given and something was imported.</param>
    /// <exception cref="ProblemException">There is none.</exception>
    public static IRegistrySource Source(string? given, string workspace)
    {
        var stored = new StoredRegistry(StoreDatabase.Of(workspace));
        return given is null && stored.Read((_, _) => string.Empty) is not null ? stored : new RegistryFolder(Find(given));
    }
}
