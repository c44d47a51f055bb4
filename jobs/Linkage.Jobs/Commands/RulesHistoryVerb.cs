using System.CommandLine;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Commands;

/// <summary>Everything that happened to a rule version.</summary>
internal sealed class RulesHistoryVerb : RuleVerb
{
    /// <summary>Declares the verb.</summary>
    public RulesHistoryVerb()
        : base(
            "history",
            "Prints what happened to a rule version, in order, each with its event in the ledger: import, proposal, every approval, suspension, resumption, revocation; and the releases that were made under it.",
            new("linkage rules history homes-and-money --data /srv/linkage", "The newest version"),
            new("linkage rules history homes-and-money.v3 --json | jq '.events[] | [.at, .what, .person]'", "For a program"))
    {
    }

    /// <inheritdoc/>
    public override Task<VerbResult> ExecuteAsync(ParseResult parse, VerbContext context, CancellationToken cancellationToken)
    {
        var stored = new StoredRegistry(Store(parse));
        var document = stored.Ask((rows, db) =>
        {
            var rule = Rule(parse).In(rows.Build(new()));
            var (id, version) = (rule.Id, rule.Version);
            var events = rows.ChangesOf(id, version).Select(c => (Subject: $"rule_changes/{id}/{version}/{c.Ordinal}", Event: new HistoryEvent(0, c.At, c.Kind.ToString(), c.Person, c.Reason)))
                .Concat(rows.ApprovalsOf(id, version).Select((a, ordinal) => (
                    Subject: $"approvals/{id}/{version}/{ordinal}",
                    Event: new HistoryEvent(0, a.At, $"Approval as {a.Role}", a.Person, a.OnBehalfOf is { } holder ? $"for {holder}" : null))))
                .ToList();
            var sequences = Sequences(db, [.. events.Select(e => e.Subject)]);
            return new HistoryDocument(
                id,
                version,
                rule.ContentHash,
                rule.Status.ToString(),
                [.. events.Select(e => e.Event with { Ledger = sequences.GetValueOrDefault(e.Subject, -1) }).OrderBy(e => e.Ledger)],
                RuleReleases.Of(db, id, version));
        });
        return Task.FromResult(new VerbResult(ExitCode.Done, document, screen => RegistryReport.Print(screen, document)));
    }

    private static Dictionary<string, long> Sequences(RunStoreContext db, string[] subjects) =>
        db.Ledger.AsNoTracking().Where(e => subjects.Contains(e.Subject)).Select(e => new { e.Subject, e.Sequence }).ToDictionary(e => e.Subject, e => e.Sequence);
}
