using System.CommandLine;

namespace Linkage.Jobs.Commands;

/// <summary>The option <c>--registry</c>: the folder of catalogue and rules that a question is put to.</summary>
internal static class RegistryOption
{
    /// <summary>Makes the option.</summary>
    public static Option<string?> Create() => new("--registry")
    {
        HelpName = "DIR",
        Description = "Folder of the registry, with catalogue and rules [default: found from here upwards]",
    };

    /// <summary>Takes the folder given, or finds the one of the repository.</summary>
    /// <exception cref="ProblemException">It is not there.</exception>
    public static string Find(string? given) => RepositoryFolder.Find("--registry", given, "governance", "catalogue");
}
