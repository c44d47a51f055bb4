using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests.Scoring;

/// <summary>Made-up people of a seed, with errors, relatives, blanks and names of several parts, spread over datasets.</summary>
internal static class RandomPeople
{
    private static readonly string[] Header = ["id", "forename", "surname", "dob", "sex", "uprn", "address", "postcode", "phone", "team", "note"];

    private static readonly LinkColumn[] Columns =
    [
        new("forename", FieldMeaning.Forename), new("surname", FieldMeaning.Surname), new("dob", FieldMeaning.DateOfBirth), new("sex", FieldMeaning.Sex), new("uprn", FieldMeaning.Uprn),
        new("address", FieldMeaning.Address), new("postcode", FieldMeaning.Postcode), new("phone", FieldMeaning.Phone), new("team", FieldMeaning.Code), new("note", FieldMeaning.Text),
    ];

    /// <summary>Makes a table for each dataset; ids are unique over all.</summary>
    internal static LinkInput[] Make(DuckSession session, int seed, string[] datasets, int people, int shuffle = 0)
    {
        var random = new Random(seed);
        string[] syllables = ["ka", "lo", "mir", "wen", "tu", "shar", "be", "jo", "pha", "qui", "dro", "vex", "zan", "gur", "é", "ł"];
        string Name() => string.Concat(Enumerable.Range(0, 2 + random.Next(2)).Select(_ => syllables[random.Next(syllables.Length)]));
        var forenames = Enumerable.Range(0, 12 + people / 20).Select(_ => random.Next(5) == 0 ? $"{Name()} {Name()}" : Name()).ToArray();
        var surnames = Enumerable.Range(0, 12 + people / 10).Select(_ => random.Next(8) == 0 ? $"{Name()}-{Name()}" : Name()).ToArray();
        string? Worn(string? value)
        {
            if (value is null || random.Next(6) > 0)
            {
                return value;
            }

            var at = random.Next(value.Length);
            return random.Next(5) switch
            {
                0 => null,
                1 => value[..at] + value[(at + 1)..],
                2 => value[..at] + "x" + value[at..],
                3 => value[..1],
                _ => string.Join(' ', value.Split(' ').Reverse()),
            };
        }

        var rows = datasets.ToDictionary(d => d, _ => new List<string?[]>());
        var number = 0;
        for (var person = 0; person < people; person++)
        {
            var home = person * 2 / 5;
            var born = new DateOnly(1940, 1, 1).AddDays(random.Next(25_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (forename, surname) = (forenames[random.Next(forenames.Length)], surnames[home * 7 % surnames.Length]);
            var (phone, sex) = ($"07{random.Next(100_000_000, 999_999_999)}", random.Next(2) == 0 ? "M" : "F");
            foreach (var dataset in datasets)
            {
                for (var copy = 0; copy < random.Next(3); copy++)
                {
                    var swapped = random.Next(25) == 0;
                    rows[dataset].Add(
                    [
                        $"{number++:D6}", Worn(swapped ? surname : forename), Worn(swapped ? forename : surname), random.Next(8) == 0 ? null : random.Next(12) == 0 ? born[..8] + "15" : born, random.Next(9) == 0 ? null : sex,
                        random.Next(3) == 0 ? null : $"{100_000 + home}", random.Next(4) == 0 ? null : $"{1 + home % 90} {surnames[home % surnames.Length]} street",
                        random.Next(7) == 0 ? null : $"LS{1 + home % 9} {home % 7}{(char)('A' + home % 20)}D", random.Next(3) == 0 ? phone : null, random.Next(5) == 0 ? null : $"T{person % 11}",
                        random.Next(4) == 0 ? $"{forenames[random.Next(forenames.Length)]} {surnames[person % 5]}" : null,
                    ]);
                }
            }
        }

        foreach (var dataset in datasets)
        {
            var order = new Random(shuffle);
            MatchingSession.Table(session, dataset, Header, shuffle == 0 ? rows[dataset] : rows[dataset].OrderBy(_ => order.Next()));
        }

        return [.. datasets.Select(d => MatchingSession.Input(d, Columns))];
    }
}
