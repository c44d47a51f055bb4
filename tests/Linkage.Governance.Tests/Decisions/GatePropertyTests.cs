using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>What holds for every rule and request, tried on all single changes and on seeded chains of them.</summary>
public sealed class GatePropertyTests
{
    private const int Seed = 20261122;

    private static readonly (Rule Rule, GateRequest Request)[] Bases =
    [
        (Samples.V3, Samples.HomesAndMoney()),
        (Samples.V4, Samples.HomesAndMoneyWithoutCare()),
        (Samples.Research, Samples.ChildPoverty()),
    ];

    [Fact]
    public void Decide_Bases_AreAllowed()
    {
        foreach (var (rule, request) in Bases)
        {
            Assert.Empty(Decide(rule, request).Codes());
        }
    }

    [Fact]
    public void Decide_PermissionRemoved_NeverTurnsDenyIntoAllow()
    {
        var denied = 0;
        foreach (var (rule, request) in Bases)
        {
            var requests = Wrong(request).Append(request).Select(asked => (Asked: asked, WasAllowed: Decide(rule, asked).IsAllowed)).ToArray();
            foreach (var (lesser, index) in Permissions.WithoutOne(rule).Select((lesser, index) => (Samples.Only(lesser), index)))
            {
                foreach (var (asked, wasAllowed) in requests)
                {
                    var after = GateDecision.Decide(lesser, asked, Samples.Today);
                    denied += after.IsAllowed ? 0 : 1;
                    Assert.True(wasAllowed || !after.IsAllowed, $"{rule.Name}: removal {index} allowed what was denied.");
                }
            }
        }

        Assert.True(denied > 500, "The removals must bite.");
    }

    [Fact]
    public void Decide_ChainOfRemovals_NeverTurnsDenyIntoAllow()
    {
        var random = new Random(Seed);
        for (var round = 0; round < 40; round++)
        {
            var (rule, request) = Bases[random.Next(Bases.Length)];
            var wrong = Wrong(request).Append(request).ToArray();
            var asked = wrong[random.Next(wrong.Length)];
            var wasAllowed = Decide(rule, asked).IsAllowed;
            for (var step = 0; step < 5; step++)
            {
                var lesser = Permissions.WithoutOne(rule).ToArray();
                rule = lesser[random.Next(lesser.Length)];
                var isAllowed = Decide(rule, asked).IsAllowed;
                Assert.True(wasAllowed || !isAllowed, $"Seed {Seed}, round {round}, step {step}: a removal allowed what was denied.");
                wasAllowed = isAllowed;
            }
        }
    }

    [Fact]
    public void Decide_ApprovalRemoved_NeverTurnsDenyIntoAllow()
    {
        foreach (var (rule, request) in Bases)
        {
            foreach (var approval in rule.Approvals)
            {
                var lesser = rule with { Approvals = [.. rule.Approvals.Where(other => other != approval)] };
                foreach (var asked in Wrong(request).Append(request))
                {
                    Assert.True(!Decide(lesser, asked).IsAllowed || Decide(rule, asked).IsAllowed);
                }
            }
        }
    }

    [Fact]
    public void Decide_RequestAsksForMore_NeverTurnsDenyIntoAllow()
    {
        foreach (var (rule, request) in Bases)
        {
            var deniedRequests = Wrong(request).Select(wrong => (rule, wrong));
            var deniedRules = Permissions.WithoutOne(rule).Where((_, index) => index % 5 == 0).Select(lesser => (lesser, request));
            foreach (var (against, asked) in deniedRequests.Concat(deniedRules).Select(pair => (Samples.Only(pair.Item1), pair.Item2)).Where(pair => !GateDecision.Decide(pair.Item1, pair.Item2, Samples.Today).IsAllowed))
            {
                foreach (var (more, index) in More(asked).Select((more, index) => (more, index)))
                {
                    Assert.False(GateDecision.Decide(against, more, Samples.Today).IsAllowed, $"{rule.Name}: addition {index} allowed what was denied.");
                }
            }
        }
    }

    [Fact]
    public void Decide_ListsInAnotherOrder_AnswersTheSame()
    {
        var random = new Random(Seed);
        foreach (var (rule, request) in Bases)
        {
            foreach (var asked in Wrong(request).Append(request))
            {
                var expected = JsonSerializer.Serialize(GateDecision.Decide(Samples.Registry, asked, Samples.Today));
                var shuffledRules = Samples.Registry.Rules.Select(one => Shuffled(one, random)).ToArray();
                random.Shuffle(shuffledRules);
                var registry = new Registry(Samples.Catalogue, shuffledRules, new People(Samples.People.All.Reverse()));
                Assert.Equal(expected, JsonSerializer.Serialize(GateDecision.Decide(registry, Shuffled(asked, random), Samples.Today)));
            }

            Assert.Equal(rule.ContentHash, Shuffled(rule, random).ContentHash);
        }
    }

    [Fact]
    public void Decide_AgainAndAtOnce_AnswersTheSame()
    {
        var before = RequestHash.Of(Bases[1].Request);
        var first = JsonSerializer.Serialize(GateDecision.Decide(Samples.Registry, Bases[1].Request, Samples.Today));

        var answers = Enumerable.Range(0, 8).AsParallel().Select(_ => JsonSerializer.Serialize(GateDecision.Decide(Samples.Registry, Bases[1].Request, Samples.Today))).Distinct().ToArray();

        Assert.Equal([first], answers);
        Assert.Equal(before, RequestHash.Of(Bases[1].Request));
    }

    [Theory]
    [InlineData("rent-arrears-panel\u0000")]
    [InlineData("rent\u2010arrears\u2010panel")]
    [InlineData("RENT-ARREARS-PANEL")]
    [InlineData("r\u0435nt-arrears-panel")]
    [InlineData("rent-arrears-panel\u200B")]
    [InlineData("\u202Elenap-sraerra-tner")]
    [InlineData("\uD83D")]
    [InlineData("")]
    [InlineData(" rent-arrears-panel")]
    public void Decide_OddUnicodeInIds_IsDeniedAndShownSafely(string id)
    {
        var request = Samples.HomesAndMoney();
        request = request with
        {
            Datasets = [.. request.Datasets.Select((dataset, index) => index == 0 ? dataset with { Id = id } : dataset)],
            RecipientTeam = id,
            Purpose = id,
            Selections = [new RequestedSelection(id, id)],
        };

        var decision = GateDecision.Decide(Samples.Registry, request, Samples.October);

        Assert.False(decision.IsAllowed);
        Assert.Contains("DATASET_NOT_COVERED", decision.Codes());
        Assert.All(decision.Reasons, reason => Assert.DoesNotContain(reason.Explanation, letter => char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\u202E' or '\u200B'));
        Assert.NotEqual(RequestHash.Of(Samples.HomesAndMoney()), decision.RequestHash);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("row")]
    [InlineData("Row ")]
    [InlineData("Row,Household")]
    public void Decide_WordThatOnlyLooksLikeAnEnumeration_IsUnknown(string granularity)
    {
        var request = Samples.HomesAndMoney();

        Assert.Contains("UNKNOWN_VALUE", GateDecision.Decide(Samples.Registry, request with { Outputs = [request.Outputs[0] with { Granularity = granularity }] }, Samples.October).Codes());
    }

    [Fact]
    public void Decide_EmptyRequest_IsDenied()
    {
        var request = Samples.HomesAndMoney() with { Datasets = [], Joins = [], Selections = [], Outputs = [], SuppressionLists = [] };

        var decision = GateDecision.Decide(Samples.Registry, request, Samples.October);

        Assert.Equal(["NO_RULE", "UNKNOWN_VALUE"], decision.Codes());
        Assert.Null(decision.RuleId);
    }

    private static Decision Decide(Rule rule, GateRequest request) => GateDecision.Decide(Samples.Only(rule), request, Samples.Today);

    private static IEnumerable<GateRequest> Wrong(GateRequest request) =>
    [
        request with { Purpose = "debt-recovery" },
        request with { Nation = "WAL" },
        request with { RecipientTeam = "revenues" },
        request with { Channel = "phone" },
        request with { Selections = [new RequestedSelection("cohort", new string('c', 64))] },
        request with { Joins = [.. request.Joins.Select(join => join with { MinimumProbability = 0.5 })] },
        request with { Controller = "another-council" },
        request with { Contracts = [] },
        request with { Contracts = [.. request.Contracts, request.Contracts[0] with { Hash = new string('d', 64) }] },
        request with { Models = [] },
        request with { Models = [.. request.Models, request.Models[0] with { Digest = new string('d', 64) }] },
    ];

    private static IEnumerable<GateRequest> More(GateRequest request) =>
    [
        request with { Datasets = [.. request.Datasets, Samples.Dataset("council-tax", "Council", "band:Attribute:Select")] },
        .. request.Datasets.Select(dataset => request.With(dataset.Id, new RequestedColumn("ward_code", "QuasiIdentifier", ["Select"]))),
        .. request.Datasets.Select(dataset => request.With(dataset.Id, dataset.Columns[0] with { Uses = ["Output"] })),
        .. request.Datasets.Select(dataset => request.With(dataset.Id, dataset.Columns[0])),
        .. request.Joins.Select(join => request with { Joins = [.. request.Joins, join] }),
        .. request.Joins.Select(join => request with { Joins = [.. request.Joins, join with { MinimumProbability = 1 }] }),
        .. request.Joins.Select(join => request with { Joins = [.. request.Joins, join with { Type = "Anti" }] }),
        .. request.Outputs.Select(output => request with { Outputs = [.. request.Outputs, output with { Name = "second" }] }),
        .. request.Outputs.Select(output => request with { Outputs = [.. request.Outputs, output with { Columns = [output.Columns[0]] }] }),
        request with { Selections = [.. request.Selections, new RequestedSelection("wards", Samples.CohortDigest)] },
    ];

    private static GateRequest Shuffled(GateRequest request, Random random) => request with
    {
        Datasets = Mixed(request.Datasets.Select(dataset => dataset with { Columns = Mixed(dataset.Columns.Select(column => column with { Uses = Mixed(column.Uses, random) }), random) }), random),
        Contracts = Mixed(request.Contracts, random),
        Models = Mixed(request.Models, random),
        Joins = Mixed(request.Joins.Select(join => join with { Keys = Mixed(join.Keys, random) }), random),
        Selections = Mixed(request.Selections, random),
        Outputs = Mixed(request.Outputs.Select(output => output with { Columns = Mixed(output.Columns.Select(column => column with { Sources = Mixed(column.Sources, random) }), random) }), random),
        SuppressionLists = Mixed(request.SuppressionLists, random),
    };

    private static Rule Shuffled(Rule rule, Random random) => rule with
    {
        Controllers = Mixed(rule.Controllers, random),
        Purpose = rule.Purpose with { Codes = Mixed(rule.Purpose.Codes, random), IncompatibleWith = Mixed(rule.Purpose.IncompatibleWith, random) },
        Law = rule.Law with { Powers = Mixed(rule.Law.Powers, random), BarsCleared = Mixed(rule.Law.BarsCleared, random) },
        ReuseApprovals = Mixed(rule.ReuseApprovals.Select(approval => approval with { Columns = Mixed(approval.Columns, random) }), random),
        Datasets = Mixed(rule.Datasets.Select(dataset => dataset with { Columns = Mixed(dataset.Columns, random).ToDictionary() }), random),
        Contracts = Mixed(rule.Contracts, random).ToDictionary(),
        Models = Mixed(rule.Models, random).ToDictionary(),
        Joins = Mixed(rule.Joins.Select(join => join with { Keys = Mixed(join.Keys, random) }), random),
        Selection = Mixed(rule.Selection, random),
        Outputs = Mixed(rule.Outputs.Select(output => output with { Columns = Mixed(output.Columns, random) }), random),
        OptOutLists = Mixed(rule.OptOutLists, random),
        Schedule = Mixed(rule.Schedule, random),
        Conditions = Mixed(rule.Conditions, random),
        Approvals = Mixed(rule.Approvals, random),
    };

    private static T[] Mixed<T>(IEnumerable<T> items, Random random)
    {
        var mixed = items.ToArray();
        random.Shuffle(mixed);
        return mixed;
    }
}
