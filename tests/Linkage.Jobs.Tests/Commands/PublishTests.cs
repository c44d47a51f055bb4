using System.Text;
using Linkage.Jobs.Tests.Formats;
using Linkage.Jobs.Tests.Publishing;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>Publishing as an officer, or a scheduler, does it.</summary>
public sealed class PublishTests : IDisposable
{
    private const string At = "2026-11-22T12:00:00Z";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Register_Twice_GivesTheSameBytesAndNamesNobody()
    {
        var first = await PublishAsync("register", "--out", _folder.PathOf("one"), "--at", At, "--json");
        var again = await PublishAsync("register", "--out", _folder.PathOf("one"), "--at", At, "--json");
        var other = await PublishAsync("register", "--out", _folder.PathOf("two"), "--at", At, "--json");

        Assert.True(first.ExitCode == 0, first.Error);
        JsonShape.Fits("publish-output", first.Json());
        Assert.Equal(3, first.Json().GetProperty("entries").GetInt32());
        Assert.Equal(first.Output, again.Output);
        Assert.Equal(Digests(first), Digests(other));
        Assert.Equal(["register.csv", "register.html"], Directory.GetFileSystemEntries(_folder.PathOf("one")).Select(Path.GetFileName).Order());
        foreach (var file in Directory.GetFiles(_folder.PathOf("one")))
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.All(SampleSources.Registry.People.All, person => Assert.All(
                person.Accounts.Append(person.Id).Append(person.Office), word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase)));
        }
    }

    [Fact]
    public async Task Register_WhereARuleNamesItsRequesterAndHisOffice_WithholdsBothAndSaysSo()
    {
        // The catalogue is not part of what approvers sign, so that the rule stays approved.
        CopyGovernance(text => text.Replace("what: \"General power of competence of a local authority.\"", "what: \"Ask p-okafor, early help programme MANAGER, about it.\"", StringComparison.Ordinal));

        var ended = await PublishAsync("register", "--registry", _folder.PathOf("governance"), "--out", _folder.PathOf("out"), "--at", At, "--json");

        Assert.Equal(2, ended.Json().GetProperty("withheld").GetInt32());
        var html = await File.ReadAllTextAsync(_folder.PathOf("out", "register.html"));
        Assert.Contains("Ask [withheld], [withheld], about it.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("okafor", html + await File.ReadAllTextAsync(_folder.PathOf("out", "register.csv")), StringComparison.OrdinalIgnoreCase);
        var told = await PublishAsync("register", "--registry", _folder.PathOf("governance"), "--out", _folder.PathOf("out"), "--at", At);
        Assert.Contains("2 words withheld", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_OfARegistryInTheStore_IsTheSameAndThenSaysWhatWasStoppedThere()
    {
        var workspace = _folder.Folder("workspace");
        Assert.Equal(0, (await LinkageProcess.RunAsync("rules", "import", RepositoryPaths.Governance, "--data", workspace)).ExitCode);
        var files = await PublishAsync("register", "--registry", RepositoryPaths.Governance, "--out", _folder.PathOf("files"), "--at", At, "--json");
        var store = await PublishAsync("register", "--data", workspace, "--out", _folder.PathOf("store"), "--at", At, "--json");
        Assert.Equal(Digests(files), Digests(store));

        Assert.Equal(0, (await LinkageProcess.RunAsync("rules", "suspend", "homes-and-money.v4", "--person", "p-sandhu", "--reason", "A complaint of Mrs Example", "--data", workspace)).ExitCode);
        Assert.Equal(0, (await PublishAsync("register", "--data", workspace, "--out", _folder.PathOf("store"), "--at", At)).ExitCode);

        var page = new PublishedPage(await File.ReadAllBytesAsync(_folder.PathOf("store", "register.html")));
        Assert.Equal("Suspended: set aside for the time being", page.Cell("(homes-and-money v4)", "Status"));
        Assert.DoesNotContain("Mrs Example", page.Text + await File.ReadAllTextAsync(_folder.PathOf("store", "register.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_OverAFileOfAnotherHand_IsRefusedAndKeepsIt()
    {
        _folder.Write(Path.Combine("out", "register.csv"), "mine,not yours\r\n");

        var ended = await PublishAsync("register", "--out", _folder.PathOf("out"), "--json");

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("NOT_ITS_OWN", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("mine,not yours\r\n", await File.ReadAllTextAsync(_folder.PathOf("out", "register.csv")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.PathOf("out")));
    }

    [Fact]
    public async Task Register_IntoWhatIsAFile_OrOfARegistryThatIsNotThere_IsBadConfiguration()
    {
        var file = _folder.Write("file", "text");
        Assert.Equal(3, (await PublishAsync("register", "--out", file)).ExitCode);
        Assert.Equal(3, (await PublishAsync("register", "--out", _folder.PathOf("out"), "--registry", _folder.PathOf("none"))).ExitCode);
        Assert.False(Directory.Exists(_folder.PathOf("out")));
    }

    [Fact]
    public async Task Register_ByAnAccountThatMayNotWriteThere_EndsWithOneAndNoHalf()
    {
        Directory.CreateDirectory(_folder.PathOf("out"));
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(_folder.PathOf("out"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var ended = await LinkageProcess.RunBoundByModesAsync("publish", "register", "--out", _folder.PathOf("out"));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("NO_ACCESS", ended.Error, StringComparison.Ordinal);
        File.SetUnixFileMode(_folder.PathOf("out"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.PathOf("out")));
    }

    [Fact]
    public async Task Article30_Twice_GivesTheSameBytes()
    {
        var first = await PublishAsync("article30", "--out", _folder.PathOf("out"), "--at", At, "--json");
        var again = await PublishAsync("article30", "--out", _folder.PathOf("out"), "--at", At, "--json");

        Assert.True(first.ExitCode == 0, first.Error);
        JsonShape.Fits("publish-output", first.Json());
        Assert.Equal(first.Output, again.Output);
        Assert.Equal(3, CsvReader.Read(await File.ReadAllTextAsync(_folder.PathOf("out", "article30.csv"), Encoding.UTF8)).Count);
    }

    [Theory]
    [InlineData("dpia", "homes-and-money.v4")]
    [InlineData("transparency", "housing+housing")]
    public async Task Document_ThatPeopleWriteInto_IsMadeOnceAndNeverReplaced(string what, string of)
    {
        var first = await PublishAsync(what, of, "--out", _folder.PathOf("one.html"), "--at", At, "--json");
        var other = await PublishAsync(what, of, "--out", _folder.PathOf("two.html"), "--at", At, "--json");
        var again = await PublishAsync(what, of, "--out", _folder.PathOf("one.html"), "--at", At, "--json");

        Assert.True(first.ExitCode == 0, first.Error);
        JsonShape.Fits("publish-output", first.Json());
        Assert.Equal(Digests(first), Digests(other));
        Assert.Equal(2, again.ExitCode);
        Assert.Equal("FILE_EXISTS", again.Json().GetProperty("error").GetProperty("code").GetString());
        new PublishedPage(await File.ReadAllBytesAsync(_folder.PathOf("one.html"))).IsAccessibleAndAlone();
    }

    [Theory]
    [InlineData("dpia", "homes-and-money.v9", "UNKNOWN_RULE")]
    [InlineData("dpia", "nothing", "UNKNOWN_RULE")]
    [InlineData("transparency", "housing+nothing", "UNKNOWN_MODEL")]
    [InlineData("transparency", "../../README", "UNKNOWN_MODEL")]
    public async Task Document_OfWhatIsNotThere_EndsWithThreeAndNamesWhatIs(string what, string of, string code)
    {
        var ended = await PublishAsync(what, of, "--out", _folder.PathOf("one.html"), "--json");

        Assert.Equal(3, ended.ExitCode);
        Assert.Equal(code, ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("Choose one of: ", ended.Json().GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Dpia_WithAWorkspaceThatIsNotThere_IsBadConfiguration()
    {
        var ended = await PublishAsync("dpia", "homes-and-money", "--out", _folder.PathOf("one.html"), "--data", _folder.PathOf("none"), "--json");

        Assert.Equal((3, "NO_WORKSPACE"), (ended.ExitCode, ended.Json().GetProperty("error").GetProperty("code").GetString()));
    }

    private static Task<LinkageProcess.Ended> PublishAsync(params string[] args) => LinkageProcess.RunAsync(["publish", .. args]);

    private static string Digests(LinkageProcess.Ended ended) =>
        string.Join(' ', ended.Json().GetProperty("files").EnumerateArray().Select(f => f.GetProperty("sha256").GetString()));

    private void CopyGovernance(Func<string, string> change)
    {
        foreach (var part in new[] { "catalogue", "rules" })
        {
            foreach (var file in Directory.EnumerateFiles(RepositoryPaths.Of("governance", part), "*.yaml"))
            {
                _folder.Write(Path.Combine("governance", part, Path.GetFileName(file)), change(File.ReadAllText(file)));
            }
        }
    }
}
