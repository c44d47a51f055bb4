using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Publishing.Pages;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Publishing;

public sealed class PublishedFileTests : IDisposable
{
    private const string Mark = "<meta name=\"generator\" content=\"linkage test\"";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Replace_OfItsOwnFile_PutsTheNewOneInItsPlaceAndLeavesNothingElse()
    {
        PublishedFile.Replace([File("one"), File("two")], isPublic: true);
        PublishedFile.Replace([File("one", "changed"), File("two")], isPublic: true);

        Assert.Contains("changed", System.IO.File.ReadAllText(_folder.PathOf("one")), StringComparison.Ordinal);
        Assert.Equal(["one", "two"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Replace_WhereOneIsOfAnotherHand_WritesNeither()
    {
        _folder.Write("two", "written by a person");

        var refused = Assert.Throws<ProblemException>(() => PublishedFile.Replace([File("one"), File("two")], isPublic: true));

        Assert.Equal(("NOT_ITS_OWN", ExitCode.Refused), (refused.Problem.Code, refused.Problem.ExitCode));
        Assert.Equal(["two"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal("written by a person", System.IO.File.ReadAllText(_folder.PathOf("two")));
    }

    [Fact]
    public void Replace_WhereAFolderOrALinkStands_IsRefused()
    {
        _folder.Folder("one");
        Assert.Equal("NOT_ITS_OWN", Assert.Throws<ProblemException>(() => PublishedFile.Replace([File("one")], isPublic: true)).Problem.Code);
        var elsewhere = _folder.Write("elsewhere", Mark);
        System.IO.File.CreateSymbolicLink(_folder.PathOf("two"), elsewhere);
        Assert.Equal("FILE_IS_LINK", Assert.Throws<ProblemException>(() => PublishedFile.Replace([File("two")], isPublic: true)).Problem.Code);
        System.IO.File.CreateSymbolicLink(_folder.PathOf("three"), _folder.PathOf("nowhere"));
        Assert.Equal("FILE_IS_LINK", Assert.Throws<ProblemException>(() => PublishedFile.Replace([File("three")], isPublic: true)).Problem.Code);
        Assert.Equal(Mark, System.IO.File.ReadAllText(elsewhere));
    }

    [Fact]
    public void Replace_OfAFileThatIsNotPublic_LetsItsOwnerAloneReadIt()
    {
        PublishedFile.Replace([File("one")], isPublic: false);

        Assert.True(OperatingSystem.IsWindows() || System.IO.File.GetUnixFileMode(_folder.PathOf("one")) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public void Create_WhereSomethingStands_RefusesAndKeepsIt()
    {
        PublishedFile.Create(File("one"));

        var refused = Assert.Throws<ProblemException>(() => PublishedFile.Create(File("one", "changed")));

        Assert.Equal(("FILE_EXISTS", ExitCode.Refused), (refused.Problem.Code, refused.Problem.ExitCode));
        Assert.DoesNotContain("changed", System.IO.File.ReadAllText(_folder.PathOf("one")), StringComparison.Ordinal);
        System.IO.File.CreateSymbolicLink(_folder.PathOf("link"), _folder.PathOf("nowhere"));
        Assert.Equal("FILE_EXISTS", Assert.Throws<ProblemException>(() => PublishedFile.Create(File("link"))).Problem.Code);
        Assert.False(Path.Exists(_folder.PathOf("nowhere")));
        Assert.Equal("FOLDER_MISSING", Assert.Throws<ProblemException>(() => PublishedFile.Create(File("none/one"))).Problem.Code);
    }

    private PublishedFile File(string name, string content = "content") => new(_folder.PathOf(name), Mark, Encoding.UTF8.GetBytes($"{Mark} />{content}"));
}
