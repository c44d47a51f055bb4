using System.CommandLine;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Commands;

/// <summary>Pulls extracts into the inbox of a workspace, without running anything.</summary>
internal sealed class PullVerb : Verb
{
    private readonly Argument<string[]> _datasets = new("DATASET") { Description = "Ids of datasets; without any, every one of the configuration", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _data = PlaceOptions.Data();
    private readonly Option<string?> _config = PlaceOptions.Config();

    private readonly Option<string?> _schemas = new("--schemas")
    {
        HelpName = "DIR",
        Description = "Folder with sources (contracts) [default: found from here upwards]",
    };

    /// <summary>Declares the verb.</summary>
    public PullVerb()
        : base(
            "pull",
            "Brings extracts from where the configuration says into the inbox of the workspace, whole or not at all. What was cut off is gone on from; what has not changed is left. A run with --config does the same by itself, for what the gate permits.",
            new Example("linkage pull --data /srv/linkage --config /etc/linkage.yaml", "Everything the configuration names: to try a new delivery"),
            new Example("linkage pull council-tax --data /srv/linkage --config /etc/linkage.yaml --json", "One dataset, for a program"))
    {
        _config.Required = true;
        Add(_datasets);
        Add(_data);
        Add(_config);
        Add(_schemas);
    }

    /// <inheritdoc/>
    public override string? WorkspaceOf(ParseResult parse) => parse.GetValue(_data);

    /// <inheritdoc/>
    public override async Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var workspace = Path.GetFullPath(parse.GetRequiredValue(_data));
        var contracts = Path.Combine(RepositoryFolder.Find("--schemas", parse.GetValue(_schemas), "schemas", "sources"), "sources");
        var configuration = DeliveryConfigurationReader.Load(Path.GetFullPath(parse.GetRequiredValue(_config)!), contracts);
        var datasets = Chosen(parse.GetValue(_datasets) ?? [], configuration).Select(id => ContractReader.Load(Path.Combine(contracts, $"{id}.yaml"))).ToList();
        if (!Directory.Exists(workspace))
        {
            throw ProblemException.BadConfiguration("NO_WORKSPACE", "There is no workspace here.", workspace, "Make one with 'linkage keys init --data DIR'.");
        }

        using var session = await DeliverySession.OpenAsync(workspace, configuration, "linkage pull", context.Clock, cancellationToken).ConfigureAwait(false);
        var (extracts, problems) = (new List<PullDocument.Extract>(), new List<Problem>());
        foreach (var contract in configuration.InOrder(datasets))
        {
            WorkspaceLostException.ThrowIfLost(session.Hold, $"pulling {contract.Id}");
            var source = configuration.Deliveries[contract.Id];
            var extract = new PullDocument.Extract(contract.Id.Value, source.Kind, source.Where, "Received");
            try
            {
                var file = await session.Office.PullAsync(contract, null, cancellationToken).ConfigureAwait(false);
                extracts.Add(extract with { Outcome = file.IsNew ? "Received" : "Unchanged", File = Path.GetFileName(file.Path), Bytes = file.Bytes, Sha256 = file.Sha256, ResumedFrom = file.ResumedFrom });
            }
            catch (DeliveryException missing)
            {
                // The others are pulled all the same.
                var problem = Faults.Of(missing, workspace: null);
                problems.Add(problem with { Message = problem.Message.Replace("The extract ", $"The extract of {contract.Id} ", StringComparison.Ordinal) });
                extracts.Add(extract with { Outcome = missing.IsTransient ? "Waiting" : "Refused", Code = missing.Code });
            }
        }

        var document = new PullDocument(configuration.File, Inbox.Of(workspace).Root, [.. extracts.OrderBy(extract => extract.Dataset, StringComparer.Ordinal)]);
        return new VerbResult(problems.Select(problem => problem.ExitCode).DefaultIfEmpty(ExitCode.Done).Max(), document, screen => PullReport.Print(screen, document)) { Problems = problems };
    }

    private static IEnumerable<DatasetId> Chosen(string[] asked, DeliveryConfiguration configuration)
    {
        var known = configuration.Deliveries.Keys.Order().ToList();
        return asked.FirstOrDefault(text => known.All(id => id.Value != text)) is null
            ? known.Where(id => asked.Length == 0 || asked.Contains(id.Value, StringComparer.Ordinal))
            : throw ProblemException.BadConfiguration(
                "UNKNOWN_DELIVERY", "A dataset was asked for that the configuration does not say how to pull.", configuration.File, $"Choose one of: {string.Join(", ", known)}.");
    }
}
