using Linkage.Governance.Documents;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Projects;

/// <summary>A project's trial as its file says it.</summary>
public sealed class TrialProjectTests : IDisposable
{
    private const string Trial = """
        trial:
          id: reminder-2026
          unit: Household
          assignment: Random
          arms:
            - { name: reminder, share: 2 }
            - { name: usual-service, share: 1, control: true }
          strata: [ward_code]


        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Trial_IsAskedForAsItIsWritten()
    {
        var project = Load(Trial);

        var request = RequestBuilder.Build(project, ContractFolder.Load(RepositoryPaths.Sources, project), SourceModels.Load(RepositoryPaths.Of("schemas", "models")), []);

        Assert.Equal(("reminder-2026", "Household", "Random", null), (request.Trial!.Id, request.Trial.Unit, request.Trial.Assignment, request.Trial.Column));
        Assert.Equal([("reminder", 2, false), ("usual-service", 1, true)], request.Trial.Arms.Select(a => (a.Name, a.Share!.Value, a.IsControl)));
        Assert.Equal(["ward_code"], request.Trial.Strata);
        Assert.NotEqual(Load(string.Empty).ContentHash, project.ContentHash);
        Assert.Null(Load(string.Empty).Trial);
    }

    [Theory]
    [InlineData("share: 2", "share: 0")]
    [InlineData(", share: 2", "")]
    [InlineData("name: reminder", "name: usual-service")]
    [InlineData("name: reminder", "name: The reminder")]
    [InlineData("unit: Household", "unit: household")]
    [InlineData("assignment: Random", "assignment: ByColumn")]
    [InlineData("strata: [ward_code]", "strata: [arm]")]
    [InlineData("strata: [ward_code]", "stratum: [ward_code]")]
    [InlineData("    - { name: reminder, share: 2 }\n", "")]
    [InlineData("  id: reminder-2026\n", "")]
    public void Load_TrialThatDoesNotSayWhoGetsWhichArm_IsRefused(string text, string instead)
    {
        Assert.Contains(text, Trial, StringComparison.Ordinal);

        Assert.Throws<ConfigurationException>(() => Load(Trial.Replace(text, instead, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("trial-balance")]
    [InlineData("trial-arms")]
    public void Load_OutputWithTheNameOfATableOfTheTrial_IsRefused(string name)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Load(Trial, ("name: wards", $"name: {name}")));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Load(string.Empty, ("name: wards", $"name: {name}"));
    }

    private Project Load(string trial, params (string From, string To)[] edits)
    {
        foreach (var file in Directory.GetFiles(RepositoryPaths.Of("schemas", "cohorts"), "child-poverty*"))
        {
            var text = File.ReadAllText(file);
            if (file.EndsWith(".yaml", StringComparison.Ordinal))
            {
                text = edits.Append(("\noutputs:\n", $"\n{trial}outputs:\n")).Aggregate(text, (t, e) => t.Replace(e.Item1, e.Item2, StringComparison.Ordinal));
            }

            _folder.Write(Path.GetFileName(file), text);
        }

        return ProjectFile.Load(_folder.PathOf("child-poverty-research.yaml"));
    }
}
