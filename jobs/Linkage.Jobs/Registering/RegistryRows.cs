using System.Globalization;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Registering;

/// <summary>
/// The rows of the registry as of one moment, each held against the event that recorded it: a row that was changed, added or taken away beside the ledger is found before
/// anything is decided from it.
/// </summary>
internal sealed class RegistryRows
{
    private readonly ILookup<(string, int), ApprovalRow> _approvals;
    private readonly ILookup<(string, int), RuleChangeRow> _changes;

    private RegistryRows(IReadOnlyList<DocumentRow> documents, IEnumerable<ApprovalRow> approvals, IEnumerable<RuleChangeRow> changes)
    {
        Documents = documents;
        _approvals = approvals.OrderBy(a => a.Ordinal).ToLookup(a => (a.RuleId, a.RuleVersion));
        _changes = changes.OrderBy(c => c.Ordinal).ToLookup(c => (c.RuleId, c.RuleVersion));
    }

    /// <summary>Every version of every document.</summary>
    public IReadOnlyList<DocumentRow> Documents { get; }

    /// <summary>Whether nothing was imported yet.</summary>
    public bool IsEmpty => Documents.Count == 0;

    /// <summary>Reads them.</summary>
    /// <param name="db">The store, in a transaction.</param>
    /// <exception cref="ProblemException">A row is not what the ledger recorded.</exception>
    public static RegistryRows Read(RunStoreContext db)
    {
        // First as they are stored: a row that was changed may be none that can be read.
        var connection = db.Database.GetDbConnection();
        foreach (var type in new[] { typeof(DocumentRow), typeof(InstrumentRow), typeof(ApprovalRow), typeof(RuleChangeRow) })
        {
            RecordedTable.Of(db.Model.FindEntityType(type)!)!.RequireAsRecorded(connection, Changed);
        }

        return new RegistryRows(db.Documents.AsNoTracking().ToList(), db.Approvals.AsNoTracking().ToList(), db.RuleChanges.AsNoTracking().ToList());
    }

    /// <summary>These rows with one more, as they would be.</summary>
    public RegistryRows With(RuleChangeRow change) => new(Documents, _approvals.SelectMany(a => a), [.. _changes.SelectMany(c => c), change]);

    /// <summary>The newest version of a document.</summary>
    public DocumentRow? Newest(string kind, string id) => Documents.Where(d => d.Kind == kind && d.Id == id).MaxBy(d => d.Version);

    /// <summary>The document of a rule version.</summary>
    public DocumentRow? RuleOf(string id, int version) => Documents.FirstOrDefault(d => d.Kind == DocumentRow.Rule && d.Id == id && d.Version == version);

    /// <summary>The changes of a rule version, in order.</summary>
    public IReadOnlyList<RuleChange> ChangesOf(string id, int version) => [.. _changes[(id, version)].Select(c =>
        new RuleChange(Enum.Parse<RuleChangeKind>(c.Change), c.Ordinal, c.Person, Instant(c.At), c.Reason, c.Signature))];

    /// <summary>The approvals of a rule version, in the order in which they were recorded.</summary>
    public IReadOnlyList<Approval> ApprovalsOf(string id, int version) => [.. _approvals[(id, version)].Select(a => new Approval(
        Enum.Parse<ApproverRole>(a.Role), a.Person, a.RuleHash, Instant(a.At), a.OnBehalfOf, a.Acknowledges.Split(' ', StringSplitOptions.RemoveEmptyEntries), a.Signature))];

    /// <summary>The registry they make.</summary>
    /// <param name="documents">Reads the texts, each once.</param>
    /// <exception cref="Governance.Documents.ConfigurationException">A document is refused, or the documents do not agree.</exception>
    public Governance.Rules.Registry Build(RegistryDocuments documents)
    {
        var catalogue = Documents.Where(d => d.Kind == DocumentRow.Catalogue).GroupBy(d => d.Id).Select(versions => versions.MaxBy(d => d.Version)!).Select(Document).ToList();
        var people = Document(Newest(DocumentRow.People, RegistryImport.PeopleId)!);
        var rules = Documents.Where(d => d.Kind == DocumentRow.Rule).ToList();

        var registry = documents.Build(catalogue, people, rules.Select(row => new RuleDocument(Document(row), ChangesOf(row.Id, row.Version), ApprovalsOf(row.Id, row.Version))));
        return rules.Find(row => registry.VersionsOf(row.Id).Single(rule => rule.Version == row.Version).ContentHash != row.ContentHash) is { } other
            ? throw Changed($"{other.Kind}/{other.Id}/{other.Version}")
            : registry;
    }

    /// <summary>How an instant is stored that somebody signed: to the tick.</summary>
    public static string Written(DateTimeOffset instant) => instant.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static RegistryDocument Document(DocumentRow row) => new($"{row.Kind.ToLowerInvariant()} {row.Id} v{row.Version} of the store", row.Text);

    private static ProblemException Changed(string what) => ProblemException.Refused(
        "REGISTRY_CHANGED", "A row of the registry is not what the ledger recorded, so nothing is decided from it.", what, "Treat it as an incident: 'linkage ledger verify' names every such row, LEDGER_BROKEN in runbook.md says what to do.");
}
