using Linkage.Pipeline.Extract;
using static Linkage.Pipeline.Tests.Contracts.ContractText;
using static Linkage.Pipeline.Tests.Extract.ExtractBench;

namespace Linkage.Pipeline.Tests.Extract;

/// <summary>Types and expectations: what is kept, rejected, warned about or refused.</summary>
public sealed class ExtractContractTests : IDisposable
{
    private readonly ExtractBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private IReadOnlyList<string> Values(string type, string? format, params string[] values)
    {
        _bench.Options = _bench.Options with { RetypedShare = 1 };
        var landed = _bench.With(Csv(Column("value", type, format: format))).Landed("REF,VALUE\n" + string.Concat(values.Select((v, i) => $"{i},\"{v}\"\n")));
        var kept = Sql($"SELECT ref, coalesce(value::VARCHAR, '∅') FROM '{landed.RowsPath}'").ToDictionary(r => r.Split('|')[0], r => r.Split('|')[1]);
        return [.. values.Select((_, i) => kept.GetValueOrDefault(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "rejected"))];
    }

    [Fact]
    public void Execute_Numbers_TakePoundsAndThousands() => Assert.Equal(
        ["1234.50", "-12.00", "1234567.89", "0.50", "-3.10", "1.01", "∅", "rejected", "rejected", "rejected", "rejected", "rejected"],
        Values("number", null, "£1,234.50", " -£12 ", "1,234,567.89", ".5", "£-3.1", "1.005", " ", "1,23", "1e3", "12 GBP", "£", "12345678901234567890"));

    [Fact]
    public void Execute_Integers_TakeNoFraction() => Assert.Equal(
        ["12", "1200", "-7", "3", "12", "∅", "rejected", "rejected", "rejected", "rejected"],
        Values("integer", null, "12", "1,200", "-7", "3.0", "0012", "", "12.7", "0x10", "1_000", "99999999999999999999"));

    [Fact]
    public void Execute_Dates_AreStrict() => Assert.Equal(
        ["1980-02-01", "1980-02-01", "2000-02-29", "∅", "rejected", "rejected", "rejected", "rejected", "rejected"],
        Values("date", "%d/%m/%Y", "01/02/1980", "1/2/1980", "29/02/2000", "", "29/02/1900", "01/02/80", "1980-02-01", "01/02/1980 00:00", "n/k"));

    [Fact]
    public void Execute_DatesWithoutSeparators_NeedEveryDigit() => Assert.Equal(
        ["1980-02-01", "rejected", "rejected"],
        Values("date", "%d%m%Y", "01021980", "1021980", "31021980"));

    [Fact]
    public void Execute_DatesWithMonthNames_TakeAnyCase() =>
        Assert.Equal(["2026-10-05", "2026-10-05"], Values("date", "%d-%b-%Y", "05-Oct-2026", "05-OCT-2026"));

    [Fact]
    public void Execute_Booleans_TakeTheUsualWords() => Assert.Equal(
        ["true", "true", "true", "true", "false", "false", "false", "false", "∅", "rejected"],
        Values("boolean", null, "Y", "yes", "TRUE", "1", "n", "No", "false", "0", "", "maybe"));

    [Fact]
    public void Execute_BlankAndRepeatedIds_KeepTheFirstLine()
    {
        var landed = _bench.With(Csv(Column("day", "date", format: "%Y-%m-%d"))).Landed(
            "REF,DAY\nA,2026-01-01\n,2026-01-01\n A ,2026-01-02\nB,bad\nB,2026-01-03\nB,2026-01-04\n\"  \",bad\n");

        Assert.Equal(["2|A|2026-01-01", "6|B|2026-01-03"], Rows(landed));
        Assert.Equal(["3|ref|NOT_NULL", "4|ref|DUPLICATE_KEY", "5|day|NOT_A_DATE", "7|ref|DUPLICATE_KEY", "8|ref|NOT_NULL"], Rejects(landed));
    }

    [Fact]
    public void Execute_Expectations_RejectOrWarn()
    {
        var landed = _bench.With(Csv(
            Column("band", more: "quality:\n  - { metric: invalidValues, mustBe: 0, arguments: { validValues: [A, B] }, severity: reject }")
            + Column("code", more: "quality:\n  - { metric: invalidValues, mustBe: 0, arguments: { pattern: '[0-9]{3}' }, severity: warn }")
            + Column("sum", "number", more: "quality:\n  - { metric: invalidValues, mustBe: 0, arguments: { minimum: 0, maximum: 10.5 }, severity: reject }")
            + Column("day", "date", format: "%Y-%m-%d", more: "whenUnreadable: warn\nquality:\n  - { metric: invalidValues, mustBe: 0, arguments: { minimum: 2000-01-01 }, severity: warn }"))).Landed(
            "REF,BAND,CODE,SUM,DAY\n1,A,123,10.5,2026-01-01\n2,C,123,1,2026-01-01\n3,,1234,,1999-12-31\n4,B,x,10.51,2026-01-01\n5,B,,-1,2026-01-01\n6,B,,0,never\n");

        Assert.Equal(["2|1|A|123|10.50|2026-01-01", "4|3|∅|1234|∅|1999-12-31", "7|6|B|∅|0.00|∅"], Rows(landed));
        Assert.Equal(["3|band|NOT_IN_LIST", "5|sum|OUT_OF_RANGE", "6|sum|OUT_OF_RANGE"], Rejects(landed));
        Assert.Equal(["NOT_A_DATE=1", "OUT_OF_RANGE=1", "PATTERN=1"], landed.Part.WarnedByReason.Select(w => $"{w.Key}={w.Value}"));
    }

    [Theory]
    [InlineData("warn")]
    [InlineData("reject")]
    public void Execute_TooManyNulls_WarnsOrRefusesTheFile(string severity)
    {
        _bench.With(Csv(Column("name", more: $"quality:\n  - {{ metric: nullValues, unit: percent, mustBeLessOrEqualTo: 25, severity: {severity} }}")));
        const string Text = "REF,NAME\n1,\n2,x\n3,\n4,x\n";

        if (severity == "warn")
        {
            Assert.Equal(2, _bench.Landed(Text).Part.WarnedByReason["TOO_MANY_NULLS"]);
        }
        else
        {
            Assert.Equal(ExtractRefusals.TooManyNulls, _bench.Refused(Text).Code);
        }
    }

    [Theory]
    [InlineData("REF,NAME,MORE\n1,Ann,x\n", ExtractRefusals.NewColumn)]
    [InlineData("REF\n1\n", ExtractRefusals.MissingColumn)]
    [InlineData("REF,Name\n1,Ann\n", ExtractRefusals.MissingColumn)]
    [InlineData("REF,NAME,NAME\n1,Ann,Ann\n", ExtractRefusals.DuplicateColumn)]
    [InlineData("1,Ann\n2,Bo\n", ExtractRefusals.MissingColumn)]
    public void Execute_OtherColumns_AreRefusedWithoutQuarantine(string text, string code)
    {
        var refused = _bench.WithNames().Refused(text);

        Assert.Equal(code, refused.Code);
        Assert.Null(refused.QuarantinePath);
        Assert.DoesNotContain("Ann", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_RetypedCsvColumn_IsRefused()
    {
        var refused = _bench.With(Csv(Column("day", "date", format: "%d/%m/%Y"))).Refused(
            "REF,DAY\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{i},2026-01-{i:00}\n")));

        Assert.Equal(ExtractRefusals.RetypedColumn, refused.Code);
        Assert.Contains("20 of 20 values of day", refused.Message, StringComparison.Ordinal);
        Assert.Null(refused.QuarantinePath);
    }

    [Fact]
    public void Execute_FewBadValues_AreRejectsNotARetypedColumn() =>
        Assert.Equal(3, _bench.With(Csv(Column("day", "date", format: "%d/%m/%Y"))).Landed("REF,DAY\n1,x\n2,x\n3,x\n4,01/02/2026\n").Part.RejectedByReason["NOT_A_DATE"]);
}
