using System.Text;
using Linkage.Matching.Files;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Files;

public sealed class ColumnCountTests
{
    [Theory]
    [InlineData(",", "utf-8")]
    [InlineData("|", "utf-8")]
    [InlineData("\t", "utf-16")]
    public void Link_FileOfTooManyColumns_IsRefused(string delimiter, string encoding)
    {
        using var folder = new TemporaryFolder();
        var how = Encoding.GetEncoding(encoding);
        var path = folder.Write("wide.csv", [.. how.GetPreamble(), .. how.GetBytes(string.Join(delimiter, Enumerable.Range(0, 50_000).Select(i => $"c{i}")) + "\n")]);

        Refused(path, "c0");
    }

    [Fact]
    public void Link_ParquetOfTooManyColumns_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("wide.parquet");
        using (var session = MatchingSession.Open())
        {
            session.Execute($"COPY (SELECT {string.Join(", ", Enumerable.Range(0, 2_001).Select(i => $"{i} AS c{i}"))}) TO '{path}' (FORMAT parquet)", CancellationToken.None);
        }

        Refused(path, "c0");
    }

    [Fact]
    public void Check_DelimitersInQuotesAndLaterLines_AreNotCounted()
    {
        using var folder = new TemporaryFolder();

        ColumnCount.Check(folder.Write("people.csv", $"id,\"{new string(',', 3_000)}\"\n{new string(',', 3_000)}\n"));
        ColumnCount.Check(folder.Write("most.csv", new string(',', 1_999) + "\n"));
        Assert.Throws<MatchingInputException>(() => ColumnCount.Check(folder.Write("more.csv", new string(',', 2_000) + "\n")));
    }

    private static void Refused(string path, string id)
    {
        var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(new FileLinkRequest { Left = path, Id = id }, null, CancellationToken.None));

        Assert.Equal("The file has more than 2,000 columns.", error.What);
        Assert.Equal(path, error.Where);
    }
}
