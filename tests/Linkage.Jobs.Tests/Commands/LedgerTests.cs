using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Linkage.Governance.Ledger;
using Linkage.Jobs.Auditing;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Tests.Auditing;
using Linkage.Jobs.Tests.Formats;
using Linkage.Pipeline.Keys;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>The verbs of the ledger as an officer uses them: the real executable, on a workspace as runs leave it.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly SampleLedger _ledger = new SampleLedger().Fill(1);

    [Fact]
    public async Task Verify_OfAWholeLedger_EndsWithZeroAndChangesNothing()
    {
        var before = Directory.GetFiles(_ledger.Path).Order().Select(f => (f, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))).ToList();

        var ended = await LinkageProcess.RunAsync("ledger", "verify", "--data", _ledger.Path, "--json");

        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        JsonShape.Fits("ledger-verify-output", ended.Json());
        Assert.Equal((15, 15), (ended.Json().GetProperty("events").GetInt32(), ended.Json().GetProperty("vouchedFor").GetInt32()));
        Assert.Equal(before, Directory.GetFiles(_ledger.Path).Order().Select(f => (f, Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))));
    }

    [Fact]
    public async Task Verify_OfABrokenLedger_EndsWithTwoAndSaysWhere()
    {
        Unguarded("UPDATE ledger SET kind = 'decision-denied' WHERE sequence = 2");

        var json = await LinkageProcess.RunAsync("ledger", "verify", "--data", _ledger.Path, "--json");
        var plain = await LinkageProcess.RunAsync("ledger", "verify", "--data", _ledger.Path);

        Assert.Equal((2, 2), (json.ExitCode, plain.ExitCode));
        JsonShape.Fits("ledger-verify-output", json.Json());
        Assert.Equal((2, "Edited"), (json.Json().GetProperty("firstBad").GetInt32(), json.Json().GetProperty("findings")[0].GetProperty("fault").GetString()));
        Assert.Contains("the first at event 2", plain.Output, StringComparison.Ordinal);
        Assert.Contains("LEDGER_BROKEN, exit 2", plain.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_LedgerAndCheckpointsCutBackTogether_IsFoundByTheExportedCheckpointAlone()
    {
        var exported = await Export(_ledger.PathOf("audit.txt"));
        Assert.Equal(15, exported.GetProperty("size").GetInt32());
        Unguarded("DELETE FROM ledger WHERE sequence >= 7; DELETE FROM decisions WHERE ordinal = 0 AND allowed = 0; DELETE FROM stages WHERE finished = 0; DELETE FROM runs WHERE state <> 'Released'");
        var history = _ledger.Files.History();
        File.WriteAllText(history.Path, history.Checkpoints[0].ToText());

        var alone = await LinkageProcess.RunAsync("ledger", "verify", "--data", _ledger.Path, "--json");
        var against = await LinkageProcess.RunAsync("ledger", "verify", "--data", _ledger.Path, "--checkpoint", _ledger.PathOf("audit.txt"), "--json");

        Assert.True(alone.ExitCode == 0, alone.Output);
        Assert.Equal(2, against.ExitCode);
        Assert.Equal(("Truncated", 7), (against.Json().GetProperty("findings")[0].GetProperty("fault").GetString(), against.Json().GetProperty("firstBad").GetInt32()));
    }

    [Fact]
    public async Task Verify_StoreGoneWhereThereAreCheckpoints_IsBrokenAndNotNew()
    {
        File.Delete(_ledger.Database);

        var ended = await LinkageProcess.RunAsync("ledger", "verify", "--data", _ledger.Path, "--json");

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("Truncated", ended.Json().GetProperty("findings")[0].GetProperty("fault").GetString());
    }

    [Fact]
    public async Task Verify_OfAWorkspaceThatNeverRan_EndsWithThree()
    {
        using var folder = new TemporaryFolder();

        var ended = await LinkageProcess.RunAsync("ledger", "verify", "--data", folder.Path, "--json");

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.Equal("NO_LEDGER", ended.Json().GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Verify_AfterTheSigningKeyWasReplaced_TakesTheOldPublicKeyToo()
    {
        using var ledger = new SampleLedger(ownKeys: true).Fill(1);
        var old = ledger.PathOf("old-public.pem");
        File.Copy(ledger.PathOf("keys", LocalKeyVault.PublicFileName), old);
        File.Delete(ledger.PathOf("keys", LocalKeyVault.SigningFileName));
        LocalKeyVault.CreateIfMissing(ledger.PathOf("keys"));
        ledger.Sign();

        var one = await LinkageProcess.RunAsync("ledger", "verify", "--data", ledger.Path, "--json");
        var both = await LinkageProcess.RunAsync("ledger", "verify", "--data", ledger.Path, "--key", old, "--key", ledger.PathOf("keys", LocalKeyVault.PublicFileName));

        var refused = await LinkageProcess.RunAsync("ledger", "checkpoint", "--data", ledger.Path, "--out", ledger.PathOf("audit.txt"));
        var signed = await LinkageProcess.RunAsync("ledger", "checkpoint", "--data", ledger.Path, "--out", ledger.PathOf("audit.txt"), "--key", old);

        Assert.Equal((2, 0), (one.ExitCode, both.ExitCode));
        Assert.Equal((2, 0), (refused.ExitCode, signed.ExitCode));
        Assert.All(one.Json().GetProperty("findings").EnumerateArray(), f => Assert.Equal("CheckpointKeyUnknown", f.GetProperty("fault").GetString()));
    }

    [Fact]
    public async Task Checkpoint_OfABrokenLedger_SignsNothing()
    {
        Unguarded("UPDATE releases SET row_count = 8");
        var before = File.ReadAllText(_ledger.Files.History().Path);

        var ended = await LinkageProcess.RunAsync("ledger", "checkpoint", "--data", _ledger.Path, "--out", _ledger.PathOf("audit.txt"), "--json");

        Assert.Equal(2, ended.ExitCode);
        Assert.Equal("LEDGER_BROKEN", ended.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.False(File.Exists(_ledger.PathOf("audit.txt")));
        Assert.Equal(before, File.ReadAllText(_ledger.Files.History().Path));
    }

    [Fact]
    public async Task Checkpoint_IntoTheFolderOfAnotherLedger_IsRefusedOnce()
    {
        var folder = _ledger.PathOf("audit");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "linkage-ledger-0f1e2d3c.txt"), "of another ledger");

        var refused = await LinkageProcess.RunAsync("ledger", "checkpoint", "--data", _ledger.Path, "--out", folder, "--json");
        var named = await LinkageProcess.RunAsync("ledger", "checkpoint", "--data", _ledger.Path, "--out", System.IO.Path.Combine(folder, "ours.txt"));

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal("ANOTHER_LEDGER", refused.Json().GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, named.ExitCode);
    }

    [Fact]
    public async Task Checkpoint_IntoAFolderTwice_IsOneHistoryWhoseSignaturesOpensslVerifies()
    {
        Directory.CreateDirectory(_ledger.PathOf("audit"));
        var first = await Export(_ledger.PathOf("audit"));
        using (var store = _ledger.Open())
        {
            SampleLedger.Refuse(store);
        }

        var second = await Export(_ledger.PathOf("audit"));

        var path = first.GetProperty("path").GetString()!;
        Assert.Equal((path, 2), (second.GetProperty("path").GetString(), second.GetProperty("checkpoints").GetInt32()));
        var notes = File.ReadAllText(path).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, notes.Length);
        var body = _ledger.PathOf("body");
        var signature = _ledger.PathOf("signature");
        File.WriteAllText(body, notes[2] + "\n");
        File.WriteAllBytes(signature, Convert.FromBase64String(notes[3].Trim().Split(' ')[2])[4..]);
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["dgst", "-sha256", "-verify", _ledger.PathOf("keys", LocalKeyVault.PublicFileName), "-signature", signature, body]) { RedirectStandardOutput = true })!;
        Assert.Equal("Verified OK", (await openssl.StandardOutput.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task Prove_OfEveryEvent_IsAnInclusionProofUnderTheSignedRoot()
    {
        for (var sequence = 0; sequence < 15; sequence += 7)
        {
            var ended = await LinkageProcess.RunAsync("ledger", "prove", $"{sequence}", "--data", _ledger.Path, "--json");

            Assert.Equal(0, ended.ExitCode);
            var proof = ended.Json();
            JsonShape.Fits("ledger-proof-output", proof);
            Assert.Equal(sequence, JsonDocument.Parse(proof.GetProperty("event").GetString()!).RootElement.GetProperty("sequence").GetInt32());
            var leaf = TreeHash.OfLeaf(Encoding.UTF8.GetBytes(proof.GetProperty("event").GetString()!));
            var signed = Assert.Single(SignedCheckpoint.ReadHistory(proof.GetProperty("checkpoint").GetString()!).Checkpoints);
            using var key = PublicCheckpointKey.Load(_ledger.PathOf("keys", LocalKeyVault.PublicFileName));
            Assert.True(signed.IsSignedBy(key));
            Assert.True(MerkleProof.IsIncluded(sequence, leaf, signed.Checkpoint.Size, signed.Checkpoint.Root, [.. proof.GetProperty("proof").EnumerateArray().Select(h => Hash(h.GetString()))]));
        }

        var none = await LinkageProcess.RunAsync("ledger", "prove", "15", "--data", _ledger.Path, "--json");
        Assert.Equal((3, "NO_EVENT"), (none.ExitCode, none.Json().GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Session_LedgerShorterThanItsCheckpoint_IsNotWorkedOn()
    {
        Unguarded("DELETE FROM ledger WHERE sequence >= 12");

        var thrown = await Assert.ThrowsAsync<ProblemException>(() => WorkspaceSession.OpenAsync(_ledger.Path, "test", new VerbContext(TimeProvider.System, null!), CancellationToken.None));

        Assert.Equal(("LEDGER_BROKEN", ExitCode.Refused), (thrown.Problem.Code, thrown.Problem.ExitCode));
    }

    [Fact]
    public async Task Session_StoreReplacedByANewOne_IsNotWorkedOn()
    {
        File.Delete(_ledger.Database);

        var thrown = await Assert.ThrowsAsync<ProblemException>(() => WorkspaceSession.OpenAsync(_ledger.Path, "test", new VerbContext(TimeProvider.System, null!), CancellationToken.None));

        Assert.Equal("LEDGER_BROKEN", thrown.Problem.Code);
        Assert.Contains("not the one the last checkpoint was signed for", thrown.Problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _ledger.Dispose();

    private static TreeHash Hash(string? text) => TreeHash.TryParse(text, out var hash) ? hash : throw new FormatException(text);

    private async Task<JsonElement> Export(string path)
    {
        var ended = await LinkageProcess.RunAsync("ledger", "checkpoint", "--data", _ledger.Path, "--out", path, "--json");
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Error);
        JsonShape.Fits("ledger-checkpoint-output", ended.Json());
        return ended.Json();
    }

    private void Unguarded(string sql)
    {
        using var connection = SampleLedger.Connect(_ledger.Database);
        SampleLedger.Unguarded(connection, () => SampleLedger.Query(connection, sql));
    }
}
