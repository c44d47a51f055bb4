using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A workspace of one test, with a registry of its own that the test may change.</summary>
public sealed class Workspace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Folder of the workspace.</summary>
    public string Path => _folder.PathOf("data");

    /// <summary>Folder of its keys.</summary>
    public string Keys => _folder.PathOf("data", "keys");

    /// <summary>Makes a copy of the registry and returns its folder.</summary>
    public string CopyGovernance()
    {
        var target = _folder.PathOf("governance");
        City.Copy(RepositoryPaths.Governance, target);
        return target;
    }

    /// <summary>Makes a copy of contracts and projects and returns its folder.</summary>
    public string CopySchemas()
    {
        var target = _folder.PathOf("schemas");
        City.Copy(RepositoryPaths.Of("schemas"), target);
        return target;
    }

    /// <summary>Makes a copy of some sources and returns its folder.</summary>
    public string CopySources(string sources)
    {
        var target = _folder.PathOf("sources");
        City.Copy(sources, target);
        return target;
    }

    /// <summary>Changes one text in a file; the text must be there.</summary>
    public static void Edit(string path, string from, string to)
    {
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Digest of a file, lower-case hex.</summary>
    public static string Sha256(string path) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));

    public void Dispose() => _folder.Dispose();
}
