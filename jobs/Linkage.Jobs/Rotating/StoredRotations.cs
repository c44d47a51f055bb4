using System.Globalization;
using System.Security.Cryptography;
using Linkage.Governance.Rotation;
using Linkage.Governance.Rules;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Rotate;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Rotating;

/// <summary>What the store knows of the key epochs of a workspace: who approved that one ends, and which have ended. Held against the ledger before anything is made of it.</summary>
/// <param name="database">Where the store lies.</param>
/// <param name="workspace">The workspace folder.</param>
/// <param name="clock">The clock.</param>
internal sealed class StoredRotations(StoreDatabase database, string workspace, TimeProvider clock)
{
    private const string Approved = "Approved";
    private const string EndedAct = "Ended";

    private readonly StoredRegistry _registry = new(database);
    private readonly string _name = (database.IsShared ? WorkspaceName.Read(workspace) : null) ?? string.Empty;

    /// <summary>What is missing for an epoch to be ended now, in a sentence; null when nothing is.</summary>
    /// <exception cref="ProblemException">A row is not what the ledger recorded, or there are no rules and people yet.</exception>
    public string? Missing(EpochName epoch)
    {
        var people = _registry.Load().People;
        return RotationApprovals.Missing(Read().Where(row => row.Act == Approved).Select(Approval), epoch.Number, epoch.KeyId, people, clock.GetUtcNow());
    }

    /// <summary>Who approved that an epoch ends, by person id, each once.</summary>
    public IReadOnlyList<string> ApproversOf(EpochName epoch) =>
        [.. Read().Where(row => row.Act == Approved && row.KeyId == epoch.KeyId).Select(row => row.Person!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The epochs that were ended, with the instants.</summary>
    /// <exception cref="ProblemException">A row is not what the ledger recorded.</exception>
    public IReadOnlyList<(EpochName Epoch, DateTimeOffset At)> Ended() =>
        [.. Read().Where(row => row.Act == EndedAct).Select(row => (new EpochName(row.Epoch, row.KeyId), Instant(row.At)))];

    /// <summary>Signs and records an approval.</summary>
    /// <param name="epoch">The epoch that is to end.</param>
    /// <param name="person">Who approves.</param>
    /// <param name="role">The role in which.</param>
    /// <param name="reason">Why.</param>
    /// <param name="key">The private key of the person.</param>
    /// <exception cref="ProblemException">It would not count; nothing is recorded.</exception>
    public RotationApproval Approve(EpochName epoch, string person, ApproverRole role, string reason, ECDsa key)
    {
        RotationApproval? recorded = null;
        database.Write(clock, db =>
        {
            var rows = Within(db).Where(row => row.KeyId == epoch.KeyId).ToList();
            if (rows.Exists(row => row.Act == EndedAct))
            {
                throw ProblemException.Refused("EPOCH_ENDED", "The key epoch has ended already. Nothing was recorded.", epoch.ToString(), "'linkage keys rotate' names the one in use.");
            }

            recorded = RotationApprovals.Sign(new RotationApproval(epoch.Number, epoch.KeyId, person, role, clock.GetUtcSecond(), reason), key);
            if (RotationApprovals.WhyNot(recorded, _registry.Within(db).Registry.People, recorded.At) is { } objection)
            {
                throw ProblemException.Refused("NOT_PERMITTED", $"{objection} Nothing was recorded.", epoch.ToString(), "Check --person, --as and --key; people, their roles and keys stand in people.yaml, and come into the store by 'linkage rules import'.");
            }

            db.Rotations.Add(Row(epoch, rows.Count, Approved, recorded.At, recorded));
        });
        return recorded!;
    }

    /// <summary>Records that an epoch was ended; one that was recorded before is not recorded again.</summary>
    /// <returns>Whether it was recorded now.</returns>
    public bool RecordEnd(EpochName epoch, DateTimeOffset at, BridgeReport? report)
    {
        var isNew = false;
        database.Write(clock, db =>
        {
            var rows = Within(db).Where(row => row.KeyId == epoch.KeyId).ToList();
            isNew = !rows.Exists(row => row.Act == EndedAct);
            if (isNew)
            {
                db.Rotations.Add(Row(epoch, rows.Count, EndedAct, at, null, report is null ? 0 : report.Carried + report.Already));
            }
        });
        return isNew;
    }

    private List<RotationRow> Read() => database.Read(connection =>
    {
        using var transaction = database.Dialect.BeginReading(connection);
        using var db = new RunStoreContext(database.Dialect.OptionsOver(connection));
        db.Database.UseTransaction(transaction);
        return Within(db);
    }) ?? [];

    private List<RotationRow> Within(RunStoreContext db)
    {
        RecordedTable.Of(db.Model.FindEntityType(typeof(RotationRow))!)!.RequireAsRecorded(db.Database.GetDbConnection(), Changed);
        return [.. db.Rotations.AsNoTracking().Where(row => row.Workspace == _name).OrderBy(row => row.Ordinal)];
    }

    private RotationRow Row(EpochName epoch, int ordinal, string act, DateTimeOffset at, RotationApproval? approval, int? carried = null) => new()
    {
        KeyId = epoch.KeyId,
        Workspace = _name,
        Ordinal = ordinal,
        Act = act,
        Epoch = epoch.Number,
        At = RegistryRows.Written(at),
        Person = approval?.Person,
        Role = approval?.Role.ToString(),
        Reason = approval?.Reason,
        Signature = approval?.Signature,
        Carried = carried,
    };

    private static RotationApproval Approval(RotationRow row) =>
        new(row.Epoch, row.KeyId, row.Person!, Enum.Parse<ApproverRole>(row.Role!), Instant(row.At), row.Reason!) { Signature = row.Signature };

    private static DateTimeOffset Instant(string written) => DateTimeOffset.ParseExact(written, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static ProblemException Changed(string what) => ProblemException.Refused(
        "LEDGER_BROKEN", "What happened to key epochs is not what the ledger recorded, so no key is touched.", what, "Treat it as an incident: 'linkage ledger verify' says what is wrong, LEDGER_BROKEN in runbook.md what to do.");
}
