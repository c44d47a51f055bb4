using System.Runtime.Versioning;
using Linkage.Matching.Duck;
using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>The keys of a workspace at work are rotated: approved by two people, over real files, and with everything that can be asked of it afterwards.</summary>
[Collection(AftermathCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class RotationTests(City city) : IDisposable
{
    private const string Project = "child-poverty-research";
    private const string Siro = "p-ferreira";
    private const string Lawyer = "p-llewellyn";

    private readonly Signers _officers = new(Siro, Lawyer);
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _officers.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Rotate_WorkspaceThatHasReleased_GivesEverybodyOtherPseudonymsAndDestroysTheOldKeys()
    {
        using var workspace = await city.NewWorkspaceAsync(_officers.Register);
        Assert.Equal(0, (await city.RunAsync(Project, workspace.Path)).ExitCode);
        var (release, before) = (City.ReleasesOf(workspace.Path, Project).Single(), PersonKeysOf(workspace.Path));
        City.Copy(workspace.Keys, _folder.PathOf("backup"));

        var refused = await RotateAsync(workspace);
        Assert.Equal((2, "ROTATION_NOT_APPROVED"), (refused.ExitCode, refused.Json().GetProperty("error").GetProperty("code").GetString()));
        var epoch = refused.Json().GetProperty("error").GetProperty("remedy").GetString()!.Split(' ').Single(word => word.StartsWith("1.", StringComparison.Ordinal));
        Assert.Equal(2, (await ApproveAsync(workspace, epoch, Lawyer, "Legal", _officers.KeyOf(Siro))).ExitCode);
        var first = await ApproveAsync(workspace, epoch, Lawyer, "Legal", _officers.KeyOf(Lawyer));
        Assert.Contains("missing", first.Json().GetProperty("missing").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, (await RotateAsync(workspace)).ExitCode);
        var second = await ApproveAsync(workspace, epoch, Siro, "SIRO", _officers.KeyOf(Siro));
        Assert.False(second.Json().TryGetProperty("missing", out _));
        Assert.Empty(Node.Validate("rotation-approval-output.schema.json", [_folder.Write("approval.json", second.Output)]));

        var rotated = await RotateAsync(workspace);
        Assert.True(rotated.ExitCode == 0, rotated.Output + rotated.Error);
        Assert.Empty(Node.Validate("rotation-output.schema.json", [_folder.Write("rotated.json", rotated.Output)]));
        Assert.Equal((epoch, true, true), (rotated.Json().GetProperty("ended").GetString(), rotated.Json().GetProperty("carried").GetInt32() > 0, rotated.Json().GetProperty("wiped").GetInt32() > 0));
        Assert.Equal(["key-epoch-end-approved", "key-epoch-end-approved", "key-epoch-ended"], ActsOf(workspace));

        // What was released stays as it is; what is made from now on bears other keys, and landed files are not read anew.
        Assert.Equal(0, (await LinkageProcess.RunAsync("verify", release, "--key", Path.Combine(workspace.Keys, "signing-public.pem"), "--at", City.Instant, "--json")).ExitCode);
        var again = await city.RunAsync(Project, workspace.Path, "--at", "2026-11-22T13:00:00Z");
        Assert.True(again.ExitCode == 0, again.Output);
        Assert.True(again.Json().GetProperty("stages").EnumerateArray().First().GetProperty("reused").GetBoolean());
        var after = PersonKeysOf(workspace.Path);
        Assert.Equal(before.Count, after.Count);
        Assert.Empty(before.Intersect(after));
        Assert.Equal(0, (await LinkageProcess.RunAsync("ledger", "verify", "--data", workspace.Path, "--json")).ExitCode);

        // Keys of a backup from before bring nothing back, and nothing is made or wiped with them.
        Directory.Delete(workspace.Keys, recursive: true);
        City.Copy(_folder.PathOf("backup"), workspace.Keys);
        var restored = await city.RunAsync(Project, workspace.Path, "--at", "2026-11-22T14:00:00Z");
        Assert.Equal((3, "KEY_UNAVAILABLE"), (restored.ExitCode, restored.Json().GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("an earlier key epoch", restored.Output, StringComparison.Ordinal);
        Assert.Equal(after, PersonKeysOf(workspace.Path));
    }

    private static Task<LinkageProcess.Ended> RotateAsync(Workspace workspace) => LinkageProcess.RunAsync("keys", "rotate", "--data", workspace.Path, "--json");

    private static Task<LinkageProcess.Ended> ApproveAsync(Workspace workspace, string epoch, string person, string role, string key) => LinkageProcess.RunAsync(
        "keys", "approve-rotation", epoch, "--data", workspace.Path, "--person", person, "--as", role, "--key", key, "--reason", "A laptop was lost.", "--json");

    private static HashSet<string> PersonKeysOf(string workspace)
    {
        using var session = DuckSession.Open(new DuckOptions());
        var spine = Directory.GetFiles(Path.Combine(workspace, "zones", "research", "spine"), "spine.parquet", SearchOption.AllDirectories).Single();
        return [.. session.Query($"SELECT DISTINCT hex(person_key) FROM read_parquet({SqlName.Literal(spine)})", row => row.GetString(0), CancellationToken.None)];
    }

    private static List<string> ActsOf(Workspace workspace)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(workspace.Path, "linkage.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT kind FROM ledger WHERE subject LIKE 'rotations/%' ORDER BY sequence";
        using var reader = command.ExecuteReader();
        var kinds = new List<string>();
        while (reader.Read())
        {
            kinds.Add(reader.GetString(0));
        }

        return kinds;
    }
}
