using System.CommandLine;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Contracts;

namespace Linkage.Jobs.Publishing;

/// <summary>What documents are made from: the registry and the data contracts, as at an instant. The one place that reads them.</summary>
/// <param name="Registry">Law, rules and people.</param>
/// <param name="Contracts">Data contracts by dataset.</param>
/// <param name="Models">Folder of the matching models.</param>
/// <param name="Instant">The instant to publish for.</param>
internal sealed record PublishingSources(Registry Registry, IReadOnlyDictionary<DatasetId, DatasetContract> Contracts, string Models, DateTimeOffset Instant)
{
    /// <summary>What the documents were made from, as their foot says it.</summary>
    public string Provenance => $"Made by Linkage from the registry with SHA-256 {Registry.Hash}.";

    /// <summary>
    /// The contract of a dataset or list that a rule was approved with, or null: there is none at hand, or it is another one now, and what its columns hold is not
    /// what the approvers read.
    /// </summary>
    public DatasetContract? ContractOf(Rule rule, string dataset) =>
        Contracts.Values.FirstOrDefault(contract => contract.Id.Value == dataset) is { } contract && rule.Contracts.TryGetValue(dataset, out var hash) && hash == contract.ContentHash
            ? contract
            : null;

    /// <summary>
    /// The rule version of a name: <c>homes-and-money v4</c>, <c>homes-and-money.v4</c>, or <c>homes-and-money</c> for the newest one in force, or else the newest.
    /// </summary>
    /// <exception cref="ProblemException">There is none; the message lists those there are.</exception>
    public Rule RuleOf(string name)
    {
        var found = Registry.Rules.FirstOrDefault(rule => rule.Name == name || $"{rule.Id}.v{rule.Version}" == name)
            ?? InForce(name)
            ?? (Registry.VersionsOf(name) is [.., var newest] ? newest : null);
        return found ?? throw ProblemException.BadConfiguration(
            "UNKNOWN_RULE",
            $"There is no rule '{name}'.",
            null,
            Registry.Rules.Count == 0 ? "The registry holds no rule." : $"Choose one of: {string.Join(", ", Registry.Rules.Select(rule => $"{rule.Id}.v{rule.Version}"))}.");
    }

    /// <summary>The newest version of a rule that is in force at the instant, or null.</summary>
    public Rule? InForce(string id) => Registry.VersionsOf(id).LastOrDefault(rule => RuleStanding(rule).IsInForce);

    private Rules.RuleStanding RuleStanding(Rule rule) => Rules.RuleStanding.Of(rule, Registry, Instant);
}

/// <summary>The options that say what documents are made from, and their reading.</summary>
internal sealed class PublishingOptions
{
    private readonly Option<string?> _registry = RegistryOption.Create();

    private readonly Option<string?> _schemas = new("--schemas")
    {
        HelpName = "DIR",
        Description = "Folder with sources (contracts) and models [default: found from here upwards]",
    };

    private readonly Option<string> _data = PlaceOptions.Data();

    private readonly Option<DateTimeOffset?> _at = InstantOption.Create();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Verb verb)
    {
        verb.Add(_data);
        verb.Add(_registry);
        verb.Add(_schemas);
        verb.Add(_at);
    }

    /// <summary>Full path of the workspace that was named, or null when none was.</summary>
    public string? WorkspaceNamed(ParseResult parse) => parse.GetResult(_data) is { Implicit: false } ? Path.GetFullPath(parse.GetRequiredValue(_data)) : null;

    /// <summary>Reads the sources.</summary>
    /// <exception cref="ProblemException">A folder is not there.</exception>
    /// <exception cref="Governance.Documents.ConfigurationException">A file of the registry or a contract cannot be accepted.</exception>
    public PublishingSources Read(ParseResult parse, TimeProvider clock)
    {
        var registry = RegistryOption.Source(parse.GetValue(_registry), Path.GetFullPath(parse.GetRequiredValue(_data))).Load();
        var schemas = RepositoryFolder.Find("--schemas", parse.GetValue(_schemas), "schemas", "sources");
        return new PublishingSources(registry, ContractReader.LoadAll(Path.Combine(schemas, "sources")), Path.Combine(schemas, "models"), parse.GetValue(_at) ?? clock.GetUtcNow());
    }
}
