using System.Text;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Normalise;

/// <summary>Every normal form is that of the SQL macro it replaced, on random and on awkward values.</summary>
public sealed class NormalFunctionOracleTests
{
    // Where the old form is not the wanted one. Several titles in a row were not all taken off, and LORD was never a surname; executors of a person are that
    // person; of couples the first is meant, a forename may stand on the next line, and C/O names another; a digit beyond ASCII is no letter and yet parts a name; eight digits are no telephone
    // number with a country's code, nor seven a date.
    private const string Titles = "regexp_matches(p, '(^| )(MR|MRS|MS|MISS|MX|DR|PROF|PROFESSOR|DOCTOR|REV|REVD|REVEREND|SIR|DAME|LADY|LORD|MASTER|MSTR|MESSRS|ESQ|ESQUIRE|JNR|SNR|JR|SR|CLLR|CAPT|CAPTAIN|SGT|HON|OBE|MBE)( |$)')";
    private const string Names = Titles + " OR regexp_matches(p, '(^| )(EXECUTORS|EXECUTOR|EXORS|ESTATE|LATE|REPRESENTATIVES|REPS|DECEASED|DECD)( |$)|^(TENANT|NAME|SURNAME|FORENAME|THE TENANT|WITHHELD|NOT STATED|TO BE CONFIRMED)$')";
    private const string FullNames = Names + " OR regexp_matches(p, '(^| )(AND|TENANT|NAME|SURNAME|FORENAME|WITHHELD)( |$)') OR regexp_matches(v, '\\n|[&+]|[Cc]/[Oo]|[٣²½]')";
    private const string Phones = "regexp_matches(regexp_replace(v, '\\(0\\)|[^0-9]', '', 'g'), '^(0044|44)0?[0-9]{8}$')";
    private const string Dates = "regexp_matches(trim(v), '^[0-9]{7}$')";

    private static readonly string[] Pieces =
    [
        "Smith", "JOHN", "o'brien", "O’Brien", "D`Arcy", "van", "DER", "de la", "Mac", "mc", "St", "O", "bin", "xxx", "X", "unknown", "Not Known", "n/a", "N A", "null", "TBC", "baby of", "The Occupier",
        "José", "Zoë", "Łukasz", "Øystein", "Đặng", "ıİ", "Straße", "æther", "Æthel", "JosÃ©", "MÃ¼ller", "Åsa", "â", "Nguyễn", "e\u0301a\u0302", "ﬁ", "Ｆｕｌｌ", "李小龙", "محمد", "مُحَمَّد", "דוד", "עִבְרִית",
        "\u202Ertl", "😀", "👩‍👩‍👧", "\u00A0", "\u200B", "\uFEFF", "٣", "²", "½", "ª", "\t", "\n", "\r\n", "\0", "\u0001", "\u007F", " ", "  ", ",", "/", "-", ".", ":", "@", "(0)", "+44", "0044", "44", "0", "(", ")", "'", "`", "_",
        "1", "12", "12a", "12A", "221b", "2", "99", "1980", "2001", "01", "13", "31", "30", "29", "02", "Feb", "feb", "Febr", "February", "MAY", "Sept", "Sep", "1-2", "03/02/1951", "1951-02-03", "19510203", "03021951", "20111951",
        "00:00:00", "23:59:59.123", "12:30", "T00:00", "51", "1900", "1901", "0101", "1880", "1879", "2099", "2100", "0000", "9999",
        "Fl", "FLT", "Apt", "apartment", "Rd", "RD.", "St", "str", "Ave", "av", "Gr", "Grv", "Cl", "Ln", "High", "Withheld", "Address", "NFA", "no fixed abode", "of", "confidential",
        "NW2", "3LN", "NW23LN", "B1", "OAA", "SW1A", "1AA", "ZZ99", "9ZZ", "Z1", "ZA1", "l", "i", "AB", "123456", "C", "BG", "TN", "QQ", "943", "476", "5919", "9434765919", "0000000000", "5918",
        "07700", "900123", "7700900123", "111111111", "a.b", "A.B@Example.com", "none@none.com", "no-reply@x.org", "xx@y", "é@ü.de", "É@x.org", "@", "male", "F", "m", "woman", "200004525", "000", ".0", ".00", "-5",
    ];

    [Theory]
    [InlineData("text", "false")]
    [InlineData("generic", "false")]
    [InlineData("code", "false")]
    [InlineData("name", Names)]
    [InlineData("full_forename", FullNames)]
    [InlineData("full_surname", FullNames)]
    [InlineData("date", Dates)]
    [InlineData("sex", "false")]
    [InlineData("uprn", "false")]
    [InlineData("postcode", "false")]
    [InlineData("phone", Phones)]
    [InlineData("email", "false")]
    [InlineData("nino", "false")]
    [InlineData("nhs", "false")]
    [InlineData("address", "false")]
    [InlineData("address_numbers", "false")]
    [InlineData("sound", "false")]
    public void Form_RandomValues_IsThatOfTheSql(string form, string except)
    {
        using var session = Prepared(Values(20_261_122));
        var old = form switch
        {
            "address_numbers" => "old_address_numbers(old_address(v))",
            "sound" => "old_sound(old_name(v))",
            _ => $"old_{form}(v)",
        };
        var now = form switch { "sound" => "lnk_sound(old_name(v))", "address_numbers" => "lnk_address_numbers(lnk_address(v))", _ => $"lnk_{form}(v)" };
        session.Execute($"CREATE TEMP TABLE held AS SELECT v FROM (SELECT v, coalesce(old_parted(v), '') AS p FROM vals) WHERE NOT ({except})", CancellationToken.None);

        var differ = MatchingSession.Rows(session, $"SELECT v, {old}, {now} FROM held WHERE ({old})::VARCHAR IS DISTINCT FROM ({now})::VARCHAR ORDER BY strlen(v) LIMIT 12");

        Assert.Empty(differ);
        Assert.True(session.Scalar<long>($"SELECT count(DISTINCT {now}) FROM held", CancellationToken.None) > (form == "sex" ? 1 : 8));
    }

    [Theory]
    [InlineData("a", 10_000)]
    [InlineData("Smith ", 10_000)]
    [InlineData("12 ", 9_999)]
    [InlineData("ST ", 9_999)]
    [InlineData("é", 10_000)]
    [InlineData("&", 10_000)]
    [InlineData("李 ", 10_000)]
    public void Form_VeryLongValue_IsThatOfTheSql(string piece, int length)
    {
        using var session = Prepared([string.Concat(Enumerable.Repeat(piece, length / piece.Length))]);
        foreach (var form in new[] { "text", "generic", "code", "name", "date", "sex", "uprn", "postcode", "phone", "email", "nino", "nhs", "address" })
        {
            Assert.Empty(MatchingSession.Rows(session, $"SELECT '{form}' FROM vals WHERE old_{form}(v)::VARCHAR IS DISTINCT FROM lnk_{form}(v)::VARCHAR"));
        }

        Assert.Empty(MatchingSession.Rows(session, "SELECT 'numbers' FROM vals WHERE old_address_numbers(old_address(v)) IS DISTINCT FROM lnk_address_numbers(lnk_address(v))"));
        Assert.Equal(1, session.Scalar<long>("SELECT count(*) FROM (SELECT lnk_full_forename(v), lnk_full_surname(v) FROM vals)", CancellationToken.None));
    }

    private static DuckSession Prepared(IEnumerable<string> values)
    {
        var session = MatchingSession.Open();
        MatchingSession.Table(session, "vals", ["v"], values.Select(v => (string?[])[v]));
        RecordTable.CreateMacros(session, CancellationToken.None);
        using var stream = typeof(NormalFunctionOracleTests).Assembly.GetManifestResourceStream("normalise_oracle.sql")!;
        using var reader = new StreamReader(stream);
        foreach (var statement in reader.ReadToEnd().Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            session.Execute(statement, CancellationToken.None);
        }

        return session;
    }

    private static IEnumerable<string> Values(int seed)
    {
        var random = new Random(seed);
        foreach (var piece in Pieces)
        {
            yield return piece;
        }

        string[] between = ["", "", " ", " ", "-", "/", ", ", ".", ":", "'"];
        for (var i = 0; i < 12_000; i++)
        {
            var value = new StringBuilder();
            for (var parts = random.Next(1, 6); parts > 0; parts--)
            {
                value.Append(Pieces[random.Next(Pieces.Length)]).Append(between[random.Next(between.Length)]);
            }

            yield return value.ToString();
        }

        for (var i = 0; i < 4_000; i++)
        {
            var (a, b, c) = (random.Next(0, 33), random.Next(0, 15), random.Next(1870, 2105));
            var mark = "-/. "[random.Next(4)];
            yield return random.Next(6) switch
            {
                0 => $"{c}{mark}{b:D2}{mark}{a}",
                1 => $"{a:D2}{mark}{b}{mark}{c}",
                2 => $"{a:D2}{b:D2}{c}",
                3 => $"{c}{b:D2}{a:D2}",
                4 => $"{a}{mark}{b}{mark}{c} {random.Next(25)}:{random.Next(61)}",
                _ => $"{c}{mark}{b}{mark}{a} {random.Next(25)}:{random.Next(61)}:{random.Next(61)}",
            };
            yield return string.Concat(Enumerable.Range(0, random.Next(7, 13)).Select(_ => random.Next(10)));
            yield return $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}{random.Next(100)} {random.Next(10)}{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}";
            yield return $"{"ABCEGNQTZ"[random.Next(9)]}{(char)('A' + random.Next(26))}{random.Next(1_000_000):D6}{"ABCDE "[random.Next(6)]}";
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[random.Next(26)]));
        }
    }
}
