using System.Text.RegularExpressions;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Deploying;

/// <summary>The commands of the runbook, as they stand there.</summary>
internal static class Runbook
{
    private static readonly string Text = File.ReadAllText(RepositoryPaths.Of("runbook.md"));

    /// <summary>The block of commands between the marks of a name, without the indentation of the list it stands in.</summary>
    /// <param name="name">The name in the mark.</param>
    public static string Commands(string name)
    {
        var match = Regex.Match(Text, $"<!-- commands: {name} -->\\s*```sh\\n(.+?)\\n *```\\s*<!-- /commands -->", RegexOptions.Singleline);
        Assert.True(match.Success, $"runbook.md has no commands {name}.");
        return Regex.Replace(match.Groups[1].Value, "^   (?=\\S)", string.Empty, RegexOptions.Multiline);
    }
}
