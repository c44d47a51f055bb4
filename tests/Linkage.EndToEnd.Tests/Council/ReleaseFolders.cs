using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Compares release folders byte by byte.</summary>
internal static class ReleaseFolders
{
    /// <summary>Fails unless both workspaces hold the same releases of a project, the same to the last byte.</summary>
    public static void AreSame(string expected, string actual, string project)
    {
        var (left, right) = (City.ReleasesOf(expected, project), City.ReleasesOf(actual, project));
        Assert.NotEmpty(left);
        Assert.Equal(left.Select(f => Path.GetFileName(f)), right.Select(f => Path.GetFileName(f)));
        foreach (var (l, r) in left.Zip(right))
        {
            var names = BundleFiles.Of(l);
            Assert.Equal(names, BundleFiles.Of(r));
            Assert.All(names, n => Assert.True(
                File.ReadAllBytes(Path.Combine(l, n)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(r, n))), $"{n} differs."));
        }
    }

    /// <summary>Nothing half made is visible: every set in the zones has a seal, staging and scratch are empty.</summary>
    public static void NothingIsHalfMade(string workspace)
    {
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(Path.Combine(workspace, "zones"), "*", SearchOption.AllDirectories),
            p => p.Contains(".staging" + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        Assert.Empty(Directory.Exists(Path.Combine(workspace, "scratch")) ? Directory.GetDirectories(Path.Combine(workspace, "scratch")) : []);
    }
}
