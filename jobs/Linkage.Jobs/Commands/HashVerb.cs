using System.CommandLine;
using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Release;

namespace Linkage.Jobs.Commands;

/// <summary>Prints what approvers sign and what rules name: the content hash of rules, contracts, models and queries. Reads the named files alone.</summary>
internal sealed class HashVerb : Verb
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "A rule (governance/rules/*.yaml), a contract (schemas/sources/*.yaml), a model (schemas/models/*.json) or a query (*.sql)",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Declares the verb.</summary>
    public HashVerb()
        : base(
            "hash",
            "Prints the content hash of rules, data contracts, matching models and queries: what an approval signs, and what a rule names under 'contracts', 'models' and 'selection'. Layout and comments do not count.",
            new("linkage hash governance/rules/homes-and-money.v5.yaml", "The hash an approver signs"),
            new("linkage hash schemas/sources/*.yaml schemas/cohorts/*.sql", "The hashes a new rule names")) => Add(_files);

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var document = new HashDocument([.. parse.GetRequiredValue(_files).Select(Hash)]);
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => Print(screen, document)));
    }

    private static HashedFile Hash(string path)
    {
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("NO_FILE", "There is no such file.", path, "Check the path.");
        }

        if (Path.GetExtension(path).Equals(".sql", StringComparison.OrdinalIgnoreCase))
        {
            return Query(path);
        }

        if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            return new HashedFile(path, "model", Path.GetFileNameWithoutExtension(path), null, SourceModels.LoadOne(path).Digest());
        }

        if (File.ReadLines(path).Any(line => line.TrimEnd() == $"kind: {RuleFile.Kind}"))
        {
            var rule = RuleFile.Load(path).Rule;
            return new HashedFile(path, "rule", rule.Id, rule.Version.ToString(CultureInfo.InvariantCulture), rule.ContentHash);
        }

        var contract = ContractReader.Load(path);
        return new HashedFile(path, "contract", contract.Id.Value, contract.Version, contract.ContentHash);
    }

    private static HashedFile Query(string path)
    {
        try
        {
            return new HashedFile(path, "query", Path.GetFileNameWithoutExtension(path), null, QueryDigest.Of(File.ReadAllText(path)));
        }
        catch (FormatException problem)
        {
            throw ProblemException.BadConfiguration("BAD_CONFIGURATION", problem.Message, path, "Write one SELECT statement.");
        }
    }

    private static void Print(Screen screen, HashDocument document)
    {
        foreach (var file in document.Files)
        {
            screen.Plain($"{file.Hash}  {file.Kind,-8}  {file.Id}{(file.Version is null ? string.Empty : $" {file.Version}")}");
        }
    }
}
