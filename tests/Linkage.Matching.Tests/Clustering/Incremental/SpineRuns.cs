using Linkage.Matching.Clustering;
using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Tests.Clustering.Incremental;

/// <summary>Runs of a spine in a folder, each in a session of its own, as from day to day.</summary>
internal static class SpineRuns
{
    /// <summary>Clusters records and links, updates the spine and writes it.</summary>
    /// <returns>The persons by record and the events of the run, as text.</returns>
    internal static (Dictionary<string, string> Persons, IReadOnlyList<string> Events) Day(string folder, string run, ClusterGraph graph, ClusterSettings? settings = null, int threads = 2)
    {
        using var session = MatchingSession.Open(threads);
        graph.Tables(session);
        settings ??= new ClusterSettings { MinimumProbability = .5 };
        var clusters = Clusterer.Cluster(session, new SqlName("link"), new SqlName("record"), graph.Datasets, settings, CancellationToken.None);
        using var spine = SpineFolder.Open(folder);
        var update = spine.Update(session, run, clusters.Clusters, new SqlName("link"), settings.MinimumProbability, CancellationToken.None);
        var events = Events(session, update.Ledger.ToString());
        Assert.Equal(events.Count, update.Events.Values.Sum());
        spine.Write(session, update, CancellationToken.None);
        var persons = session.Query($"SELECT record_id, person_id FROM {update.Spine}", r => (r.GetString(0), r.GetString(1)), CancellationToken.None)
            .ToDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);
        Assert.Equal(update.PersonCount, persons.Values.Distinct().Count());
        return (persons, events);
    }

    /// <summary>A ledger as lines: event from to records, and the link of its evidence.</summary>
    internal static IReadOnlyList<string> Events(DuckSession session, string ledger) => session.Query(
        $"SELECT concat_ws(' ', event, coalesce(from_id, '-'), coalesce(to_id, '-'), records, left_id, right_id) FROM {ledger} ORDER BY run, number", r => r.GetString(0), CancellationToken.None);
}
