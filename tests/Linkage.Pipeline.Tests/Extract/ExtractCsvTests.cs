using System.Text;
using Linkage.Pipeline.Extract;
using static Linkage.Pipeline.Tests.Contracts.ContractText;
using static Linkage.Pipeline.Tests.Extract.ExtractBench;

namespace Linkage.Pipeline.Tests.Extract;

/// <summary>What a readable CSV file becomes: line ends, quotes, encodings, odd characters.</summary>
public sealed class ExtractCsvTests : IDisposable
{
    private readonly ExtractBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Execute_AnyLineEnd_ReadsTheSameRows(string end)
    {
        var landed = _bench.WithNames().Landed(string.Join(end, "REF,NAME", "1,Ann", "2,\"Bo" + end + "Li\"", "3,Cy"));

        Assert.Equal(["2|1|Ann", "3|2|Bo\nLi", "5|3|Cy"], Rows(landed));
        Assert.Equal(5, landed.Facts.Lines);
    }

    [Fact]
    public void Execute_QuotedFields_AreUnquoted()
    {
        var landed = _bench.WithNames().Landed("\"REF\",\"NAME\"\n\"1\",\"Smith, \"\"Jo\"\"\"\n 2 , \"B C\" \n3,12\" pipe\n4,\"\"\n5,''\n");

        Assert.Equal(["2|1|Smith, \"Jo\"", "3|2|B C", "4|3|12\" pipe", "5|4|∅", "6|5|''"], Rows(landed));
    }

    [Fact]
    public void Execute_RaggedRowsAndBrokenQuotes_AreRejectedWithTheirLines()
    {
        var landed = _bench.WithNames().Landed("REF,NAME\n1,Ann\n2\n3,Cy,extra\n4,\"Di\"x\n5,Ed\n\n6,\"open\n7,Flo\n");

        Assert.Equal(["2|1|Ann", "6|5|Ed", "9|7|Flo"], Rows(landed));
        Assert.Equal(["3|∅|RAGGED_ROW", "4|∅|RAGGED_ROW", "5|∅|BAD_QUOTE", "8|∅|BAD_QUOTE"], Rejects(landed));
        Assert.Equal(1, landed.Facts.BlankLines);
        Assert.Equal(9, landed.Facts.Lines);
    }

    [Fact]
    public void Execute_StrayQuoteInBigFile_CostsOneLine()
    {
        var text = new StringBuilder("REF,NAME\n1,\"oops\n");
        for (var i = 2; i <= 50_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i},Name {i}\n");
        }

        _bench.Options = _bench.Options with { MaximumRecordBytes = 4096 };
        var landed = _bench.WithNames().Landed(text.ToString());

        Assert.Equal(49_999, landed.Part.Kept);
        Assert.Equal(["2|∅|BAD_QUOTE"], Rejects(landed));
    }

    [Fact]
    public void Execute_TrailingDelimiterInHeader_IsATrailingDelimiterEverywhere()
    {
        var landed = _bench.WithNames().Landed("REF,NAME,\n1,Ann,\n2,Bo\n3,Cy,x\n4,Di, \n");

        Assert.Equal(["2|1|Ann", "5|4|Di"], Rows(landed));
        Assert.Equal(["3|∅|RAGGED_ROW", "4|∅|RAGGED_ROW"], Rejects(landed));
    }

    [Fact]
    public void Execute_TrailingDelimiterInARowOnly_IsRagged() =>
        // An unquoted comma in an address shifts the rest; that the last field is blank does not make it harmless.
        Assert.Equal(["2|∅|RAGGED_ROW"], Rejects(_bench.WithNames().Landed("REF,NAME\n1,Ann,\n2,Bo\n")));

    [Fact]
    public void Execute_ControlCharacters_BecomeSpacesWithAWarning()
    {
        var landed = _bench.WithNames().Landed("REF,NAME\n1,Ann\0\0\0\n2,A\u000Bb\u001Fc\u001Ed\n3,Cy\n");

        Assert.Equal(["2|1|Ann", "3|2|A b c d", "4|3|Cy"], Rows(landed));
        Assert.Equal(2, landed.Part.WarnedByReason[RejectReasons.ControlCharacter]);
    }

    [Fact]
    public void Execute_OddUnicode_IsKeptComposedAndTrimmed()
    {
        var landed = _bench.WithNames().Landed("REF,NAME\n1,\u00A0Zoe\u0308 \u200B\n2,王小明\n3,😀 O’Neil\n4,محمد\n5,\uFEFF\n6,İı ﬀ\n");

        Assert.Equal(["2|1|Zoë", "3|2|王小明", "4|3|😀 O’Neil", "5|4|محمد", "6|5|∅", "7|6|İı ﬀ"], Rows(landed));
    }

    [Fact]
    public void Execute_ByteOrderMark_OverridesTheContract()
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            using var bench = new ExtractBench();
            var landed = bench.WithNames(encoding: "windows-1252").Landed([.. encoding.GetPreamble(), .. encoding.GetBytes("REF,NAME\r\n1,Zoë 王\r\n")]);

            Assert.Equal(["2|1|Zoë 王"], Rows(landed));
            Assert.True(landed.Facts.ByteOrderMark);
        }
    }

    [Theory]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    public void Execute_Utf16WithoutMark_IsTold(string name)
    {
        Encoding encoding = name == "utf-16le" ? new UnicodeEncoding(false, false) : new UnicodeEncoding(true, false);
        var landed = _bench.WithNames(delimiter: "tab", encoding: "utf-16").Landed(encoding.GetBytes("REF\tNAME\n1\tZoë\n"));

        Assert.Equal(["2|1|Zoë"], Rows(landed));
        Assert.Equal(name, landed.Facts.Encoding);
    }

    [Theory]
    [InlineData("windows-1252")]
    [InlineData("latin-1")]
    public void Execute_WesternBytes_AreDecoded(string encoding)
    {
        var landed = _bench.WithNames(delimiter: "pipe", encoding: encoding).Landed([.. "REF|NAME\n1|Zo"u8, 0xEB, .. " "u8, 0x80, 0x92, .. "\n"u8]);

        Assert.Equal(["2|1|Zoë €’"], Rows(landed));
    }

    [Fact]
    public void Execute_TextLargerThanTheBuffer_KeepsEveryByte()
    {
        // Three-byte characters and quotes fall on every possible seam between chunks.
        var names = Enumerable.Range(0, 40_000).Select(i => string.Concat(Enumerable.Repeat("王\"é", 1 + (i % 17)))).ToList();
        var text = "REF,NAME\r\n" + string.Concat(names.Select((n, i) => $"{i},\"{n.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n"));
        _bench.Options = _bench.Options with { MaximumRecordBytes = 1024 };

        var landed = _bench.WithNames().Landed(text);

        Assert.Equal(names, Sql($"SELECT name FROM '{landed.RowsPath}' ORDER BY line_number"));
    }

    [Fact]
    public void Execute_LongestRecord_IsKeptAndOneByteMoreIsRefused()
    {
        const int Cap = 2 * 1024 * 1024;
        var landed = _bench.WithNames().Landed($"REF,NAME\n1,Ann\n2,{new string('x', Cap - 3)}\n3,Cy\n");

        Assert.Equal(["1|3", $"2|{Cap - 3}", "3|2"], Sql($"SELECT ref, length(name) FROM '{landed.RowsPath}' ORDER BY line_number"));
        using var other = new ExtractBench();
        Assert.Equal(ExtractRefusals.RecordTooLong, other.WithNames().Refused($"REF,NAME\n1,Ann\n2,{new string('x', Cap - 2)}\n3,Cy\n").Code);
    }

    [Fact]
    public void Execute_ColumnsInAnotherOrder_AreReadByName() =>
        Assert.Equal(["2|1|Ann"], Rows(_bench.WithNames().Landed("NAME,REF\nAnn,1\n")));

    [Fact]
    public void Execute_HeaderOnlyWhereTheContractAllowsIt_PublishesNoRowsWithAWarning()
    {
        var landed = _bench.With(WithMinimumRows(Csv(Column("name")), 0)).Landed("REF,NAME\n");

        Assert.Empty(Rows(landed));
        Assert.Equal(0, landed.Part.In);
        Assert.Equal(1, landed.Part.WarnedByReason["NO_ROWS"]);
    }

    [Fact]
    public void Execute_SqlInAColumnName_IsInert()
    {
        const string Name = "x\"); DROP TABLE typed; --'";
        var landed = _bench.With(Csv(Column("name", physicalName: "'" + Name.Replace("'", "''", StringComparison.Ordinal) + "'")))
            .Landed($"REF,\"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n1,\"'; DROP TABLE typed; --\"\n");

        Assert.Equal(["2|1|'; DROP TABLE typed; --"], Rows(landed));
    }

    [Fact]
    public void Execute_SqlInAColumnTheContractDoesNotKnow_IsANewColumnNotRepeated()
    {
        var refused = _bench.WithNames().Refused("REF,NAME,\"x\"\"); DROP TABLE typed; --\"\n1,Ann,y\n");

        Assert.Equal(ExtractRefusals.NewColumn, refused.Code);
        Assert.DoesNotContain("DROP", refused.Message, StringComparison.Ordinal);
    }
}
