using System.Text.Json;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Projects;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Projects;

/// <summary>The ladder of a column as a project file says it.</summary>
public sealed class LadderProjectTests : IDisposable
{
    private const string Column = "{ name: children_band, role: Dimension, sources: [dwp-lcf-monthly.children]";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{ dates: [month, year, decade] }", "month, year, decade")]
    [InlineData("{ widths: [5, 10, 20] }", "width 5, width 10, width 20")]
    [InlineData("{ prefixes: [4, 2] }", "prefix 4, prefix 2")]
    [InlineData("{ prefixes: [] }", "")]
    public void Load_Ladder_IsReadFinestFirst(string ladder, string steps) =>
        Assert.Equal(steps, string.Join(", ", Load(ladder).Outputs[0].Columns.Single(c => c.Name == "children_band").Generalise!.Steps.Select(s => s.Text)));

    [Theory]
    [InlineData("{ dates: [year, month] }")]
    [InlineData("{ dates: [year, year] }")]
    [InlineData("{ dates: [week] }")]
    [InlineData("{ widths: [5, 12] }")]
    [InlineData("{ widths: [1] }")]
    [InlineData("{ widths: [ten] }")]
    [InlineData("{ prefixes: [2, 4] }")]
    [InlineData("{ prefixes: [0] }")]
    [InlineData("{ widths: [5], prefixes: [2] }")]
    [InlineData("{ widths: [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192] }")]
    [InlineData("{ bands: [5] }")]
    [InlineData("{}")]
    public void Load_LadderWhoseStepsDoNotNest_IsRefused(string ladder) => Assert.Throws<ConfigurationException>(() => Load(ladder));

    [Fact]
    public void Load_LadderOnATable_IsRefused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Load("{ prefixes: [2] }", text => text.Replace("kind: PseudonymisedRows", "kind: Aggregate", StringComparison.Ordinal)));

        Assert.Contains("take 'generalise' out of families", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ColumnNamesThatAReleaseKeeps_AreRefusedAsTheSchemaRefusesThem()
    {
        foreach (var reserved in ProjectOutputColumn.ReservedNames)
        {
            var refused = Assert.Throws<ConfigurationException>(() => Load("{ prefixes: [2] }", text => text.Replace("name: children_band", $"name: {reserved}", StringComparison.Ordinal)));
            Assert.Contains("a release keeps this column name for itself", refused.Message, StringComparison.Ordinal);
        }

        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryPaths.Formats, "project.schema.json")));
        var columns = schema.RootElement.GetProperty("properties").GetProperty("outputs").GetProperty("items").GetProperty("properties").GetProperty("columns").GetProperty("items").GetProperty("properties");
        Assert.Equal(ProjectOutputColumn.ReservedNames, columns.GetProperty("name").GetProperty("not").GetProperty("enum").EnumerateArray().Select(name => name.GetString()!));
    }

    private Project Load(string ladder, Func<string, string>? change = null)
    {
        foreach (var query in Directory.GetFiles(RepositoryPaths.Of("schemas", "cohorts"), "child-poverty-*.sql"))
        {
            File.Copy(query, _folder.PathOf(Path.GetFileName(query)), overwrite: true);
        }

        var text = File.ReadAllText(RepositoryPaths.Of("schemas", "cohorts", "child-poverty-research.yaml"));
        Assert.Contains(Column, text, StringComparison.Ordinal);
        var start = text.IndexOf(Column, StringComparison.Ordinal);
        var end = text.IndexOf('\n', start);
        text = $"{text[..start]}{Column}, generalise: {ladder} }}{text[end..]}";
        return ProjectFile.Load(_folder.Write("child-poverty-research.yaml", change?.Invoke(text) ?? text));
    }
}
