using System.Security.Cryptography;
using System.Text.Json;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Explaining;

/// <summary>What a release holds and who it is for, by its signed statement; believed only when the statement is the one the store recorded.</summary>
/// <param name="State">Whether the statement is there and the one that was recorded.</param>
/// <param name="Path">Folder of the release.</param>
/// <param name="Purpose">Its purpose code, when the statement is believed.</param>
/// <param name="Team">The team it is for.</param>
/// <param name="Environment">Where the team reads it.</param>
/// <param name="Channel">The channel of an outreach, or null.</param>
/// <param name="Files">Its data files.</param>
internal sealed record ReleaseContent(
    StatementState State, string Path, string? Purpose, string? Team, string? Environment, string? Channel, IReadOnlyList<ReleaseContent.DataFile> Files)
{
    private const string StatementFile = "statement.json";

    /// <summary>Reads the statement of a release, where it was published or, in a workspace that was moved, where it would lie now.</summary>
    public static ReleaseContent Of(ReleaseRow release, string workspace, string project)
    {
        var folder = Directory.Exists(release.Path) ? release.Path : System.IO.Path.Combine(workspace, "zones", "release", project, release.ReleaseId);
        var statement = System.IO.Path.Combine(folder, StatementFile);
        if (!File.Exists(statement))
        {
            return Unknown(StatementState.Missing, release.Path);
        }

        var bytes = File.ReadAllBytes(statement);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != release.StatementDigest)
        {
            return Unknown(StatementState.Changed, folder);
        }

        using var document = JsonDocument.Parse(bytes);
        var predicate = document.RootElement.GetProperty("predicate");
        var recipient = predicate.GetProperty("recipient");
        return new ReleaseContent(
            StatementState.AsRecorded,
            folder,
            predicate.GetProperty("purpose").GetString(),
            recipient.GetProperty("team").GetString(),
            recipient.GetProperty("environment").GetString(),
            recipient.GetProperty("channel").GetString(),
            [.. predicate.GetProperty("files").EnumerateArray().Select(file => new DataFile(
                file.GetProperty("name").GetString()!,
                file.GetProperty("rows").GetInt64()))]);
    }

    private static ReleaseContent Unknown(StatementState state, string path) => new(state, path, null, null, null, null, []);

    /// <summary>A data file.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Rows">Its rows.</param>
    internal sealed record DataFile(string Name, long Rows);
}

/// <summary>What became of a release's statement.</summary>
internal enum StatementState
{
    /// <summary>It is there, and the one whose digest was recorded.</summary>
    AsRecorded,

    /// <summary>It is there and another one.</summary>
    Changed,

    /// <summary>It is not there: deleted, or the workspace was moved.</summary>
    Missing,
}
