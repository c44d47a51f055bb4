using System.Text.RegularExpressions;
using Linkage.Matching.Duck;
using Linkage.Matching.Files;
using Linkage.Matching.Review;
using Linkage.TestKit;

namespace Linkage.Matching.Tests;

/// <summary>The example of the engine's README is the code that runs here.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Readme_TenLines_LinkTwoFiles()
    {
        using var folder = new TemporaryFolder();
        var left = Path.Combine(RepositoryPaths.SharedData, "people", "febrl_dataset4a.csv");
        var right = Path.Combine(RepositoryPaths.SharedData, "people", "febrl_dataset4b.csv");
        var links = folder.PathOf("links.parquet");

        // README begins
        using var session = DuckSession.Open(new DuckOptions());
        session.Execute($"CREATE TABLE a AS FROM read_csv({SqlName.Literal(left)}, all_varchar = true)", default);
        session.Execute($"CREATE TABLE b AS FROM read_csv({SqlName.Literal(right)}, all_varchar = true)", default);
        LinkColumn[] columns = [new("given_name", FieldMeaning.Forename), new("surname", FieldMeaning.Surname),
            new("date_of_birth", FieldMeaning.DateOfBirth), new("postcode", FieldMeaning.Code)];
        LinkInput Input(string table) => new() { Dataset = table, Relation = new SqlName(table), RecordIdColumn = "rec_id", Columns = columns };
        var result = Linker.Link(session, [Input("a"), Input("b")], new LinkSettings(), null, default);
        session.Execute($"COPY {result.Links} TO {SqlName.Literal(links)}", default);
        // README ends

        var (right95, all95) = session.Query(
            $"SELECT count(*) FILTER (regexp_extract(left_id, '[0-9]+') = regexp_extract(right_id, '[0-9]+')), count(*) FROM read_parquet({SqlName.Literal(links)}) WHERE match_probability >= 0.95",
            r => (r.GetInt64(0), r.GetInt64(1)),
            CancellationToken.None)[0];
        Assert.True(right95 >= 4_500 && right95 >= all95 * .995, $"{right95} of {all95}");
    }

    [Fact]
    public void Readme_Example_IsTheCodeOfThisTest()
    {
        var readme = File.ReadAllText(RepositoryPaths.Of("pipeline", "Linkage.Matching", "README.md"));
        var test = File.ReadAllText(RepositoryPaths.Of("tests", "Linkage.Matching.Tests", "ReadmeTests.cs"));
        var example = Lines(Fence().Match(readme).Groups[1].Value);

        Assert.Equal(example, Lines(test[(test.IndexOf("// README begins", StringComparison.Ordinal) + 16)..test.IndexOf("// README ends", StringComparison.Ordinal)]));
        Assert.InRange(example.Count, 5, 10);
    }

    [Fact]
    public void Readme_ClericalReview_IsTheCodeOfThisTest()
    {
        using var folder = new TemporaryFolder();
        var people = folder.Write("people.csv", "id,first_name,surname,dob\n1,Ann,Smith,1980-01-02\n2,Ann,Smyth,1980-01-02\n3,Bob,Jones,1970-03-04\n");
        FileLinker.Link(new FileLinkRequest { Left = people, Id = "id", Out = folder.PathOf("links"), KeepFrom = 1e-6 }, null, default);
        var (run, made) = (folder.PathOf("links"), folder.PathOf("review"));

        // Review begins
        var review = FileReview.Export(new FileReviewRequest { Run = run, Out = made, Pairs = 200 }, default);
        using (var journal = review.OpenJournal("ann.smith", ReviewRole.Reviewer, TimeProvider.System))
            journal.Record(pair: 1, ReviewLabel.Match);
        var outcomes = ReviewOutcome.Of(review.Pairs.Count, review.Read("ann.smith", ReviewRole.Reviewer), null, null);
        ReviewLabels.Write(review, outcomes, default);
        var precision = ReviewEstimate.Of(review.Scores, ReviewLabels.Decided(outcomes)).Precision;
        // Review ends

        Assert.True(precision is null or { Value: 1 });
        Assert.True(File.Exists(Path.Combine(made, "labels.parquet")));
        var test = File.ReadAllText(RepositoryPaths.Of("tests", "Linkage.Matching.Tests", "ReadmeTests.cs"));
        var code = Lines(test[(test.IndexOf("// Review begins", StringComparison.Ordinal) + 16)..test.IndexOf("// Review ends", StringComparison.Ordinal)]);
        var readme = File.ReadAllText(RepositoryPaths.Of("pipeline", "Linkage.Matching", "README.md"));
        Assert.Contains(Fence().Matches(readme), m => Lines(m.Groups[1].Value).SequenceEqual(code));
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
