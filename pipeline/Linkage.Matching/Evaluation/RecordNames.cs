using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Datasets and record ids of a few record numbers.</summary>
internal static class RecordNames
{
    internal static Dictionary<int, (string Dataset, string Id)> Of(DuckSession session, IEnumerable<int> rids, CancellationToken cancellationToken)
    {
        var wanted = rids.Distinct().Order().ToList();
        return wanted.Count == 0
            ? []
            : session.Query(
                $"SELECT rid, dataset, record_id::VARCHAR FROM lnk_eval_record WHERE rid IN ({string.Join(", ", wanted.Select(r => r.ToString(CultureInfo.InvariantCulture)))})",
                r => (Rid: r.GetInt32(0), Dataset: r.GetString(1), Id: r.GetString(2)),
                cancellationToken).ToDictionary(r => r.Rid, r => (r.Dataset, r.Id));
    }
}
