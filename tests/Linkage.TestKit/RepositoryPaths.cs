namespace Linkage.TestKit;

/// <summary>Where the repository and the public data beside it lie on this machine. A missing place fails the test that asks for it.</summary>
public static class RepositoryPaths
{
    /// <summary>Root of the repository: the folder that holds <c>Linkage.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Public data of real layout: people (Febrl and others) and addresses. Lies beside the repository in <c>shared/data</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there.</exception>
    public static string SharedData => Existing(Path.GetFullPath(Path.Combine(Root, "..", "shared", "data")));

    /// <summary>The data contracts, <c>schemas/sources</c>.</summary>
    public static string Sources => Existing(Of("schemas", "sources"));

    /// <summary>The project files, <c>schemas/cohorts</c>.</summary>
    public static string Cohorts => Existing(Of("schemas", "cohorts"));

    /// <summary>The JSON Schemas of our file formats, <c>schemas/formats</c>.</summary>
    public static string Formats => Existing(Of("schemas", "formats"));

    /// <summary>The registry: catalogue and rules.</summary>
    public static string Governance => Existing(Of("governance"));

    /// <summary>Absolute path of something in the repository, which need not exist.</summary>
    public static string Of(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Existing(string path) =>
        Directory.Exists(path) ? path : throw new DirectoryNotFoundException($"{path} is missing; the tests need it.");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Linkage.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Linkage.sln.");
    }
}
