using Linkage.Governance.LifeCycle;
using Linkage.Jobs.Registering;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>rules import --json</c> prints; <c>schemas/formats/rules-import-output.schema.json</c>.</summary>
/// <param name="Store">Where it went.</param>
/// <param name="DryRun">Whether nothing was imported.</param>
/// <param name="Documents">New versions.</param>
/// <param name="Approvals">How many approvals.</param>
/// <param name="Changes">Changes of status.</param>
/// <param name="Differences">What is otherwise in people and law.</param>
/// <param name="Notes">What was left out.</param>
internal sealed record ImportDocument(string Store, bool DryRun, IReadOnlyList<ImportedDocument> Documents, int Approvals, IReadOnlyList<string> Changes, IReadOnlyList<RuleDifference> Differences, IReadOnlyList<string> Notes);

/// <summary>What <c>rules export --json</c> prints; <c>schemas/formats/rules-export-output.schema.json</c>.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Files">The files in it.</param>
/// <param name="RegistryHash">Hash of the registry they make.</param>
internal sealed record ExportDocument(string Folder, IReadOnlyList<string> Files, string RegistryHash);

/// <summary>What <c>rules show --json</c> prints; <c>schemas/formats/rule-show-output.schema.json</c>.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Status">Its status now.</param>
/// <param name="Missing">What its approval still misses.</param>
/// <param name="Text">Its file.</param>
internal sealed record RuleDocumentText(string Rule, int Version, string Hash, string Status, IReadOnlyList<ApprovalProblem> Missing, string Text);

/// <summary>What <c>rules diff --json</c> prints; <c>schemas/formats/rule-diff-output.schema.json</c>.</summary>
/// <param name="Older">The older version.</param>
/// <param name="Newer">The newer version.</param>
/// <param name="Differences">Every difference.</param>
internal sealed record DiffDocument(string Older, string Newer, IReadOnlyList<RuleDifference> Differences);

/// <summary>What <c>rules propose|suspend|resume|reject|revoke --json</c> print; <c>schemas/formats/rule-change-output.schema.json</c>.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Change">What happened.</param>
/// <param name="Person">Who did it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="StillApproved">Other versions of the rule that are Approved and in force.</param>
internal sealed record ChangeDocument(string Rule, int Version, string Hash, string Change, string Person, DateTimeOffset At, string? Reason, IReadOnlyList<string> StillApproved);

/// <summary>What the same verbs print with <c>--dry-run --json</c>; <c>schemas/formats/rule-impact-output.schema.json</c>.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Change">What would happen.</param>
/// <param name="Enables">Projects that would be permitted.</param>
/// <param name="Stops">Projects that would be stopped.</param>
/// <param name="Releases">Releases that would have to be withdrawn.</param>
internal sealed record ImpactDocument(string Rule, int Version, string Change, IReadOnlyList<string> Enables, IReadOnlyList<StoppedProject> Stops, IReadOnlyList<RuleRelease> Releases);

/// <summary>What <c>rules history --json</c> prints; <c>schemas/formats/rule-history-output.schema.json</c>.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Status">The status that was last decided.</param>
/// <param name="Events">What happened, in the order of the ledger.</param>
/// <param name="Releases">What was released under it.</param>
internal sealed record HistoryDocument(string Rule, int Version, string Hash, string Status, IReadOnlyList<HistoryEvent> Events, IReadOnlyList<RuleRelease> Releases);

/// <summary>Something that happened to a rule.</summary>
/// <param name="Ledger">Number of its event in the ledger.</param>
/// <param name="At">When, as it was recorded or signed.</param>
/// <param name="What">What.</param>
/// <param name="Person">Who; null for what follows from files or approvals.</param>
/// <param name="Reason">Why.</param>
internal sealed record HistoryEvent(long Ledger, DateTimeOffset At, string What, string? Person, string? Reason);

/// <summary>What <c>store init --json</c> prints; <c>schemas/formats/store-init-output.schema.json</c>.</summary>
/// <param name="Store">The store.</param>
internal sealed record StoreDocument(string Store);
