using System.Security.Cryptography;
using Linkage.Governance.Releases;
using Linkage.Jobs.Collecting;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Retain;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Microsoft.EntityFrameworkCore;

namespace Linkage.Jobs.Retaining;

/// <summary>Says what lies in a workspace and until when, and wipes what is due. Each thing is recorded before it goes; what a killed sweep recorded and left, the next one wipes.</summary>
/// <param name="environment">Where the workspace is.</param>
/// <param name="database">Its store.</param>
/// <param name="zones">Its zones.</param>
/// <param name="quarantine">How long a set may lie in quarantine.</param>
internal sealed class RetentionOffice(RunEnvironment environment, StoreDatabase database, ZoneStore zones, TimeSpan quarantine)
{
    /// <summary>How long a pulled extract may lie in the inbox in plain: a run that lands it wipes it at its end, so what is older was never landed.</summary>
    internal static readonly TimeSpan InboxTime = TimeSpan.FromDays(7);

    private const string InboxPlace = "inbox/";

    private readonly DatasetKeyOffice _keys = new(environment, new StoredDatasetKeys(database, environment.Workspace), zones);
    private readonly string _name = (database.IsShared ? WorkspaceName.Read(environment.Workspace) : null) ?? string.Empty;

    /// <summary>What lies where, and until when.</summary>
    /// <exception cref="Linkage.Governance.Documents.ConfigurationException">A contract cannot be accepted.</exception>
    public RetentionDocument Report()
    {
        var now = environment.Clock.GetUtcNow();
        var (items, sources, owed) = Survey(Contracts(), now);
        return new RetentionDocument(now, false, items, sources, owed) { Keys = _keys.Report() };
    }

    /// <summary>Wipes what is due, and destroys the keys of datasets that nothing hangs on any more. Call while holding the workspace.</summary>
    /// <param name="cancellationToken">Stops between two sets.</param>
    /// <exception cref="Linkage.Governance.Documents.ConfigurationException">A contract cannot be accepted; nothing was wiped.</exception>
    /// <exception cref="WorkspaceLostException">The workspace was lost; nothing more was wiped.</exception>
    public RetentionDocument Sweep(CancellationToken cancellationToken)
    {
        var now = environment.Clock.GetUtcNow();
        zones.SweepStaging();
        var contracts = Contracts();
        var (items, sources, owed) = Survey(contracts, now);
        var due = items.Where(item => item.IsDue).ToList();
        Record(due, now);
        // What the dates of all others follow from goes last, so that an interrupted sweep finds the rest still due.
        foreach (var item in due.OrderBy(item => item.Place.StartsWith("landing/", StringComparison.Ordinal)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (item.Place.StartsWith(InboxPlace, StringComparison.Ordinal))
            {
                environment.Inbox.Wipe(DatasetId.Parse(item.Place[InboxPlace.Length..]));
            }
            else
            {
                zones.WipeSet(item.Place);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new RetentionDocument(now, true, due, sources, owed) { Keys = _keys.Sweep(contracts, now) };
    }

    private Dictionary<string, DatasetContract> Contracts() =>
        Directory.GetFiles(environment.Contracts, "*.yaml").Select(ContractReader.Load).ToDictionary(contract => contract.Id.Value, StringComparer.Ordinal);

    private (IReadOnlyList<RetentionDocument.Item> Items, IReadOnlyList<string> Sources, IReadOnlyList<RetentionDocument.Owing> Owed) Survey(Dictionary<string, DatasetContract> contracts, DateTimeOffset now)
    {
        var sets = RetentionSurvey.Of(zones, contracts, quarantine);
        var releases = new StoredReleases(database, environment.Workspace).Read();
        return (
            [
                .. sets.Select(set => new RetentionDocument.Item(set.Place, set.Datasets, set.From, set.Due, set.Basis, set.Bytes, set.IsDue(now), set.Seal)),
                .. releases.Where(release => Directory.Exists(release.Path)).OrderBy(release => release.Id, StringComparer.Ordinal).Select(release => ItemOf(release, now)),
                .. environment.Inbox.Datasets().Where(dataset => environment.Inbox.FilesOf(dataset).Count > 0).Select(dataset => ItemOf(dataset, now)),
            ],
            [.. sets.Where(set => set.IsDue(now)).Select(set => set.Source).OfType<(string Name, long Bytes)>().Where(StillThere).Select(source => source.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [
                .. releases.Where(release => release.StateAt(now) is ReleaseState.Expired or ReleaseState.Withdrawn)
                    .Select(release => new RetentionDocument.Owing(release.Id, ReleaseHistory.Owing(release.Acts)))
                    .Where(owing => owing.People.Count > 0),
            ]);
    }

    private static RetentionDocument.Item ItemOf(StoredRelease release, DateTimeOffset now) => new(
        $"release/{release.Project}/{release.Id}",
        [],
        release.ReleasedAt,
        release.Expires,
        release.Expires is null ? "the store does not say when it expires" : "expiry of the release",
        Directory.EnumerateFiles(release.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length),
        release.Expires <= now,
        release.Statement);

    private RetentionDocument.Item ItemOf(DatasetId dataset, DateTimeOffset now)
    {
        var files = environment.Inbox.FilesOf(dataset);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            using var stream = file.OpenRead();
            digest.AppendData(SHA256.HashData(stream));
        }

        var since = new DateTimeOffset(files.Max(file => file.LastWriteTimeUtc));
        since = since.AddTicks(-(since.Ticks % TimeSpan.TicksPerSecond));
        return new RetentionDocument.Item(
            $"{InboxPlace}{dataset}", [dataset.Value], since, since + InboxTime, "pulled and not landed", files.Sum(file => file.Length), since + InboxTime <= now, Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private bool StillThere((string Name, long Bytes) source) =>
        new FileInfo(Path.Combine(environment.Sources, Path.GetFileName(source.Name))) is { Exists: true } file && file.Length == source.Bytes;

    private void Record(List<RetentionDocument.Item> due, DateTimeOffset now)
    {
        if (due.Count == 0)
        {
            return;
        }

        var ends = _keys.EndsOf(due.Select(item => item.Place));
        database.Write(environment.Clock, db =>
        {
            foreach (var item in due)
            {
                var before = db.Retention.AsNoTracking().Where(row => row.Workspace == _name && row.Place == item.Place).ToList();

                // The same seal again is what a killed sweep recorded and did not come to.
                if (!before.Exists(row => row.Seal == item.Seal && row.Since == RegistryRows.Written(item.Since)))
                {
                    db.Retention.Add(Row(item, before.Count, ends.GetValueOrDefault(item.Place), now));
                }
            }
        });
    }

    private RetentionRow Row(RetentionDocument.Item item, int ordinal, string? ends, DateTimeOffset now) => new()
    {
        Workspace = _name,
        Place = item.Place,
        Ordinal = ordinal,
        Seal = item.Seal,
        Since = RegistryRows.Written(item.Since),
        Due = RegistryRows.Written(item.Due!.Value),
        Basis = item.Basis,
        Bytes = item.Bytes,
        Ends = ends,
        At = RegistryRows.Written(now),
    };
}
