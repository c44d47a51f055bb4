using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using static Linkage.Pipeline.Tests.Contracts.ContractText;

namespace Linkage.Pipeline.Tests.Extract.Compared;

/// <summary>A delivery beside the one before it: what is told, what stops, and what never does.</summary>
public sealed class CompletenessTests : IDisposable
{
    private const string Canary = "Zqcanary";

    private static readonly string Text = Csv(string.Concat(
        Column("surname", classification: "Identifier"),
        Column("band", more: "quality:\n  - { metric: invalidValues, mustBe: 0, arguments: { validValues: [A, B, C, D] }, severity: reject }"),
        Column("balance", "number"),
        Column("since", "date", format: "%Y-%m-%d"),
        Column("disabled", "boolean", "SpecialCategory"),
        Column("ward", classification: "QuasiIdentifier")));

    private readonly ExtractBench _bench = new();
    private readonly Remembered _history = new();

    public CompletenessTests() => _bench.With(WithMinimumRows(Text, 0));

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Compare_FirstDelivery_SaysSoAndPasses()
    {
        var report = Deliver(People(100));

        Assert.Equal(CompletenessStanding.First, report.Standing);
        Assert.Empty(report.Findings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Compare_SameRowsInAnyOrder_NeverWarns(int seed)
    {
        var random = new Random(seed);
        var rows = People(random.Next(1, 3000), seed);
        Accept(rows);
        for (var again = 0; again < 5; again++)
        {
            random.Shuffle(rows);
            var report = Deliver(rows);
            Assert.True(report is { Standing: CompletenessStanding.AsBefore or CompletenessStanding.First, Findings: [] }, $"seed {seed}: {report}");
        }
    }

    [Fact]
    public void Compare_AcceptedDeliveryAgain_IsComparedWithTheOneBeforeItAndNotStoppedAgain()
    {
        var whole = People(600);
        Accept(whole);
        var third = whole[..200];
        Assert.Equal(CompletenessStanding.Stopped, Deliver(third).Standing);
        _history.Allowed = "p-okafor";
        var accepted = Accept(third);
        _history.Allowed = null;
        var again = Deliver(third);

        Assert.Equal((CompletenessStanding.Accepted, "p-okafor"), (accepted.Standing, accepted.AcceptedBy));
        Assert.Equal(CompletenessStanding.Accepted, again.Standing);
        Assert.Equal((600.0, 200.0), (again.Findings[0].Before, again.Findings[0].After));
        Assert.Equal(CompletenessStanding.AsBefore, Deliver([.. third[..199], .. People(1, 9)]).Standing);
        Assert.Equal(CompletenessStanding.Warned, Deliver(whole).Standing);
    }

    [Fact]
    public void Compare_StoppedDelivery_DoesNotBecomeWhatOthersAreComparedWith()
    {
        var whole = People(600);
        Accept(whole);
        Deliver(whole[..200]);

        Assert.Equal(CompletenessStanding.Stopped, Deliver(whole[..199]).Standing);
        Assert.Equal(CompletenessStanding.AsBefore, Deliver(whole[1..]).Standing);
    }

    [Theory]
    [InlineData(200, "RowsLost stops, KeysLost warns", CompletenessStanding.Stopped)]
    [InlineData(299, "RowsLost stops, KeysLost warns", CompletenessStanding.Stopped)]
    [InlineData(300, "RowsLost warns, KeysLost warns", CompletenessStanding.Warned)]
    [InlineData(460, "RowsLost warns", CompletenessStanding.Warned)]
    [InlineData(480, "", CompletenessStanding.AsBefore)]
    [InlineData(0, "RowsLost stops, KeysLost warns", CompletenessStanding.Stopped)]
    public void Compare_FewerRows_WarnsAndStopsBelowHalf(int left, string findings, CompletenessStanding standing)
    {
        var whole = People(600);
        Accept(whole);

        var report = Deliver(whole[..left]);

        Assert.Equal((findings, standing), (InWords(report), report.Standing));
    }

    [Fact]
    public void Compare_TenTimesTheRows_IsTold()
    {
        var whole = People(3000);
        Accept(whole[..300]);

        Assert.Equal("RowsGained warns, KeysNew warns", InWords(Deliver(whole)));
    }

    [Fact]
    public void Compare_AllKeysNew_IsToldAndStopsWhereTheContractSaysSo()
    {
        var rows = People(400);
        var other = rows.Select(row => $"N{row}").ToArray();
        Accept(rows);

        Assert.Equal("KeysLost warns, KeysNew warns", InWords(Deliver(other)));
        Limits(limits => limits with { KeysLost = new CompletenessLimit(25, 60) { SaysStop = true } });
        Assert.Equal("KeysLost stops, KeysNew warns", InWords(Deliver(other)));
    }

    [Fact]
    public void Compare_ColumnThatLostEveryValue_Stops()
    {
        var rows = People(400);
        Accept(rows);

        var report = Deliver([.. rows.Select(row => Without(row, 1))]);

        Assert.Equal("Nulls stops", InWords(report));
        Assert.Equal(("surname", 100.0), (report.Findings[0].Column, report.Findings[0].After));
    }

    [Fact]
    public void Compare_ValuesSpreadOtherwise_NamesTheColumnAndNoValue()
    {
        var rows = People(400);
        Accept(rows);
        var report = Deliver([.. rows.Select((row, i) => row.Replace(",A,", i % 4 == 0 ? ",A," : ",D,", StringComparison.Ordinal))]);

        var finding = Assert.Single(report.Findings);
        Assert.Equal((DeliveryMeasure.Shift, "band", false), (finding.Measure, finding.Column, finding.Stops));
        Assert.DoesNotContain(Canary, CompletenessCheck.Refusal(report with { Findings = [finding with { Stops = true }] }, RunId.Create(DateTimeOffset.UnixEpoch), "homes-and-money"), StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_NumbersMovedAndDatesOfAnotherMonth_TellsOfTheNumbersAlone()
    {
        var rows = People(400);
        Accept(rows);
        Assert.Equal("Shift warns", InWords(Deliver([.. rows.Select(row => Changed(row, 3, balance => (decimal.Parse(balance, CultureInfo.InvariantCulture) + 500).ToString(CultureInfo.InvariantCulture)))])));
        Assert.Equal(string.Empty, InWords(Deliver([.. rows.Select(row => Changed(row, 4, date => DateOnly.Parse(date, CultureInfo.InvariantCulture).AddDays(31).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))])));
        Assert.Equal("Shift warns", InWords(Deliver([.. rows.Select(row => Changed(row, 4, date => date.StartsWith("2025", StringComparison.Ordinal) ? "2010-01-01" : date))])));
    }

    [Fact]
    public void Compare_NamesOfPeople_AreNeverCountedByValue()
    {
        var rows = People(400);
        Accept(rows);

        Assert.Equal(string.Empty, InWords(Deliver([.. rows.Select(row => Changed(row, 1, _ => "Same"))])));
    }

    // Half a file of ten rows, or a column of them, changes by chance and stops nothing.
    [Fact]
    public void Compare_AFewRows_StopsNothingUnlessTheContractSaysSo()
    {
        var rows = People(10);
        Accept(rows);

        Assert.Equal("RowsLost warns, KeysLost warns", InWords(Deliver(rows[..3])));
        Limits(limits => limits with { RowsLost = new CompletenessLimit(20, 50) { SaysStop = true } });
        Assert.Equal("RowsLost stops, KeysLost warns", InWords(Deliver(rows[..3])));
    }

    // Independent draws of one population: by chance one column in a thousand, and there are four in each pair.
    [Fact]
    public void Compare_OtherPeopleOfTheSameKind_AreHardlyEverToldAsAShift()
    {
        var told = 0;
        Limits(limits => limits with { KeysLost = new(null, null), KeysNew = new(null, null) });
        for (var seed = 100; seed < 140; seed++)
        {
            Accept(People(60, seed));
            told += Deliver(People(60, seed + 1000)).Findings.Count;
        }

        Assert.True(told <= 2, $"{told} of 160 columns were told");
    }

    [Fact]
    public void Compare_EarlierDeliveryDestroyed_SaysSoAndPasses()
    {
        var rows = People(400);
        Accept(rows);
        Directory.Delete(Path.Combine(_bench.Zones.FolderOf(Zone.Landing), "people"), recursive: true);

        Assert.Equal(CompletenessStanding.EarlierGone, Deliver(rows[..10]).Standing);
    }

    [Fact]
    public void Compare_ColumnsOfAnotherVersionOfTheContract_AreLeftOut()
    {
        var rows = People(400);
        Accept(rows);
        _bench.With(WithMinimumRows(Text.Replace("name: ward", "name: district", StringComparison.Ordinal), 0));

        Assert.Equal(string.Empty, InWords(Deliver(rows)));
    }

    [Fact]
    public void Load_Completeness_ReadsLimitsAndLeavesTheHash()
    {
        var plain = _bench.Contract;
        var limited = Text.Replace("slaProperties:", "completeness:\n  rowsLost: { stop: 10 }\n  keysLost: { warn: never }\n  shift: { warn: 0.1, stop: 0.25 }\nslaProperties:", StringComparison.Ordinal)
            .Replace("          physicalName: BALANCE", "          completeness: { shift: { warn: never } }\n          physicalName: BALANCE", StringComparison.Ordinal)
            .Replace("        physicalName: BALANCE", "        completeness: { shift: { warn: never } }\n        physicalName: BALANCE", StringComparison.Ordinal);
        var contract = _bench.With(WithMinimumRows(limited, 0)).Contract;

        Assert.Equal(plain.ContentHash, contract.ContentHash);
        Assert.Equal(new CompletenessLimit(20, 10) { SaysStop = true }, contract.Completeness.RowsLost);
        Assert.Equal(new CompletenessLimit(null, null), contract.Completeness.KeysLost);
        Assert.Equal(new CompletenessLimit(0.1, 0.25) { SaysStop = true }, contract.Completeness.Shift);
        Assert.Equal(CompletenessLimits.Default.Nulls, contract.Completeness.Nulls);
        Assert.Equal(new ColumnCompleteness(null, new CompletenessLimit(null, null)), contract.Columns.Single(c => c.Name == "balance").Completeness);
        foreach (var wrong in new[] { "rowsLost: { stop: 101 }", "rowsLost: { stop: soon }", "rowsLost: {}", "rows: { stop: 10 }", "shift: { warn: -1 }" })
        {
            Assert.Throws<Linkage.Governance.Documents.ConfigurationException>(() => _bench.With(Text.Replace("slaProperties:", $"completeness:\n  {wrong}\nslaProperties:", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void StabilityIndex_KnownShares_IsTheSumByHand()
    {
        // 0.5 and 0.5 become 0.8 and 0.2: 0.3 ln 1.6 + 0.3 ln 2.5.
        Assert.Equal((0.3 * Math.Log(1.6)) + (0.3 * Math.Log(2.5)), StabilityIndex.Of([(500_000, 800_000), (500_000, 200_000)]), 4);
        Assert.Equal(0, StabilityIndex.Of([(10, 100), (20, 200)]), 2);
        Assert.Equal(0, StabilityIndex.Of([(10, 100)]));

        // Chi-square with nine degrees of freedom has 27.88 at 0.999.
        Assert.Equal(27.88 * 0.002, StabilityIndex.ByChance([.. Enumerable.Repeat((100L, 100L), 10)]), 3);
    }

    private static string[] People(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{seed}-{i},{Canary}{random.Next(50)},{"ABCD"[random.Next(4)]},{random.Next(0, 100_000) / 100m},{new DateOnly(2024, 1, 1).AddDays(random.Next(700)):yyyy-MM-dd},{(random.Next(5) == 0 ? "yes" : "no")},W{random.Next(20)}"))];
    }

    private static string Without(string row, int field) => Changed(row, field, _ => string.Empty);

    private static string Changed(string row, int field, Func<string, string> change)
    {
        var fields = row.Split(',');
        fields[field] = change(fields[field]);
        return string.Join(',', fields);
    }

    private static string InWords(CompletenessReport report) => string.Join(", ", report.Findings.Select(f => $"{f.Measure} {(f.Stops ? "stops" : "warns")}"));

    private void Limits(Func<CompletenessLimits, CompletenessLimits> change) => _bench.Contract = _bench.Contract with { Completeness = change(_bench.Contract.Completeness) };

    private CompletenessReport Accept(string[] rows)
    {
        var report = Deliver(rows);
        _history.Accepted(default, [(_bench.Contract.Id, _history.Key, _history.Digest)]);
        return report;
    }

    private CompletenessReport Deliver(string[] rows)
    {
        var landed = _bench.Landed($"REF,SURNAME,BAND,BALANCE,SINCE,DISABLED,WARD\n{string.Concat(rows.Select(row => $"{row}\n"))}");
        (_history.Key, _history.Digest) = (landed.Set.Seal.Key, landed.Facts.FileDigest);
        return new CompletenessCheck(_bench.Zones, _history, new DuckOptions { Threads = 2, MemoryLimitMib = 256 }).Compare(_bench.Contract, landed, CancellationToken.None);
    }

    /// <summary>The history of one dataset in memory.</summary>
    private sealed class Remembered : IDeliveryHistory
    {
        private readonly List<(string Key, string Digest)> _accepted = [];

        public string Key { get; set; } = string.Empty;

        public string Digest { get; set; } = string.Empty;

        public string? Allowed { get; set; }

        public KnownDelivery? Before(DatasetId dataset, string digest) =>
            _accepted.FindLast(one => one.Digest != digest) is { Key: not null } found ? new KnownDelivery(found.Key, DateTimeOffset.UnixEpoch) : null;

        public bool MayBeTaken(DatasetId dataset, string digest, out string? person)
        {
            person = Allowed;
            return person is not null || (_accepted is [.., var last] && last.Digest == digest);
        }

        public void Stopped(RunId run, IReadOnlyList<(DatasetId Dataset, string Key, string Digest)> deliveries)
        {
        }

        public void Accepted(RunId run, IReadOnlyList<(DatasetId Dataset, string Key, string Digest)> deliveries) => _accepted.AddRange(deliveries.Select(d => (d.Key, d.Digest)));
    }
}
