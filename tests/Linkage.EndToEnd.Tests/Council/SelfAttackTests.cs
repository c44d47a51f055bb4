using System.Text;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A run that finds names where only attributes may stand is stopped by its own attack, and everything it made is put aside.</summary>
[Collection(RunCollection.Name)]
public sealed class SelfAttackTests(City city)
{
    private const string Project = "homes-and-money";

    [Fact]
    public async Task Run_NamesTypedIntoAnAttribute_IsStoppedAndReleasesNothingUntilTheyAreGone()
    {
        using var workspace = city.NewWorkspace();
        var sources = workspace.CopySources(city.Sources);
        var file = Directory.GetFiles(sources, "contact_centre_food_vouchers_*.csv").Single();
        var whole = await File.ReadAllTextAsync(file, Encoding.Latin1);
        var names = TypeNames(file, whole);

        var stopped = await city.RunAsync(Project, workspace.Path, "--sources", sources);

        Assert.True(stopped.ExitCode == 2, stopped.Output + stopped.Error);
        Assert.Contains("SELF_ATTACK_IDENTIFIER", stopped.Output, StringComparison.Ordinal);
        Assert.Contains("preferred_channel", stopped.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(names, name => (stopped.Output + stopped.Error).Contains(name, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(City.ReleasesOf(workspace.Path, Project));
        Assert.Empty(new GrantFiles(workspace.Path).SetsOf(Project));
        Assert.Equal(3, new GrantFiles(workspace.Path).Quarantined.Count(name => name.StartsWith("self-attack", StringComparison.Ordinal)));

        await File.WriteAllTextAsync(file, whole, Encoding.Latin1);
        var again = await city.RunAsync(Project, workspace.Path, "--sources", sources);

        Assert.True(again.ExitCode == 0, again.Output + again.Error);
        ReleaseFolders.AreSame(city.Released, workspace.Path, Project);
    }

    // The contract only warns of a channel it does not know, so the names would go on into the research zone.
    private static List<string> TypeNames(string file, string text)
    {
        var lines = text.Split('\n');
        var heads = lines[0].TrimEnd('\r').Split('|');
        var (name, channel) = (Array.IndexOf(heads, "Customer Name"), Array.IndexOf(heads, "Preferred Channel"));
        var names = new List<string>();
        for (var line = 1; line < lines.Length && names.Count < 40; line++)
        {
            var cells = lines[line].Split('|');
            if (cells.Length == heads.Length && cells[name].Length > 8)
            {
                names.Add(cells[name]);
                cells[channel] = cells[name];
                lines[line] = string.Join('|', cells);
            }
        }

        Assert.Equal(40, names.Count);
        File.WriteAllText(file, string.Join('\n', lines), Encoding.Latin1);
        return names;
    }
}
