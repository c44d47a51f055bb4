using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Linkage.Jobs.Store;

/// <summary>The tables of the store. The schema itself is in the numbered SQL files.</summary>
internal sealed class RunStoreContext(DbContextOptions<RunStoreContext> options) : DbContext(options)
{
    /// <summary>Runs with what belongs to them.</summary>
    public DbSet<RunRow> Runs => Set<RunRow>();

    /// <summary>Versions of the registry's documents.</summary>
    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    /// <summary>Versions of what rules name.</summary>
    public DbSet<InstrumentRow> Instruments => Set<InstrumentRow>();

    /// <summary>Approvals of rules.</summary>
    public DbSet<ApprovalRow> Approvals => Set<ApprovalRow>();

    /// <summary>Changes of the status of rules.</summary>
    public DbSet<RuleChangeRow> RuleChanges => Set<RuleChangeRow>();

    /// <summary>The grants of runs.</summary>
    public DbSet<GrantRow> Grants => Set<GrantRow>();

    /// <summary>What was done with grant secrets.</summary>
    public DbSet<KeyEventRow> KeyEvents => Set<KeyEventRow>();

    /// <summary>What happened to releases.</summary>
    public DbSet<ReleaseActRow> ReleaseActs => Set<ReleaseActRow>();

    /// <summary>What happened to key epochs.</summary>
    public DbSet<RotationRow> Rotations => Set<RotationRow>();

    /// <summary>What was wiped because its time had come.</summary>
    public DbSet<RetentionRow> Retention => Set<RetentionRow>();

    /// <summary>The secrets of datasets that were destroyed because their time had come.</summary>
    public DbSet<DatasetKeyRow> DatasetKeys => Set<DatasetKeyRow>();

    /// <summary>What became of the slots of schedules.</summary>
    public DbSet<SlotRow> Slots => Set<SlotRow>();

    /// <summary>What was said of schedules.</summary>
    public DbSet<ScheduleRow> Schedules => Set<ScheduleRow>();

    /// <summary>What became of notices to recipients.</summary>
    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    /// <summary>What became of the deliveries of datasets.</summary>
    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    /// <summary>The ledger, by sequence number.</summary>
    public DbSet<LedgerRow> Ledger => Set<LedgerRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcText>();
        configurationBuilder.Properties<RunState>().HaveConversion<string>();
        configurationBuilder.Properties<KeyAct>().HaveConversion<string>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RunRow>(run =>
        {
            run.ToTable("runs").HasKey(r => r.RunId);
            run.HasMany(r => r.Stages).WithOne().HasForeignKey(s => s.RunId);
            run.HasMany(r => r.Decisions).WithOne().HasForeignKey(d => d.RunId);
            run.HasMany(r => r.Releases).WithOne().HasForeignKey(r => r.RunId);
        });
        modelBuilder.Entity<StageRow>().ToTable("stages").HasKey(s => new { s.RunId, s.Ordinal });
        modelBuilder.Entity<DecisionRow>().ToTable("decisions").HasKey(d => new { d.RunId, d.Ordinal });
        modelBuilder.Entity<ReleaseRow>().ToTable("releases").HasKey(r => new { r.RunId, r.ReleaseId });
        modelBuilder.Entity<DocumentRow>().ToTable("documents").HasKey(d => new { d.Kind, d.Id, d.Version });
        modelBuilder.Entity<InstrumentRow>().ToTable("instruments").HasKey(i => new { i.Kind, i.Reference, i.Version });
        modelBuilder.Entity<ApprovalRow>().ToTable("approvals").HasKey(a => new { a.RuleId, a.RuleVersion, a.Ordinal });
        modelBuilder.Entity<RuleChangeRow>().ToTable("rule_changes").HasKey(c => new { c.RuleId, c.RuleVersion, c.Ordinal });
        modelBuilder.Entity<GrantRow>().ToTable("grants").HasKey(g => new { g.RunId, g.Ordinal });
        modelBuilder.Entity<KeyEventRow>().ToTable("key_events").HasKey(k => new { k.RunId, k.Ordinal });
        modelBuilder.Entity<ReleaseActRow>().ToTable("release_acts").HasKey(a => new { a.ReleaseId, a.Ordinal });
        modelBuilder.Entity<RotationRow>().ToTable("rotations").HasKey(r => new { r.KeyId, r.Workspace, r.Ordinal });
        modelBuilder.Entity<RetentionRow>().ToTable("retention").HasKey(r => new { r.Workspace, r.Place, r.Ordinal });
        modelBuilder.Entity<DatasetKeyRow>().ToTable("dataset_keys").HasKey(k => new { k.Workspace, k.KeyId });
        modelBuilder.Entity<SlotRow>().ToTable("slots").HasKey(s => new { s.Workspace, s.Project, s.Slot, s.Ordinal });
        modelBuilder.Entity<ScheduleRow>().ToTable("schedules").HasKey(s => new { s.Workspace, s.Project, s.Ordinal });
        modelBuilder.Entity<NoticeRow>().ToTable("notices").HasKey(n => new { n.Workspace, n.Recipient, n.Notice, n.Ordinal });
        modelBuilder.Entity<DeliveryRow>().ToTable("deliveries").HasKey(d => new { d.Workspace, d.Dataset, d.Ordinal });
        modelBuilder.Entity<LedgerRow>(entry =>
        {
            entry.ToTable("ledger").HasKey(e => e.Sequence);
            entry.Property(e => e.Sequence).ValueGeneratedNever();
            entry.HasIndex(e => new { e.Subject, e.Sequence });
        });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
        }
    }

    /// <summary>Instants as ISO 8601 text in UTC, which sorts by time.</summary>
    private sealed class UtcText() : ValueConverter<DateTimeOffset, string>(
        instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
}
