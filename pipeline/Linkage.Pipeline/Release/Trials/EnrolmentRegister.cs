using System.Text.Json;
using Linkage.Governance.Grants;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release.Trials;

/// <summary>
/// The register of a trial: which record was enrolled in which arm. It is what keeps everybody in their arm from one release to the next, whoever comes or goes, whichever of their
/// records is there, and under whichever key they stand. Each release publishes the register of before with those who are new, in the research zone, and never takes anybody out.
/// </summary>
public static class EnrolmentRegister
{
    /// <summary>File of the register: dataset, record_key, unit, stratum, position, arm, enrolled.</summary>
    public const string File = "register.parquet";

    /// <summary>Folder of the registers of every trial in the research zone.</summary>
    internal const string Folder = "enrolment";

    /// <summary>The register that a release of an instant goes on from.</summary>
    /// <param name="zones">The zones of a worker that holds the keys.</param>
    /// <param name="project">The project.</param>
    /// <param name="trial">The trial as granted.</param>
    /// <param name="instant">The instant of the release; registers of that instant and later are not its past.</param>
    /// <returns>The register, or null for the first release of the trial; or why there can be none.</returns>
    public static (PublishedSet? Register, (string Code, string Message)? Refusal) Before(ZoneStore zones, string project, GrantedTrial trial, DateTimeOffset instant)
    {
        var name = NameOf(project, trial.Id);
        var latest = zones.Under(Zone.Research, name)
            .Select(set => (Set: set, Facts: FactsOf(set)))
            .Where(s => s.Facts is null || s.Facts.Instant < instant)
            .OrderBy(s => s.Facts is null).ThenBy(s => s.Facts?.Instant).ThenBy(s => s.Set.Seal.Key, StringComparer.Ordinal)
            .LastOrDefault();
        if (latest.Set is null)
        {
            return WasReleased(zones, project, trial.Id, instant) ? (null, Missing(trial.Id, "is not there")) : (null, null);
        }

        if (latest.Facts is null || zones.FindWhole(Zone.Research, name, latest.Set.Seal.Key) is not { } whole)
        {
            return (null, Missing(trial.Id, "was damaged"));
        }

        return latest.Facts.Design == trial.DesignHash() ? (whole, null) : (null, (
            "TRIAL_DESIGN_CHANGED",
            $"The trial {trial.Id} was begun with another unit, assignment, arms or strata, and people stand in its arms. Put the trial back as it was, or give the changed one another id in a new version of the rule."));
    }

    /// <summary>Publishes the register of a release. A release made again has the same one.</summary>
    internal static void Publish(ZoneStore zones, ReleaseRequest request, GrantedTrial trial, string releaseId, string path)
    {
        using var staged = zones.Stage(Zone.Research, NameOf(request.Project.Id, trial.Id), releaseId[(releaseId.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        System.IO.File.Copy(path, staged.PathOf(File));
        staged.Publish(new RegisterFacts(request.Trial!.Grant, trial.Id, trial.DesignHash(), request.Instant));
    }

    private static string NameOf(string project, string trial) => $"{Folder}/{project}/{trial}";

    private static (string Code, string Message) Missing(string trial, string what) => (
        "TRIAL_REGISTER_MISSING",
        $"People stand in the arms of the trial {trial}, and the register that says in which {what}. To deal again would move them. Restore it from a backup of the research zone; if its permission has ended, begin another trial with another id.");

    // A release says in its statement which trial it had. That is enough to know that there was a register; nothing else is taken from it.
    private static bool WasReleased(ZoneStore zones, string project, string trial, DateTimeOffset instant) => zones.Under(Zone.Release, project).Any(set =>
    {
        try
        {
            using var statement = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(set.Directory, ReleaseFolder.Statement)));
            var predicate = statement.RootElement.GetProperty("predicate");
            return predicate.TryGetProperty("trial", out var had) && had.GetProperty("id").GetString() == trial && predicate.GetProperty("instant").GetDateTimeOffset() < instant;
        }
        catch (Exception error) when (error is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return false;
        }
    });

    private static RegisterFacts? FactsOf(PublishedSet set)
    {
        try
        {
            return set.Seal.FactsAs<RegisterFacts>() is { Design: not null } facts ? facts : null;
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    private sealed record RegisterFacts(GrantMark Grant, string Trial, string Design, DateTimeOffset Instant);
}
