using System.Text;
using Linkage.Matching.Duck;
using Linkage.Matching.Files;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Files;

public sealed class ScratchFolderTests
{
    /// <summary>What a killed run leaves is swept; what a living one has locked is not, nor what was made a moment ago and is not locked yet.</summary>
    [Fact]
    public void Make_AfterAKilledRun_SweepsWhatItLeft()
    {
        var (killed, old, fresh) = (Left(locked: true), Left(locked: false), Left(locked: false));
        Directory.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        try
        {
            using var living = ScratchFolder.Make("link");
            var copy = Path.Combine(living.Path, "people.csv.utf8");
            File.WriteAllText(copy, "Ann");

            using (var another = ScratchFolder.Make("review"))
            {
                Assert.False(OwnerOnly.IsOpenToOthers(another.Path));
                Assert.False(Directory.Exists(killed));
                Assert.False(Directory.Exists(old));
                Assert.True(Directory.Exists(fresh));
            }

            Assert.True(File.Exists(copy));
        }
        finally
        {
            Directory.Delete(fresh, recursive: true);
        }

        static string Left(bool locked)
        {
            var path = Directory.CreateTempSubdirectory("linkage-link-").FullName;
            File.WriteAllText(Path.Combine(path, "people.csv.utf8"), "Ann");
            if (locked)
            {
                File.WriteAllText(Path.Combine(path, ScratchFolder.LockFile), string.Empty);
            }

            return path;
        }
    }

    [Fact]
    public void Dispose_DeletesTheFolder()
    {
        var folder = ScratchFolder.Make("sheet");
        Assert.True(File.Exists(Path.Combine(folder.Path, ScratchFolder.LockFile)));

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void Load_OfAnotherEncoding_LeavesNoCopy()
    {
        using var folder = new TemporaryFolder();
        using var session = MatchingSession.Open();
        var file = folder.Write("people.csv", Encoding.Latin1.GetBytes("id,surname\n1,Núñez\n"));

        var copy = TextEncoding.AsUtf8(file, folder.Folder("scratch"), CancellationToken.None);
        Assert.False(OwnerOnly.IsOpenToOthers(copy));
        SourceFileLoader.Load(session, file, new SqlName("people"), "id", folder.PathOf("scratch"), CancellationToken.None);

        Assert.Equal(["1|Núñez"], MatchingSession.Rows(session, "FROM people"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.PathOf("scratch")));
    }
}
