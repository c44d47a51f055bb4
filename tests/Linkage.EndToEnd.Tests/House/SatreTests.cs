using System.Globalization;
using System.Text.RegularExpressions;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.House;

/// <summary>What <c>governance/satre.md</c> claims: every statement of SATRE 2.0.1 once, and tests that are there.</summary>
public sealed partial class SatreTests
{
    // How many statements each capability of SATRE 2.0.1 has.
    private static readonly (string Capability, int Statements)[] Specification =
    [
        ("1.1", 3), ("1.2", 12), ("1.3", 5), ("1.4", 7), ("1.5", 6), ("1.6", 9), ("1.7", 4),
        ("2.1", 18), ("2.2", 15), ("2.3", 4), ("2.4", 5), ("2.5", 3), ("2.6", 5), ("2.7", 6), ("2.8", 5), ("2.9", 1),
        ("3.1", 20), ("3.2", 6), ("3.3", 9), ("3.4", 4),
        ("4.1", 2), ("4.2", 2), ("4.3", 3), ("4.4", 4), ("4.5", 1), ("4.6", 1), ("4.7", 1), ("4.8", 3),
        ("5.1", 10), ("5.2", 1), ("5.3", 2), ("5.4", 4), ("5.5", 1), ("5.6", 2), ("5.7", 1),
    ];

    private static readonly string Text = File.ReadAllText(RepositoryPaths.Of("governance", "satre.md"));

    [Fact]
    public void Statements_OfTheSpecification_StandOnceEach()
    {
        var expected = Specification.SelectMany(one => Enumerable.Range(1, one.Statements).Select(number => string.Create(CultureInfo.InvariantCulture, $"{one.Capability}.{number:00}"))).ToList();
        Assert.Equal(185, expected.Count);

        // Those in brackets are spoken of again.
        var lines = Text.Split('\n');
        var stated = lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal)).SelectMany(line => Number().Matches(line.Split('|')[1]).Select(match => match.Value))
            .Concat(Paragraphs().Matches(Text).SelectMany(paragraph => Number().Matches(paragraph.Value).Select(match => match.Value)));
        Assert.Equal(expected.Order(StringComparer.Ordinal), stated.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Verdicts_AreKnownAndWhatIsMetIsShownByTestsThatAreThere()
    {
        var tests = Directory.EnumerateFiles(RepositoryPaths.Of("tests"), "*.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        var rows = Text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2])).Select(line => line.Split('|')).ToList();
        Assert.True(rows.Count > 50);
        foreach (var row in rows)
        {
            var (statement, verdict, shown) = (row[1].Trim(), row[3].Trim(), Code().Matches(row[5]).Select(match => match.Groups[1].Value).ToList());
            Assert.True(verdict is "Met" or "Part" or "Not met", $"{statement}: {verdict}");
            Assert.True(verdict != "Met" || shown.Count > 0, $"{statement} is met and nothing shows it.");
            Assert.True(shown.TrueForAll(tests.Contains), $"{statement}: a test is not there: {string.Join(", ", shown)}");
        }
    }

    [GeneratedRegex(@"\b[1-5]\.[1-9]\.[0-9]{2}\b")]
    private static partial Regex Number();

    [GeneratedRegex(@"^Statements [0-9., \n]+", RegexOptions.Multiline)]
    private static partial Regex Paragraphs();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Code();
}
