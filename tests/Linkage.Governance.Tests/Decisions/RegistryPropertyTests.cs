using System.Text.Json;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>What holds for every registry and request, tried on seeded random ones: several rules and versions, some of them spoilt, and requests near what they permit.</summary>
public sealed class RegistryPropertyTests
{
    private const int Seed = 20261123;
    private const int Rounds = 300;

    private static readonly Rule[][] Pool = [[Samples.V3, .. Permissions.WithoutOne(Samples.V3)], [Samples.V4, .. Permissions.WithoutOne(Samples.V4)], [Samples.Research, .. Permissions.WithoutOne(Samples.Research)]];

    [Fact]
    public void Decide_RuleAdded_NeverRefusesWhatAnotherVersionAllows()
    {
        var allowed = 0;
        Each((random, registry, request, instant, round) =>
        {
            var before = GateDecision.Decide(registry, request, instant);
            var added = Random(random, registry.Rules);
            var supersedes = added.Id == before.RuleId && added.Supersedes is not null;
            if (before.IsAllowed && !supersedes)
            {
                allowed++;
                var after = GateDecision.Decide(new Registry(registry.Catalogue, [.. registry.Rules, added], registry.People), request, instant);
                Assert.True(after.IsAllowed, $"Seed {Seed}, round {round}: {added.Name} took away what {before.RuleId} v{before.RuleVersion} allows.");
            }
        });
        Assert.True(allowed > 50, $"Only {allowed} requests were allowed.");
    }

    [Fact]
    public void Decide_ApprovalRemoved_NeverAllowsWhatWasDenied()
    {
        var (denied, lost) = (0, 0);
        Each((random, registry, request, instant, round) =>
        {
            var before = GateDecision.Decide(registry, request, instant);
            foreach (var rule in registry.Rules.Where(rule => rule.Approvals.Count > 0))
            {
                var gone = rule.Approvals[random.Next(rule.Approvals.Count)];
                var lesser = rule with { Approvals = [.. rule.Approvals.Where(approval => approval != gone)] };
                var after = GateDecision.Decide(new Registry(registry.Catalogue, [.. registry.Rules.Where(other => other != rule), lesser], registry.People), request, instant);
                denied += before.IsAllowed ? 0 : 1;
                lost += before.IsAllowed && !after.IsAllowed ? 1 : 0;
                Assert.True(before.IsAllowed || !after.IsAllowed, $"Seed {Seed}, round {round}: without an approval of {rule.Name} the request is allowed.");
            }
        });
        Assert.True(denied > 100 && lost > 10, $"{denied} refused before, {lost} refused after.");
    }

    [Fact]
    public void Decide_RegistryInAnotherOrder_AnswersTheSame() => Each((random, registry, request, instant, round) =>
    {
        var expected = JsonSerializer.Serialize(GateDecision.Decide(registry, request, instant));
        var rules = registry.Rules.Select(rule => Shuffled(rule, random)).ToArray();
        random.Shuffle(rules);
        var people = registry.People.All.ToArray();
        random.Shuffle(people);
        var shuffled = new Registry(new(registry.Catalogue.Entries.Reverse(), registry.Catalogue.Purposes.Reverse()), rules, new People(people));

        Assert.True(expected == JsonSerializer.Serialize(GateDecision.Decide(shuffled, request, instant)), $"Seed {Seed}, round {round}: another order, another answer.");
    });

    /// <summary>One version, by itself, and never what two of them come to together.</summary>
    [Fact]
    public void Decide_Allowed_NamesOneVersionThatAllowsAlone()
    {
        var (allowed, denied) = (0, 0);
        Each((random, registry, request, instant, round) =>
        {
            var decision = GateDecision.Decide(registry, request, instant);
            var day = DateOnly.FromDateTime(instant.UtcDateTime);
            var alone = registry.Rules
                .Where(rule => RuleLifeCycle.SupersededBy(rule, registry, day) is null)
                .Where(rule => GateDecision.Decide(new Registry(registry.Catalogue, [rule], registry.People), request, instant).IsAllowed)
                .Select(rule => (rule.Id, rule.Version))
                .ToArray();
            if (decision.IsAllowed)
            {
                allowed++;
                Assert.Contains((decision.RuleId!, decision.RuleVersion!.Value), alone);
                Assert.Equal(registry.Rules.Single(rule => rule.Id == decision.RuleId && rule.Version == decision.RuleVersion).ContentHash, decision.RuleHash);
                Assert.NotNull(decision.Basis);
            }
            else
            {
                denied++;
                Assert.True(alone.Length == 0, $"Seed {Seed}, round {round}: refused, although a version allows it by itself.");
                Assert.NotEmpty(decision.Reasons);
                Assert.Null(decision.EffectiveEnd);
            }
        });
        Assert.True(allowed > 50 && denied > 50, $"{allowed} allowed, {denied} denied.");
    }

    private static void Each(Action<Random, Registry, GateRequest, DateTimeOffset, int> check)
    {
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var rules = new List<Rule>();
            for (var count = random.Next(1, 5); count > 0; count--)
            {
                rules.Add(Random(random, rules));
            }

            check(random, new Registry(Samples.Catalogue, rules, Samples.People), Request(random), Instant(random), round);
        }
    }

    /// <summary>A rule whose id and version are not taken: as committed or without one permission, under one of four ids, sometimes superseding, sometimes stopped.</summary>
    private static Rule Random(Random random, IReadOnlyList<Rule> taken)
    {
        var variants = Pool[random.Next(Pool.Length)];
        var rule = variants[random.Next(4) != 0 ? 0 : random.Next(variants.Length)];
        var id = random.Next(3) switch { 0 => rule.Id, 1 => "other-rule", _ => "a-rule" };
        var version = taken.Where(other => other.Id == id).Select(other => other.Version).DefaultIfEmpty(0).Max() + 1;
        return Samples.Stamped(rule with
        {
            Id = id,
            Version = version,
            Supersedes = version > 1 && random.Next(2) == 0 ? random.Next(1, version) : null,
            ValidFrom = rule.ValidFrom.AddDays(random.Next(-3, 4)),
            Status = random.Next(14) switch { 0 => RuleStatus.Suspended, 1 => RuleStatus.Revoked, 2 => RuleStatus.Proposed, 3 => RuleStatus.Draft, _ => RuleStatus.Approved },
        });
    }

    private static GateRequest Request(Random random)
    {
        GateRequest[] bases = [Samples.HomesAndMoney(), Samples.HomesAndMoneyWithoutCare(), Samples.ChildPoverty()];
        var request = bases[random.Next(bases.Length)];
        return random.Next(8) switch
        {
            0 => request with { Purpose = "homelessness-prevention" },
            1 => request with { Channel = "phone" },
            2 => request with { PriorRuns = 60 },
            3 => request with { Joins = [.. request.Joins.Skip(1)] },
            _ => request,
        };
    }

    private static DateTimeOffset Instant(Random random) => random.Next(3) switch
    {
        0 => Samples.October,
        1 => new DateTimeOffset(2026, 11, 15, 23, 59, 59, TimeSpan.Zero).AddSeconds(random.Next(2)),
        _ => Samples.Today,
    };

    private static Rule Shuffled(Rule rule, Random random) => rule with
    {
        Controllers = Shuffled(rule.Controllers, random),
        Datasets = Shuffled(rule.Datasets, random),
        Joins = Shuffled(rule.Joins, random),
        Outputs = Shuffled(rule.Outputs, random),
        Approvals = Shuffled(rule.Approvals, random),
        Schedule = Shuffled(rule.Schedule, random),
        OptOutLists = Shuffled(rule.OptOutLists, random),
        Law = rule.Law with { Powers = Shuffled(rule.Law.Powers, random), BarsCleared = Shuffled(rule.Law.BarsCleared, random) },
    };

    private static T[] Shuffled<T>(IReadOnlyList<T> items, Random random)
    {
        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }
}
