using System.Text.Json.Nodes;
using Linkage.Governance.Ledger;

namespace Linkage.Governance.Tests.Ledger;

public sealed class LedgerAuditTests
{
    private const string Origin = "linkage-ledger/a1";
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Audit_OfWhatWasAppended_FindsNothingAndGivesTheRoot()
    {
        var (records, root) = Ledger(100);

        var audit = Audit(records, Point(0), Point(64), Point(100));

        Assert.Empty(audit.Findings);
        Assert.Equal((100L, 100L, root), (audit.Events, audit.VouchedFor, audit.Root));
    }

    [Fact]
    public void Audit_OfAnEventBeforeTheFirst_IsTheChainOfAllOfThem()
    {
        var (records, _) = Ledger(3);

        Assert.Equal(default, records[0].Previous);
        Assert.Equal(records[0].Hash, records[1].Previous);
        Assert.Equal(TreeHash.OfLeaf(System.Text.Encoding.UTF8.GetBytes(
            $$"""{"actor":"ann","body":"{\"n\":1}","instant":"2026-11-22T09:00:01.000Z","kind":"kind-1","previous":"{{records[0].Hash}}","sequence":1,"subject":"runs/1"}""")), records[1].Hash);
    }

    [Theory]
    [InlineData("ann", "{}")]
    [InlineData("a\"\\\n\u0001\u00e9\ud83d\ude00", "{\"a\":\"\\u2028\"}")]
    public void CanonicalAfter_OfAnyText_IsTheCanonicalFormOfItsFields(string actor, string body)
    {
        var happened = new LedgerEvent(1234567890123, Instant, "k", "s/1", actor, body);

        Assert.Equal(
            Linkage.Governance.Documents.CanonicalHash.CanonicalText(new JsonObject
            {
                ["sequence"] = 1234567890123,
                ["instant"] = "2026-11-22T09:00:00.000Z",
                ["kind"] = "k",
                ["subject"] = "s/1",
                ["actor"] = actor,
                ["body"] = body,
                ["previous"] = new string('0', 64),
            }),
            happened.CanonicalAfter(default));
    }

    [Theory]
    [InlineData("instant")]
    [InlineData("kind")]
    [InlineData("subject")]
    [InlineData("actor")]
    [InlineData("body")]
    [InlineData("hash")]
    [InlineData("surrogate")]
    public void Audit_OneFieldEdited_IsFoundThere(string field)
    {
        var (records, _) = Ledger(50);
        var happened = records[20].Event;
        records[20] = field switch
        {
            "instant" => records[20] with { Event = happened with { Instant = happened.Instant.AddMilliseconds(1) } },
            "kind" => records[20] with { Event = happened with { Kind = happened.Kind + "x" } },
            "subject" => records[20] with { Event = happened with { Subject = "runs/21" } },
            "actor" => records[20] with { Event = happened with { Actor = "Ann" } },
            "body" => records[20] with { Event = happened with { Body = "{}" } },
            "surrogate" => records[20] with { Event = happened with { Body = "\ud800" } },
            _ => records[20] with { Hash = records[19].Hash },
        };

        var finding = Audit(records, Point(50)).Findings[0];

        Assert.Equal((LedgerFault.Edited, 20L), (finding.Fault, finding.Sequence));
    }

    [Fact]
    public void Audit_ChainOrTreeColumnEdited_IsFoundThere()
    {
        var (records, _) = Ledger(50);
        var genuine = records[20];
        records[20] = genuine with { Subtree = default };
        Assert.Equal((LedgerFault.TreeWrong, 20L), (Audit(records).Findings.Single().Fault, Audit(records).Findings.Single().Sequence));

        records[20] = genuine with { Previous = default };
        Assert.Equal([LedgerFault.Edited, LedgerFault.ChainBroken], Audit(records).Findings.Select(f => f.Fault).Take(2));
    }

    [Fact]
    public void Audit_EventsTakenOut_AreNamed()
    {
        var (records, _) = Ledger(50);
        records.RemoveRange(10, 3);

        var finding = Audit(records).Findings[0];

        Assert.Equal((LedgerFault.Deleted, 10L, "Events 10 to 12 are missing."), (finding.Fault, finding.Sequence, finding.Message));
    }

    [Fact]
    public void Audit_TwoEventsChangedPlaces_IsFoundAtTheFirst()
    {
        var (records, _) = Ledger(50);
        (records[10], records[30]) = (records[30] with { Event = records[30].Event with { Sequence = 10 } }, records[10] with { Event = records[10].Event with { Sequence = 30 } });

        Assert.Equal(10, Audit(records).Findings.Min(f => f.Sequence));
    }

    [Fact]
    public void Audit_AnEventTwice_IsFound()
    {
        var (records, _) = Ledger(50);
        records.Insert(10, records[10]);

        Assert.Equal((LedgerFault.Inserted, 10L), (Audit(records).Findings[0].Fault, Audit(records).Findings[0].Sequence!.Value));
    }

    [Fact]
    public void Audit_CutOffAtTheEnd_IsFoundByTheCheckpointAlone()
    {
        var (records, _) = Ledger(50);
        records.RemoveRange(40, 10);

        Assert.Empty(Audit(records, Point(40)).Findings);
        var finding = Assert.Single(Audit(records, Point(30), Point(50)).Findings);
        Assert.Equal((LedgerFault.Truncated, 40L), (finding.Fault, finding.Sequence));
        Assert.Contains("10 were cut off", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Audit_AllWrittenAnewFromAnEventOn_IsFoundByTheCheckpointAloneAndBoundedByTheOneBefore()
    {
        var (records, _) = Ledger(50, from: 35);

        Assert.Empty(Audit(records, Point(35)).Findings);
        var finding = Assert.Single(Audit(records, Point(20), Point(30), Point(40), Point(50)).Findings);
        Assert.Equal((LedgerFault.Rewritten, 30L), (finding.Fault, finding.Sequence));
    }

    [Fact]
    public void Audit_TwoCheckpointsOfOneSizeThatDiffer_IsFound()
    {
        var (records, _) = Ledger(50);

        Assert.Equal(LedgerFault.Rewritten, Assert.Single(Audit(records, Point(40), new Checkpoint(Origin, 40, TreeHash.OfNothing, Instant)).Findings).Fault);
    }

    [Fact]
    public void Audit_ManyFaults_AreCountedAndTheFirstTold()
    {
        var (records, _) = Ledger(500);

        var audit = Audit([.. records.Select(r => r with { Event = r.Event with { Kind = "x" } })]);

        Assert.Equal((500L, LedgerAudit.MostFindings), (audit.Count, audit.Findings.Count));
    }

    private static Checkpoint Point(int size) => new(Origin, size, Ledger(size).Root, Instant);

    private static LedgerAudit Audit(List<LedgerRecord> records, params Checkpoint[] checkpoints)
    {
        var audit = new LedgerAudit(checkpoints);
        records.ForEach(audit.Take);
        audit.End();
        return audit;
    }

    // From an event on it is another history, rightly chained.
    private static (List<LedgerRecord> Records, TreeHash Root) Ledger(int size, int from = int.MaxValue)
    {
        var head = LedgerHead.Empty();
        var records = Enumerable.Range(0, size).Select(i => head.Append(Instant.AddSeconds(i), $"kind-{i % 3}", $"runs/{i}", i < from ? "ann" : "ben", new JsonObject { ["n"] = i })).ToList();
        return (records, head.Root);
    }
}
