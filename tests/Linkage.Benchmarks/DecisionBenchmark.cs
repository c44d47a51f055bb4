using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Benchmarks;

/// <summary>
/// How long a decision takes over a large registry: the sample rule homes-and-money as many differently named rules over many datasets, each with its signed
/// approvals, and requests that one of them allows and that none does.
/// </summary>
internal static class DecisionBenchmark
{
    private const int Datasets = 200;
    private const int Requests = 200;
    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Measures; prints one line of a table.</summary>
    /// <param name="governance">The governance folder of the repository.</param>
    /// <param name="rules">Number of rules.</param>
    public static string Run(string governance, int rules)
    {
        var sample = Registry.Load(governance);
        var keys = sample.People.All.ToDictionary(person => person.Id, _ => ECDsa.Create(ECCurve.NamedCurves.nistP256), StringComparer.Ordinal);
        var people = new People(sample.People.All.Select(person => person with { Keys = [new ApproverKey(ApproverKey.PublicHalfOf(keys[person.Id]), new DateOnly(2020, 1, 1), null)] }));
        var pattern = sample.Rules.Single(rule => rule is { Id: "homes-and-money", Version: 4 });
        var clock = Stopwatch.StartNew();
        var registry = new Registry(sample.Catalogue, Enumerable.Range(0, rules).Select(number => Renamed(pattern, number, keys)), people);
        var made = clock.Elapsed;
        // Each signature is checked once, when its rule is first tried.
        clock.Restart();
        for (var request = 0; request < Requests; request++)
        {
            Decide(registry, pattern, request * 37 % rules, allowed: true);
        }

        var first = clock.Elapsed / Requests;
        var times = new List<double>();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var request = 0; request < Requests; request++)
        {
            var allowed = request % 2 == 0;
            clock.Restart();
            Decide(registry, pattern, request * 37 % rules, allowed);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        process.Refresh();
        var processor = (process.TotalProcessorTime - before).TotalMilliseconds / Requests;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {rules:N0} | {Datasets} | {made.TotalSeconds:F1} | {first.TotalMilliseconds:F1} | {processor:F2} | {times[times.Count / 2]:F2} | {times[times.Count * 99 / 100]:F2} | {times[^1]:F2} |");
    }

    private static void Decide(Registry registry, Rule pattern, int number, bool allowed)
    {
        var decision = GateDecision.Decide(registry, Request(pattern, number, allowed ? "income-maximisation" : "debt-recovery"), Instant);
        if (decision.IsAllowed != allowed)
        {
            throw new InvalidOperationException($"The decision should be {(allowed ? "ALLOW" : "DENY")}: {string.Join(' ', decision.Reasons.Select(reason => reason.Explanation))}");
        }
    }

    private static string Name(string dataset, int number) => string.Create(CultureInfo.InvariantCulture, $"{dataset}-{(number * 7 + dataset.Length) % Datasets}");

    private static Rule Renamed(Rule pattern, int number, Dictionary<string, ECDsa> keys)
    {
        string Column(string source) => source.Split('.') is [var dataset, var column] ? $"{Name(dataset, number)}.{column}" : source;
        var rule = pattern with
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"rule-{number}"),
            Version = 1,
            Supersedes = null,
            Datasets = [.. pattern.Datasets.Select(dataset => dataset with { Id = Name(dataset.Id, number) })],
            Contracts = pattern.Contracts.ToDictionary(contract => Side(pattern, number, contract.Key), contract => contract.Value, StringComparer.Ordinal),
            Models = Models(pattern, number),
            Joins = [.. pattern.Joins.Select(join => join with { Left = Name(join.Left, number), Right = Name(join.Right, number) })],
            MustExclude = [.. pattern.MustExclude.Select(dataset => Name(dataset, number))],
            Outputs = [.. pattern.Outputs.Select(output => output with { Columns = [.. output.Columns.Select(column => column with { Sources = [.. column.Sources.Select(Column)] })] })],
            ReuseApprovals = [.. pattern.ReuseApprovals.Select(approval => approval with { Columns = [.. approval.Columns.Select(Column)] })],
        };
        var hash = rule.ContentHash;
        return rule with { Approvals = [.. rule.Approvals.Select(approval => ApprovalSignature.Sign(rule, approval with { RuleHash = hash }, keys[approval.Person]))] };
    }

    private static Dictionary<string, string> Models(Rule pattern, int number) => pattern.Models.ToDictionary(
        model => ModelPin.PairOf(Side(pattern, number, model.Key.Split('+')[0]), Side(pattern, number, model.Key.Split('+')[1])), model => model.Value, StringComparer.Ordinal);

    private static string Side(Rule pattern, int number, string id) => pattern.Datasets.Any(dataset => dataset.Id == id) ? Name(id, number) : id;

    private static GateRequest Request(Rule pattern, int number, string purpose)
    {
        var output = pattern.Outputs[0];
        return new GateRequest
        {
            ProjectId = "benchmark",
            Purpose = purpose,
            Nation = pattern.Nation.ToString(),
            Controller = pattern.Controllers[0].Id,
            Requester = pattern.Requester,
            Datasets = [.. pattern.Datasets.Select(dataset => new RequestedDataset(
                Name(dataset.Id, number), dataset.Origin, [.. dataset.Columns.Where(column => !column.Value.Contains(ColumnUse.Never)).Select(column => new RequestedColumn(column.Key, "Attribute", [.. column.Value.Select(use => use.ToString())]))]))],
            Contracts = [.. pattern.Contracts.Select(contract => new RequestedContract(Side(pattern, number, contract.Key), "1.0.0", contract.Value))],
            Models = [.. Models(pattern, number).Select(model => new RequestedModel(model.Key.Split('+')[0], model.Key.Split('+')[1], model.Value))],
            Joins = [.. pattern.Joins.Select(join => new RequestedJoin(Name(join.Left, number), Name(join.Right, number), join.Types[0].ToString(), join.Keys, (double)join.MinimumProbability))],
            Selections = [.. pattern.Selection.Select(selection => new RequestedSelection(selection.Name, selection.Digest))],
            Outputs = [new RequestedOutput("letters", output.Kind.ToString(), output.Granularity.ToString(), [.. output.Columns.Select(column => new RequestedOutputColumn(
                column.Name, column.Role.ToString(), [.. column.Sources.Select(source => source.Split('.') is [var dataset, var name] ? $"{Name(dataset, number)}.{name}" : source)]))])],
            SuppressionLists = [.. pattern.OptOutLists],
            RecipientTeam = pattern.Recipients[0].Team,
            RecipientEnvironment = pattern.Recipients[0].Environment,
            Channel = pattern.Reidentify.Channels[0],
            Schedule = pattern.Schedule[0].ToString(),
        };
    }
}
