using System.CommandLine;
using Linkage.Governance.LifeCycle;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>What differs between two versions of a rule.</summary>
internal sealed class RulesDiffVerb : RuleVerb
{
    private readonly Argument<string?> _other = new("OLDER") { Description = "The version to compare with [default: the one it supersedes, or the one before]", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Declares the verb.</summary>
    public RulesDiffVerb()
        : base(
            "diff",
            "Says what a rule version would permit that an older one does not, and the other way round: clause by clause, whatever the order in the files.",
            new("linkage rules diff homes-and-money", "The newest version against the one it supersedes"),
            new("linkage rules diff homes-and-money.v4 homes-and-money.v1", "Two versions")) => Add(_other);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var registry = new StoredRegistry(Store(parse)).Load();
        var newer = Rule(parse).In(registry);
        var older = parse.GetValue(_other) is { } other
            ? RuleName.Parse(other).In(registry)
            : registry.VersionsOf(newer.Id).LastOrDefault(rule => newer.Supersedes is { } version ? rule.Version == version : rule.Version < newer.Version)
                ?? throw ProblemException.BadConfiguration("UNKNOWN_RULE", $"{newer.Name} is the first version; there is none to compare it with.", null, "Name the other version too.");
        var document = new DiffDocument(older.Name, newer.Name, [.. RuleDifferences.Between(older, newer)]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RegistryReport.Print(screen, document)));
    }
}
