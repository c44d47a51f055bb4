using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Linkage.Governance.Documents;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Registering;

/// <summary>
/// Takes a governance folder into the store: all of it, or nothing. What is new becomes a new version; what is there stays as it is. A rule version whose content differs is
/// refused. Of the life of a rule an import can add what its files show and what is signed: approvals, and a status that stops it. It never lifts a suspension or a revocation.
/// </summary>
/// <param name="database">Where the store lies.</param>
/// <param name="clock">The clock of the machine.</param>
internal sealed class RegistryImport(StoreDatabase database, TimeProvider clock)
{
    /// <summary>The name of the directory of people.</summary>
    public const string PeopleId = "people";

    private readonly RegistryDocuments _documents = new();

    /// <summary>Imports a folder.</summary>
    /// <param name="folder">A governance folder.</param>
    /// <param name="dryRun">Only say what would be imported.</param>
    /// <exception cref="ProblemException">A rule version was changed, or people were removed; nothing is imported.</exception>
    /// <exception cref="ConfigurationException">The folder is no registry, or does not agree with what is in the store.</exception>
    public ImportReport Execute(string folder, bool dryRun)
    {
        var source = new RegistryFolder(folder);
        var (catalogue, people, rules) = source.Read();
        ImportReport? report = null;
        database.Write(clock, db => report = Import(db, catalogue, people, rules), commit: !dryRun);
        return report!;
    }

    private ImportReport Import(RunStoreContext db, IReadOnlyList<RegistryDocument> catalogue, RegistryDocument people, IReadOnlyList<(RegistryDocument Document, Rule Rule)> rules)
    {
        var now = clock.GetUtcNow();
        var rows = RegistryRows.Read(db);
        var added = new List<DocumentRow>();
        var notes = new List<string>();
        foreach (var (kind, document) in catalogue.Select(file => (DocumentRow.Catalogue, file)).Append((DocumentRow.People, people with { Name = PeopleId })))
        {
            AddVersion(rows, kind, document, now, added);
        }

        var contents = rules.ToDictionary(rule => rule.Rule, rule => ContentOf(rule.Document, rule.Rule));
        foreach (var (_, rule) in rules)
        {
            AddRule(rows, rule, contents[rule], now, added);
        }

        var changes = new Dictionary<(string Id, int Version), List<RuleChange>>();
        var approvals = new Dictionary<(string Id, int Version), List<Approval>>();
        foreach (var row in rows.Documents.Concat(added).Where(row => row.Kind == DocumentRow.Rule))
        {
            changes[(row.Id, row.Version)] = [.. rows.ChangesOf(row.Id, row.Version)];
            approvals[(row.Id, row.Version)] = [.. rows.ApprovalsOf(row.Id, row.Version)];
        }

        // Read as it will be before anything is written, so that what does not agree is refused.
        var registry = Build(rows, added, changes, approvals);
        var before = rows.IsEmpty ? null : rows.Build(_documents);
        if (before is not null && PeopleChange.Objection(before.People, registry.People) is { } objection)
        {
            throw ProblemException.Refused("PEOPLE_REMOVED", $"{objection} Nothing was imported.", "rules/people.yaml", "Put back what was there, and import again.");
        }

        foreach (var (_, rule) in rules)
        {
            var key = (rule.Id, rule.Version);
            AddApprovals(rule, registry, approvals[key], now, notes);
            AddChanges(rule, registry, changes[key], approvals[key], now, notes);
        }

        Build(rows, added, changes, approvals);
        db.Documents.AddRange(added);
        AddInstruments(db, rules.Select(rule => rule.Rule).Where(rule => added.Exists(row => row.Kind == DocumentRow.Rule && row.Id == rule.Id && row.Version == rule.Version)), now);
        var given = 0;
        var changed = new List<string>();
        foreach (var (_, rule) in rules)
        {
            var key = (rule.Id, rule.Version);
            var known = rows.ApprovalsOf(rule.Id, rule.Version).Count;
            db.Approvals.AddRange(approvals[key].Skip(known).Select((approval, index) => RegistryChange.Row(rule, approval, known + index)));
            given += approvals[key].Count - known;
            var earlier = rows.ChangesOf(rule.Id, rule.Version).Count;
            db.RuleChanges.AddRange(changes[key].Skip(earlier).Select(change => RegistryChange.Row(rule, change)));
            changed.AddRange(changes[key].Skip(earlier).Select(change => $"{rule.Name} {change.Kind}"));
        }

        return new ImportReport([.. added.Select(row => new ImportedDocument(row.Kind, row.Id, row.Version, row.ContentHash))], given, changed, before is null ? [] : RuleDifferences.OfPeopleAndLaw(before, registry), notes);
    }

    private Governance.Rules.Registry Build(
        RegistryRows rows, List<DocumentRow> added, Dictionary<(string Id, int Version), List<RuleChange>> changes, Dictionary<(string Id, int Version), List<Approval>> approvals)
    {
        var all = rows.Documents.Concat(added).ToList();
        return _documents.Build(
            all.Where(row => row.Kind == DocumentRow.Catalogue).GroupBy(row => row.Id).Select(versions => Document(versions.MaxBy(row => row.Version)!)),
            Document(all.Where(row => row.Kind == DocumentRow.People).MaxBy(row => row.Version)!),
            all.Where(row => row.Kind == DocumentRow.Rule).Select(row => new RuleDocument(Document(row), changes[(row.Id, row.Version)], approvals[(row.Id, row.Version)])));
    }

    private static RegistryDocument Document(DocumentRow row) => new(string.Create(CultureInfo.InvariantCulture, $"{row.Kind.ToLowerInvariant()} {row.Id} v{row.Version}"), row.Text);

    private static void AddVersion(RegistryRows rows, string kind, RegistryDocument document, DateTimeOffset now, List<DocumentRow> added)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document.Text)));
        var newest = rows.Newest(kind, document.Name);
        if (newest?.ContentHash != hash)
        {
            added.Add(new DocumentRow { Kind = kind, Id = document.Name, Version = (newest?.Version ?? 0) + 1, ContentHash = hash, Text = document.Text, ImportedAt = now });
        }
    }

    private static string ContentOf(RegistryDocument document, Rule rule)
    {
        try
        {
            var text = RuleText.ContentOf(document.Text);
            return RuleFile.Parse(text, document.Name).Rule.ContentHash == rule.ContentHash ? text : throw new FormatException("Its layout is not understood.");
        }
        catch (Exception problem) when (problem is FormatException or ConfigurationException)
        {
            throw ProblemException.BadConfiguration(
                "BAD_CONFIGURATION", $"Status and approvals cannot be told from the rule. {(problem is FormatException ? problem.Message : "Its layout is not understood.")} Nothing was imported.", $"rules/{document.Name}.yaml", "Write status, statusReason and approvals as keys of their own at the left margin, one approval below the other.");
        }
    }

    private static void AddRule(RegistryRows rows, Rule rule, string content, DateTimeOffset now, List<DocumentRow> added)
    {
        switch (rows.RuleOf(rule.Id, rule.Version))
        {
            case null:
                added.Add(new DocumentRow { Kind = DocumentRow.Rule, Id = rule.Id, Version = rule.Version, ContentHash = rule.ContentHash, Text = content, ImportedAt = now });
                break;
            case { } known when known.ContentHash != rule.ContentHash:
                throw ProblemException.Refused(
                    "RULE_CHANGED",
                    $"{rule.Name} is in the store with another content; a version is never changed. Nothing was imported.",
                    string.Create(CultureInfo.InvariantCulture, $"rules/{rule.Id}.v{rule.Version}.yaml"),
                    string.Create(CultureInfo.InvariantCulture, $"Give the changed rule the number {rule.Version + 1} with 'supersedes: {rule.Version}', and put the file of version {rule.Version} back."));
        }
    }

    private static void AddInstruments(RunStoreContext db, IEnumerable<Rule> rules, DateTimeOffset now)
    {
        var known = db.Instruments.AsNoTracking().ToDictionary(row => (row.Kind, row.Reference, row.Version), row => row.ContentHash);
        foreach (var (rule, row) in rules.SelectMany(rule => Instruments.Of(rule, now).Select(row => (rule, row))))
        {
            if (known.TryGetValue((row.Kind, row.Reference, row.Version), out var hash))
            {
                if (hash != row.ContentHash)
                {
                    throw ProblemException.Refused(
                        "INSTRUMENT_CHANGED",
                        $"{rule.Name} says something else of {row.Kind} {row.Reference}, version {row.Version}, than a rule before it. Nothing was imported.",
                        string.Create(CultureInfo.InvariantCulture, $"rules/{rule.Id}.v{rule.Version}.yaml"),
                        "Give what changed a version of its own, or correct the rule.");
                }

                continue;
            }

            known.Add((row.Kind, row.Reference, row.Version), row.ContentHash);
            db.Instruments.Add(row);
        }
    }

    private static void AddApprovals(Rule rule, Governance.Rules.Registry registry, List<Approval> approvals, DateTimeOffset now, List<string> notes)
    {
        foreach (var approval in rule.Approvals.Where(given => !approvals.Exists(known => known.Signature == given.Signature)))
        {
            if (Approvals.WhyNot(approval, rule, registry.People, now) is { } reason)
            {
                notes.Add($"{rule.Name}: an approval was left out. {reason.Explanation}");
            }
            else
            {
                approvals.Add(approval);
            }
        }
    }

    private static void AddChanges(Rule rule, Governance.Rules.Registry registry, List<RuleChange> changes, List<Approval> approvals, DateTimeOffset now, List<string> notes)
    {
        var status = RuleHistory.StatusOf(rule, changes, registry.People).Status;
        var isApproved = Approvals.Evaluate(rule with { Approvals = approvals }, registry.People, registry.Catalogue, now).IsApproved;
        foreach (var kind in Kinds(rule.Status, isApproved))
        {
            var isFirst = kind == RuleChangeKind.Drafted;
            if (isFirst ? changes.Count == 0 : RuleHistory.After(status, kind) is not null)
            {
                status = RuleHistory.After(status, kind)!.Value;
                changes.Add(new RuleChange(kind, changes.Count, null, now, status is RuleStatus.Suspended or RuleStatus.Revoked or RuleStatus.Rejected ? rule.StatusReason ?? "as imported" : null));
            }
        }

        if (status != rule.Status)
        {
            notes.Add($"{rule.Name}: the file says {rule.Status}, and it is {status} in the store{(status == RuleStatus.Proposed ? ": approvals are missing" : "; an import does not change that")}.");
        }
    }

    private static IEnumerable<RuleChangeKind> Kinds(RuleStatus written, bool isApproved)
    {
        yield return RuleChangeKind.Drafted;
        if (written == RuleStatus.Draft)
        {
            yield break;
        }

        yield return RuleChangeKind.Proposed;
        if (written == RuleStatus.Rejected)
        {
            yield return RuleChangeKind.Rejected;
            yield break;
        }

        if (isApproved && written != RuleStatus.Proposed)
        {
            yield return RuleChangeKind.Approved;
        }

        if (written is RuleStatus.Suspended or RuleStatus.Revoked)
        {
            yield return written == RuleStatus.Suspended ? RuleChangeKind.Suspended : RuleChangeKind.Revoked;
        }
    }
}

/// <summary>What an import added.</summary>
/// <param name="Documents">New versions of documents.</param>
/// <param name="Approvals">How many approvals.</param>
/// <param name="Changes">Changes of status, in words.</param>
/// <param name="Differences">What is otherwise in people and law than before; empty at the first import.</param>
/// <param name="Notes">What was left out or is not as the files say, in words.</param>
internal sealed record ImportReport(IReadOnlyList<ImportedDocument> Documents, int Approvals, IReadOnlyList<string> Changes, IReadOnlyList<RuleDifference> Differences, IReadOnlyList<string> Notes);

/// <summary>A new version of a document.</summary>
/// <param name="Kind">Catalogue, People or Rule.</param>
/// <param name="Id">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Its content hash.</param>
internal sealed record ImportedDocument(string Kind, string Id, int Version, string Hash);
