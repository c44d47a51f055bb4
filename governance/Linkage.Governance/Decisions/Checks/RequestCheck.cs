using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>The request is complete and every controlled word in it is known. What is not known is denied.</summary>
internal sealed class RequestCheck
{
    private readonly GateRequest _request;
    private readonly List<Reason> _found = [];

    private RequestCheck(GateRequest request) => _request = request;

    /// <summary>What is not known or not complete in a request; it does not depend on a rule.</summary>
    public static IReadOnlyList<Reason> Problems(Registry registry, GateRequest request)
    {
        var check = new RequestCheck(request);
        check.Run(registry);
        return check._found;
    }

    public static void Run(CheckContext context)
    {
        foreach (var problem in context.Facts.Problems)
        {
            context.Deny(CheckName.Request, problem.Code, problem.Explanation, problem.Clause);
        }
    }

    private void Run(Registry registry)
    {
        var request = _request;
        Known<Nation>(request.Nation, "nation");
        Known<RunSchedule>(request.Schedule, "schedule");
        Require(registry.Catalogue.TryGetPurpose(request.Purpose, out _), $"The purpose {Shown.Name(request.Purpose)} is not a code of the catalogue.");
        Require(registry.People.TryFind(request.Requester, out _), $"The requester {Shown.Name(request.Requester)} is not in the directory of people.");
        Require(request.PriorRuns >= 0, "The number of earlier runs is negative.");
        Require(request.Channel is not { } channel || Words.Channels.Contains(channel), $"The channel {Shown.Name(request.Channel ?? string.Empty)} is not known.");
        Require(request.Datasets.Count > 0, "The request names no dataset.");
        Require(request.Outputs.Count > 0, "The request names no output.");
        foreach (var dataset in request.Datasets)
        {
            Dataset(dataset, isAskedFor: true);
        }

        foreach (var join in request.Joins)
        {
            Join(join);
        }

        foreach (var model in request.Models)
        {
            Model(model);
        }

        if (request.Trial is { } trial)
        {
            Trial(trial);
        }

        foreach (var output in request.Outputs)
        {
            Output(output);
        }
    }

    private void Dataset(RequestedDataset dataset, bool isAskedFor)
    {
        var id = Shown.Name(dataset.Id);
        OneOf(dataset.Origin, Words.Origins, $"The origin of {id}");
        foreach (var column in dataset.Columns)
        {
            var name = $"{id}.{Shown.Name(column.Name)}";
            OneOf(column.Classification, Words.Classifications, $"The classification of {name}");
            Require(column.Uses.Count > 0 || !isAskedFor, $"The request states no use for {name}.");
            if (column.Origin is { } origin)
            {
                OneOf(origin, Words.Origins, $"The origin of {name}");
            }

            foreach (var use in column.Uses)
            {
                // Never is a word of rules; nobody can ask for it.
                Require(Words.TryParse<ColumnUse>(use, out var known) && known != ColumnUse.Never, $"The use {Shown.Name(use)} of {name} is not known.");
            }

            Require(dataset.DerivedFrom is null || column.From is not null, $"The request does not say what {name} was made of; an empty list says that it was recorded afterwards.");
            var parents = dataset.DerivedFrom?.Parents ?? [];
            foreach (var source in column.From ?? [])
            {
                Require(ColumnsOf(parents, source).Any(), $"{name} is made of {Shown.Name(source)}, which is not a column of a parent of {id}.");
            }
        }

        if (dataset.DerivedFrom is { } derivation)
        {
            Require(derivation.Parents.Count > 0, $"{id} is derived and names no dataset that it was made of.");
            foreach (var parent in derivation.Parents)
            {
                Dataset(parent, isAskedFor: false);
            }
        }
    }

    private void Join(RequestedJoin join)
    {
        var name = $"{Shown.Name(join.Left)} - {Shown.Name(join.Right)}";
        Known<JoinType>(join.Type, $"type of the join {name}");
        Require(join.Keys.Count > 0, $"The join {name} names no key.");
        foreach (var key in join.Keys)
        {
            OneOf(key, Words.JoinKeys, $"The key of the join {name}");
        }

        Require(join.MinimumProbability is >= 0 and <= 1, $"The minimum probability of the join {name} is not between 0 and 1.");
        foreach (var side in new[] { join.Left, join.Right })
        {
            Require(
                _request.Datasets.Any(dataset => string.Equals(dataset.Id, side, StringComparison.Ordinal)),
                $"The join {name} names {Shown.Name(side)}, which is not among the datasets of the request.");
        }
    }

    private void Model(RequestedModel model)
    {
        var name = $"{Shown.Name(model.Left)} - {Shown.Name(model.Right)}";
        Require(ModelPin.IsKnown(model.Digest), $"The model of {name}, {Shown.Name(model.Digest)}, is not known; it is a digest of 64 lower-case hexadecimal digits, or {ModelPin.Trained}.");
        foreach (var side in new[] { model.Left, model.Right }.Except(_request.Datasets.Select(dataset => dataset.Id).Concat(_request.SuppressionLists), StringComparer.Ordinal))
        {
            Require(false, $"A model is named for {name}, and {Shown.Name(side)} is neither among the datasets of the request nor among the lists it leaves out.");
        }
    }

    private void Trial(RequestedTrial trial)
    {
        var id = Shown.Name(trial.Id);
        Known<TrialUnit>(trial.Unit, $"unit of the trial {id}");
        Known<TrialAssignment>(trial.Assignment, $"assignment of the trial {id}");
        Require(trial.Arms.All(arm => TrialShape.IsName(arm.Name)), $"The trial {id} has an arm whose name is not lower-case letters, digits and single hyphens.");
        if (Words.TryParse<TrialAssignment>(trial.Assignment, out var assignment)
            && TrialShape.Problem(assignment.Value, trial.Column, [.. trial.Arms.Select(arm => new TrialArm(arm.Name, arm.Share, arm.Values))]) is { } problem)
        {
            Require(false, $"The trial {id} does not say who gets which arm: {problem}");
        }
    }

    // The arm that somebody is given by chance is made of no column.
    private bool IsArmByChance(RequestedOutputColumn column) =>
        column.Name == TrialArm.ArmColumn && column.Role is nameof(ColumnRole.Value) or nameof(ColumnRole.Dimension) && _request.Trial is { Assignment: nameof(TrialAssignment.Random) };

    private void Output(RequestedOutput output)
    {
        var id = Shown.Name(output.Name);
        Known<OutputKind>(output.Kind, $"kind of the output {id}");
        Known<Granularity>(output.Granularity, $"granularity of the output {id}");
        Require(output.Columns.Count > 0, $"The output {id} has no column.");
        foreach (var column in output.Columns)
        {
            var name = $"{id}.{Shown.Name(column.Name)}";
            Known<ColumnRole>(column.Role, $"role of {name}");
            if (column.Role is nameof(ColumnRole.Value) or nameof(ColumnRole.Dimension) or nameof(ColumnRole.Sum) || (column.Role is nameof(ColumnRole.Contact) && column.Name != "channel"))
            {
                Require(column.Sources.Count > 0 || IsArmByChance(column), $"The output column {name} does not say what it is made of.");
            }

            foreach (var source in column.Sources)
            {
                Require(Find(_request, source).Any(), $"The output column {name} is made of {Shown.Name(source)}, which is not a column of the request.");
            }
        }
    }

    /// <summary>The columns of the request that a source <c>dataset.column</c> names; more than one when the request repeats itself.</summary>
    public static IEnumerable<RequestedColumn> Find(GateRequest request, string source) => ColumnsOf(request.Datasets, source);

    private static IEnumerable<RequestedColumn> ColumnsOf(IReadOnlyList<RequestedDataset> datasets, string source) =>
        source.Split('.') is [var datasetId, var columnName]
            ? datasets
                .Where(dataset => string.Equals(dataset.Id, datasetId, StringComparison.Ordinal))
                .SelectMany(dataset => dataset.Columns)
                .Where(column => string.Equals(column.Name, columnName, StringComparison.Ordinal))
            : [];

    private void Known<TEnum>(string word, string what)
        where TEnum : struct, Enum =>
        Require(Words.TryParse<TEnum>(word, out _), $"The {what}, {Shown.Name(word)}, is not known; it is one of {string.Join(", ", Enum.GetNames<TEnum>())}.");

    private void OneOf(string word, IReadOnlyList<string> words, string what) =>
        Require(words.Contains(word, StringComparer.Ordinal), $"{what}, {Shown.Name(word)}, is not known; it is one of {string.Join(", ", words)}.");

    private void Require(bool holds, string explanation)
    {
        if (!holds)
        {
            _found.Add(new Reason(ReasonCode.UnknownValue, explanation, "request"));
        }
    }
}
