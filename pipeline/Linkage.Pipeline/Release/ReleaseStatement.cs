using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Linkage.Governance.Documents;
using Linkage.Governance.Grants;
using Linkage.Pipeline.Release.Quality;
using Linkage.Pipeline.Release.Sums;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>
/// The statement of a release: an in-toto Statement v1 whose predicate says what was released, under which rule and decision, made from what, for whom and until
/// when. Its shape is <c>schemas/formats/release-statement.schema.json</c>. It names no run, so that a run done again says the same.
/// </summary>
internal static class ReleaseStatement
{
    internal const string StatementType = "https://in-toto.io/Statement/v1";

    internal const string PredicateType = "urn:linkage:release-statement:v1";

    // Raised when the files or the statement would come out otherwise for the same request.
    internal const int Format = 3;

    /// <summary>How the JSON of a bundle is laid out.</summary>
    internal static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Everything the release follows from. The release id is made of it, so it is known before the first file is written and can stand in each.
    /// </summary>
    internal static JsonObject Basis(ReleaseRequest request, ReleaseTerms terms, string duckDbVersion)
    {
        var basis = Common(request, terms, duckDbVersion);
        if (terms.Trial is { } trial)
        {
            basis["trial"] = Trial(trial, request.Trial!);
        }

        if (terms.Sums is { } sums && request.Project.Outputs.Any(SumOutputs.IsOf))
        {
            basis["sums"] = new JsonObject
            {
                ["minimumContributors"] = terms.MinimumCell,
                ["contributors"] = sums.Contributors,
                ["percent"] = sums.Percent,
                ["pPercent"] = sums.PPercent,
                ["roundingBase"] = sums.RoundingBase,
            };
        }

        return basis;
    }

    private static JsonObject Common(ReleaseRequest request, ReleaseTerms terms, string duckDbVersion) => new()
    {
        ["format"] = Format,
        ["engine"] = $"DuckDB {duckDbVersion}",
        ["project"] = new JsonObject
        {
            ["id"] = request.Project.Id,
            ["version"] = request.Project.Version,
            ["title"] = request.Project.Title,
            ["hash"] = request.Project.ContentHash,
            ["setOperator"] = request.Project.SetOperator,
            ["controller"] = request.Project.Controller,
            ["nation"] = request.Project.Nation,
        },
        ["purpose"] = terms.Purpose,
        ["rule"] = new JsonObject { ["id"] = terms.RuleId, ["version"] = terms.RuleVersion, ["hash"] = terms.RuleHash },
        ["approvers"] = Array(request.Approvals
            .OrderBy(a => a.Role, StringComparer.Ordinal).ThenBy(a => a.Person, StringComparer.Ordinal)
            .Select(a => new JsonObject { ["role"] = a.Role, ["person"] = a.Person })),
        ["grant"] = terms.ContentHash,
        ["decision"] = DecisionOf(request),
        ["sources"] = Array(request.Sources
            .OrderBy(s => s.Dataset)
            .Select(s => new JsonObject { ["dataset"] = s.Dataset.Value, ["sha256"] = s.Sha256 })),
        ["contracts"] = Array(request.Contracts
            .OrderBy(c => c.Id)
            .Select(c => new JsonObject { ["dataset"] = c.Id.Value, ["version"] = c.Version, ["hash"] = c.ContentHash })),
        ["queries"] = Array(request.Project.Outputs
            .Where(o => o.Query is not null)
            .Select(o => (o.Name, o.Query!.Digest))
            .Prepend((CohortQueries.CohortTable, request.Project.Cohort.Digest))
            .Select(q => new JsonObject { ["name"] = q.Item1, ["digest"] = q.Item2 })),
        ["inputs"] = Array(Inputs(request).Select(i => new JsonObject { ["name"] = i.Name, ["sha256"] = i.Digest })),
        ["model"] = request.Model,
        ["models"] = Array(request.Models.Select(m => new JsonObject { ["left"] = m.Left, ["right"] = m.Right, ["name"] = m.Name, ["sha256"] = m.Sha256 })),
        ["previousRelease"] = request.PreviousRelease,
        ["recipient"] = new JsonObject
        {
            ["team"] = terms.RecipientTeam,
            ["environment"] = terms.RecipientEnvironment,
            ["channel"] = terms.Channel,
        },
        ["instant"] = Instant(request.Instant),
        ["expires"] = Instant(ExpiryOf(request, terms)),
        ["attachments"] = Array(request.Attachments
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => new JsonObject { ["name"] = a.Key, ["sha256"] = CanonicalHash.Of(a.Value) })),
    };

    /// <summary>The id that follows from the basis: <c>release-</c> and 32 hexadecimal digits.</summary>
    internal static string IdOf(JsonObject basis) => $"release-{CanonicalHash.Of(basis)[..32]}";

    /// <summary>When the release may no longer be used: the end of its retention or of its permission, whichever is sooner.</summary>
    internal static DateTimeOffset ExpiryOf(ReleaseRequest request, ReleaseTerms terms)
    {
        var retained = request.Instant.AddDays(terms.RetentionDays);
        return retained < terms.EffectiveEnd ? retained : terms.EffectiveEnd;
    }

    /// <summary>An instant in UTC, to the second, as in <c>2026-11-22T01:30:00Z</c>.</summary>
    internal static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The statement's bytes.</summary>
    /// <param name="basis">What the release follows from.</param>
    /// <param name="releaseId">Its id.</param>
    /// <param name="files">The data files.</param>
    /// <param name="others">Every other file that is signed, by name: attachments, and what the release says about itself.</param>
    /// <param name="stages">Rows by stage, in order.</param>
    /// <param name="counts">How counts of what was left out of the release are said.</param>
    internal static byte[] Bytes(
        JsonObject basis, string releaseId, IReadOnlyList<WrittenFile> files, IReadOnlyDictionary<string, byte[]> others, IEnumerable<StageReport> stages, GuardedCount counts)
    {
        var predicate = new JsonObject { ["releaseId"] = releaseId };
        foreach (var (name, value) in basis)
        {
            predicate[name] = value?.DeepClone();
        }

        predicate["files"] = Array(files.Select(f => f.ToJson(counts)));
        predicate["stages"] = Array(stages.Select(s => s.Name == ReleaseStage.Name ? Released(s, counts) : Rows(s, counts)));
        var statement = new JsonObject
        {
            ["_type"] = StatementType,
            ["subject"] = Array(files.Select(f => (f.Name, Digest: f.Sha256)).Concat(others.Select(o => (Name: o.Key, Digest: CanonicalHash.Of(o.Value))))
                .OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => new JsonObject { ["name"] = f.Name, ["digest"] = new JsonObject { ["sha256"] = f.Digest } })),
            ["predicateType"] = PredicateType,
            ["predicate"] = predicate,
        };
        return Encoding.UTF8.GetBytes(statement.ToJsonString(Layout) + "\n");
    }

    // Who is in which arm follows from this, the cohort and the register.
    private static JsonObject Trial(GrantedTrial trial, ReleaseTrial run) => new()
    {
        ["id"] = trial.Id,
        ["unit"] = trial.Unit.ToString(),
        ["assignment"] = trial.Assignment.ToString(),
        ["column"] = trial.Column,
        ["arms"] = Array(trial.Arms.Select(a => new JsonObject { ["name"] = a.Name, ["share"] = a.Share, ["values"] = Array(a.Values.Select(v => (JsonNode)v)), ["control"] = a.IsControl })),
        ["strata"] = Array(trial.Strata.Select(s => (JsonNode)s)),
        ["key"] = run.Arms.KeyId,
        ["register"] = run.Register?.DigestOf(EnrolmentRegister.File),
    };

    private static IEnumerable<(string Name, string Digest)> Inputs(ReleaseRequest request) =>
        request.Mounted.OrderBy(m => m.Key).Select(m => ($"mounted/{m.Key}", ZoneStore.DigestOf(m.Value)))
            .Append(("spine", ZoneStore.DigestOf(request.Spine)))
            .Append(("links", CanonicalHash.Of(JsonSerializer.SerializeToNode(request.Links, ZoneStore.Json))))
            .Concat(request.Identities.OrderBy(i => i.Key).Select(i => ($"identity/{i.Key}", i.Value.ContentOf(Pseudonymise.PseudonymiseStage.IdentityFile)!)))
            .Concat(request.Suppressions.OrderBy(s => s.List).ThenBy(s => s.Reason).Select(s => ($"suppression/{s.List}/{s.Reason}", ZoneStore.DigestOf(s.Path))));

    // That there is a proof is signed, so that it cannot be taken out; what it says attests to a moment and is not the same twice.
    private static JsonObject DecisionOf(ReleaseRequest request)
    {
        var decision = new JsonObject
        {
            ["hash"] = DecisionDigest.Of(request.Decision),
            ["request"] = request.Decision.RequestHash,
            ["registry"] = request.Decision.RegistryHash,
            ["instant"] = Instant(request.Decision.Instant),
        };
        if (request.Proof is not null)
        {
            decision["proof"] = ReleaseFolder.Ledger;
        }

        return decision;
    }

    // Wall time and memory stay out: they are not the same twice.
    // Rounded too: of a file with a row for everybody in an extract, what came in less what is in the file is what was left out. The run's own record is exact.
    private static JsonObject Rows(StageReport report, GuardedCount counts) => new()
    {
        ["name"] = report.Name,
        ["in"] = counts.Value(report.In),
        ["kept"] = counts.Value(report.Kept),
        ["rejected"] = SuppressionCounts.Guarded(report.RejectedByReason, counts),
        ["parts"] = Array(report.Parts.Select(p => new JsonObject
        {
            ["name"] = p.Name,
            ["in"] = counts.Value(p.In),
            ["kept"] = counts.Value(p.Kept),
            ["rejected"] = SuppressionCounts.Guarded(p.RejectedByReason, counts),
        })),
    };

    // What a release left out is about the very people of its files: rounded and without small counts, and without the rows in, from which they would follow.
    private static JsonObject Released(StageReport report, GuardedCount counts) => new()
    {
        ["name"] = report.Name,
        ["kept"] = report.Kept,
        ["rejected"] = SuppressionCounts.Guarded(report.RejectedByReason, counts),
        ["parts"] = Array(report.Parts.Select(p => new JsonObject
        {
            ["name"] = p.Name,
            ["kept"] = p.Kept,
            ["rejected"] = SuppressionCounts.Guarded(p.RejectedByReason, counts),
        })),
    };

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => [.. nodes];
}
