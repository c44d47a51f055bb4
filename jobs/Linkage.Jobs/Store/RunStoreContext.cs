using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Linkage.Jobs.Store;

/// <summary>The tables of <c>linkage.db</c>. The schema itself is in the numbered SQL files.</summary>
internal sealed class RunStoreContext(DbContextOptions<RunStoreContext> options) : DbContext(options)
{
    /// <summary>Runs with what belongs to them.</summary>
    public DbSet<RunRow> Runs => Set<RunRow>();

    /// <summary>The ledger, by sequence number.</summary>
    public DbSet<LedgerRow> Ledger => Set<LedgerRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcText>();
        configurationBuilder.Properties<RunState>().HaveConversion<string>();
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
