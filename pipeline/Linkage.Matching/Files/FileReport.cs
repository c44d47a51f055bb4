using System.Security.Cryptography;
using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Report;

namespace Linkage.Matching.Files;

/// <summary>The report of linking two files.</summary>
internal static class FileReport
{
    internal static void Write(
        DuckSession session,
        FileLinkRequest request,
        double threshold,
        LinkSettings settings,
        IReadOnlyList<LinkInput> inputs,
        LinkResult run,
        ClusterResult clusters,
        EvaluationResult? evaluation,
        IReadOnlyDictionary<string, double> seconds,
        CancellationToken cancellationToken)
    {
        var data = MatchReportCollector.Collect(
            session,
            new MatchReportRequest
            {
                Run = run,
                Settings = settings,
                Threshold = threshold,
                Clusters = clusters,
                Evaluation = evaluation,
                RunAt = request.RunAt,
                SettingsDigest = request.Settings is { } file ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : null,
                Seconds = seconds,
                ShowIdentifiers = request.ReportShowsIdentifiers,
                Inputs = inputs,
            },
            cancellationToken);
        MatchReport.Write(request.Report!, data);
    }
}
