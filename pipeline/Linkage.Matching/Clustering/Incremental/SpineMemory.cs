using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>
/// What a spine folder keeps of a run so that the next can compare only what is new: which pairs were links (no level, no value), a fingerprint of each
/// record, and the model.
/// </summary>
internal sealed class SpineMemory
{
    private const string FullRun = "Link once in full, without --only-new; from then on only what is new need be compared.";

    private static readonly SqlName ChangedTable = new("lnk_changed");
    private static readonly SqlName KeptView = new("lnk_kept_link");

    private SpineMemory(string program, string settings, double keptFrom, LinkModel model) => (Program, Settings, KeptFrom, Model) = (program, settings, keptFrom, model);

    /// <summary>Which program compared.</summary>
    internal string Program { get; }

    /// <summary>Digest over what decides which pairs are compared, and how.</summary>
    internal string Settings { get; }

    /// <summary>Least match probability of a link that is kept.</summary>
    internal double KeptFrom { get; }

    /// <summary>The model the pairs are weighed with.</summary>
    internal LinkModel Model { get; }

    /// <summary>What to keep of a run.</summary>
    internal static SpineMemory Of(LinkRun run, LinkModel model) => new(ProgramOf(run.Session), SettingsOf(run), run.Settings.MinimumProbability, model);

    /// <summary>Finds out what is new since the run before.</summary>
    /// <param name="run">The prepared run, its fingerprints made.</param>
    /// <param name="folder">Holds the run before.</param>
    /// <param name="cancellationToken">Interrupts the statement.</param>
    /// <returns>What is new, and how many records.</returns>
    /// <exception cref="MatchingInputException">The run before compared otherwise, so that its links do not stand for the pairs that are left out.</exception>
    internal static (LinkDelta Delta, long Records) New(LinkRun run, SpineFolder folder, CancellationToken cancellationToken)
    {
        var kept = folder.Kept ?? throw new MatchingInputException("The spine does not hold what the run before compared.", folder.Path, FullRun);
        RefuseOther(run, kept, folder.Path);
        var session = run.Session;
        session.Execute(
            $"""
            CREATE OR REPLACE TEMP TABLE {ChangedTable} AS
            SELECT r.dataset, r.record_id::VARCHAR AS record_id
            FROM lnk_record r JOIN {RecordFingerprints.Table} f ON f.rid = r.rid LEFT JOIN read_parquet({SqlName.File(folder.KeptFiles.Records)}, hive_partitioning = false) b ON b.dataset = r.dataset AND b.record_id = r.record_id::VARCHAR
            WHERE b.fingerprint IS DISTINCT FROM f.fingerprint
            """,
            cancellationToken);
        session.Execute($"CREATE OR REPLACE TEMP VIEW {KeptView} AS SELECT * FROM read_parquet({SqlName.File(folder.KeptFiles.Links)}, hive_partitioning = false)", cancellationToken);
        return (new LinkDelta { Changed = ChangedTable, KeptLinks = KeptView }, session.Scalar<long>($"SELECT count(*) FROM {ChangedTable}", cancellationToken));
    }

    private static void RefuseOther(LinkRun run, SpineKept kept, string folder)
    {
        var other = kept.Program != ProgramOf(run.Session) ? "another version of the program"
            : kept.Settings != SettingsOf(run) ? "other settings, columns or blocking rules"
            : run.Settings.Model is { } model && model.Digest() != kept.ModelSha256 ? "another model"
            : null;
        if (other is not null)
        {
            throw new MatchingInputException($"The run before was made with {other}: its links do not stand for the pairs that would be left out.", folder, FullRun);
        }

        if (run.Settings.MinimumProbability < kept.KeptFrom)
        {
            throw new MatchingInputException(
                string.Create(CultureInfo.InvariantCulture, $"The run before kept pairs from probability {kept.KeptFrom:R} on, and this one looks at pairs from {run.Settings.MinimumProbability:R} on."),
                folder,
                "Leave out what asks for them (--truth, --labels, --report, --keep, minimumProbability), or link once in full with it.");
        }
    }

    private static string ProgramOf(DuckSession session) => $"{typeof(SpineMemory).Module.ModuleVersionId:N} duckdb {session.Scalar<string>("SELECT version()", CancellationToken.None)}";

    private static string SettingsOf(LinkRun run)
    {
        // What is left out decides which links count, not which pairs are compared or how.
        var settings = run.Settings with
        {
            Model = null,
            ModelFile = null,
            LabelsFile = null,
            KeptFrom = null,
            Threshold = 1,
            OneToOne = false,
            MaxClusterSize = null,
            PairsPerFile = 1,
            Columns = new Dictionary<string, Matching.Settings.ColumnSettings>(),
        };
        var text = new StringBuilder(JsonSerializer.Serialize(settings));
        text.AppendJoin('\n', run.Fields.Select(f => f.Column)).AppendJoin('\n', run.RuleNames);
        foreach (var comparison in run.Comparisons)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{comparison.Name} {comparison.MissingSql} {comparison.FrequencyColumn}");
            text.AppendJoin('\n', comparison.Levels.Select(l => $"{l.Label} {l.Test} {l.Sql}"));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
