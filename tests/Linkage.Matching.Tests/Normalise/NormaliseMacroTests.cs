using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Normalise;

public sealed class NormaliseMacroTests
{
    public static TheoryData<string, string, string> Vectors()
    {
        using var stream = typeof(NormaliseMacroTests).Assembly.GetManifestResourceStream("normalised_values.tsv")!;
        using var reader = new StreamReader(stream);
        var vectors = new TheoryData<string, string, string>();
        foreach (var line in reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            var cells = line.Split('\t');
            vectors.Add(cells[0], cells[1].Replace('␠', ' '), cells[2]);
        }

        return vectors;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Macro_Value_IsNormalised(string macro, string input, string expected)
    {
        using var session = MatchingSession.Open();
        RecordTable.CreateMacros(session, CancellationToken.None);

        var value = session.Scalar<string>($"SELECT coalesce({macro}(v)::VARCHAR, '∅') FROM (SELECT $1::VARCHAR AS v)", [input], CancellationToken.None);

        Assert.Equal(expected, value);
    }

    [Fact]
    public void Macro_NormalisedTwice_IsTheSame()
    {
        using var session = MatchingSession.Open();
        RecordTable.CreateMacros(session, CancellationToken.None);
        foreach (var macro in new[] { "lnk_name", "lnk_date", "lnk_sex", "lnk_uprn", "lnk_postcode", "lnk_phone", "lnk_email", "lnk_nino", "lnk_nhs", "lnk_code", "lnk_generic" })
        {
            foreach (var row in Vectors().Where(v => (string)v[0] == macro))
            {
                var value = session.Scalar<bool>(
                    $"SELECT {macro}(v)::VARCHAR IS NOT DISTINCT FROM {macro}({macro}(v)::VARCHAR)::VARCHAR FROM (SELECT $1::VARCHAR AS v)", [(string)row[1]], CancellationToken.None);
                Assert.True(value, $"{macro} of '{row[1]}' changes when it is normalised again.");
            }
        }
    }

    [Fact]
    public void Macro_Null_IsNull()
    {
        using var session = MatchingSession.Open();
        RecordTable.CreateMacros(session, CancellationToken.None);
        foreach (var macro in Vectors().Select(v => (string)v[0]).Distinct())
        {
            Assert.True(session.Scalar<bool>($"SELECT {macro}(NULL::VARCHAR) IS NULL", CancellationToken.None), macro);
        }
    }

    [Fact]
    public void Date_OfTypeDateOrTimestamp_IsRead()
    {
        using var session = MatchingSession.Open();
        RecordTable.CreateMacros(session, CancellationToken.None);

        Assert.Equal("19510203", session.Scalar<string>("SELECT lnk_date(DATE '1951-02-03')", CancellationToken.None));
        Assert.Equal("19510203", session.Scalar<string>("SELECT lnk_date(TIMESTAMP '1951-02-03 00:00:00')", CancellationToken.None));
        Assert.Equal(200004525L, session.Scalar<long>("SELECT lnk_uprn(200004525::BIGINT)", CancellationToken.None));
    }
}
