using Linkage.Matching.Files;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Files;

public sealed class FileLinkSpineTests
{
    private const string Header = "id,first_name,surname,dob,town\n";
    private const string Ann = "1,Ann,Smith,1980-01-02,Ely\n";
    private const string AnnAgain = "2,Ann,Smith,02/01/1980,Ely\n";
    private const string Bob = "3,Bob,Jones,1970-03-04,Ware\n";

    [Fact]
    public void Link_WithASpine_KeepsPersonsFromRunToRun()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.json", """{ "version": 1, "threshold": 0.5 }""");

        var first = Run(Header + Ann + Bob, null);
        var second = Run(Header + Ann + AnnAgain + Bob, null);
        var third = Run(Header + AnnAgain + Bob, "the third");

        Assert.Equal(("1", 1, 2), (first.Run, first.Number, first.Persons));
        Assert.Equal(2, first.Events["created"]);
        Assert.Equal(("2", 2, 2), (second.Run, second.Number, second.Persons));
        Assert.Equal([new("extended", 1)], second.Events);
        Assert.Equal(("the third", 3, 2), (third.Run, third.Number, third.Persons));
        Assert.Equal([new("withdrawn", 1)], third.Events);
        using var session = MatchingSession.Open();
        var persons = MatchingSession.Rows(session, $"FROM read_parquet('{folder.PathOf("spine", "spine-000003.parquet")}')");
        Assert.Equal(["left|2|P0000000001", "left|3|P0000000002"], persons);

        FileLinkSpine Run(string text, string? name) => FileLinker.Link(
            new FileLinkRequest { Left = folder.Write("people.csv", text), Id = "id", Settings = settings, Spine = folder.PathOf("spine"), Run = name }, null, CancellationToken.None).Result.Spine!;
    }

    [Fact]
    public void Link_WithoutASpine_SaysNothingOfPersons()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(FileLinker.Link(new FileLinkRequest { Left = folder.Write("people.csv", Header + Ann + AnnAgain), Id = "id" }, null, CancellationToken.None).Result.Spine);
    }
}
