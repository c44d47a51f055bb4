namespace Linkage.TestKit;

/// <summary>The files of a release, wherever they lie in its folder.</summary>
public static class BundleFiles
{
    /// <summary>Every file by its path below the folder, with '/' as separator, in ordinal order.</summary>
    public static IReadOnlyList<string> Of(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>The bytes of every file, in base 64, by its path below the folder.</summary>
    public static IReadOnlyDictionary<string, string> Read(string folder) =>
        new SortedDictionary<string, string>(Of(folder).ToDictionary(name => name, name => Convert.ToBase64String(File.ReadAllBytes(Path.Combine(folder, name)))), StringComparer.Ordinal);
}
