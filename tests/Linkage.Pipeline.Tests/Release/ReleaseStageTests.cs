using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

public sealed class ReleaseStageTests : IDisposable
{
    // Whole folders are compared, and only signatures of RSA are the same each time.
    private readonly ReleaseWorld _world = new(scheme: SignatureScheme.RsaPkcs1);

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("SELECT * FROM read_csv('x.csv')", "COHORT_QUERY_REFUSED")]
    [InlineData("SELECT person_kee FROM food_vouchers", "COHORT_QUERY_FAILED")]
    [InlineData("SELECT person_key, vouchers_issued FROM food_vouchers", "OUTPUT_COLUMNS_DIFFER")]
    [InlineData("SELECT vouchers_issued AS person_key FROM food_vouchers", "COLUMN_NOT_PERMITTED")]
    [InlineData("SELECT CAST('x' AS VARCHAR) AS person_key FROM food_vouchers", "OUTPUT_COLUMNS_DIFFER")]
    public void Execute_CohortQueryThatDoesNotFit_Refuses(string sql, string code)
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        request = request with { Project = request.Project with { Cohort = ReleaseWorld.Query("cohort.sql", sql) } };

        Assert.Equal(code, _world.Refuse(request).Code);
        AssertNothingReleased();
    }

    [Theory]
    [InlineData("left_out_because")]
    [InlineData("row_in_query")]
    [InlineData("is_in_query")]
    [InlineData("rowid")]
    public void Execute_ColumnNamedAsTheReleaseNamesItsOwn_Refuses(string name)
    {
        var column = new ProjectOutputColumn(name, "Value", ["food-vouchers.ward_code"]);
        var query = ReleaseWorld.Query("o.sql", $"SELECT person_key, nullif(ward_code, ward_code) AS {name} FROM food_vouchers");
        var table = ReleaseWorld.Wards($"SELECT tenure AS {name}, count(*) AS people FROM rent_arrears_panel GROUP BY ALL");
        ProjectOutput[] outputs =
        [
            ReleaseWorld.Outreach(column) with { Query = query },
            ReleaseWorld.Families(query.Sql, column),
            table with { Columns = [new(name, "Dimension", ["rent-arrears-panel.tenure"]), table.Columns[1]] },
        ];

        // Of nothing but unknown values, it let out people who objected or must not be written to.
        Assert.All(outputs, output => Assert.Equal(
            ("OUTPUT_COLUMNS_DIFFER", $"{output.Name}: a release keeps the column name {name} for itself. Give the column another."),
            _world.Execute(_world.Request(output)) is ReleaseResult.Refused refused ? (refused.Code, refused.Message) : ("RELEASED", "")));
        AssertNothingReleased();
    }

    [Theory]
    [InlineData(SignatureScheme.RsaPkcs1)]
    [InlineData(SignatureScheme.EcdsaP256)]
    public void Execute_SameRequestTwice_SameBytesInEveryFile(SignatureScheme scheme)
    {
        using var world = new ReleaseWorld(scheme: scheme);
        var request = world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards());
        var first = world.Release(request with { Threads = 1 });
        var kept = BundleFiles.Read(first.Bundle.Path);
        Directory.Delete(first.Bundle.Path, recursive: true);

        var second = world.Release(world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()) with { Threads = 4 });

        Assert.Equal(first.Bundle.Id, second.Bundle.Id);
        Assert.False(second.Bundle.AlreadyPublished);
        Assert.Equal(9, kept.Count);
        var made = BundleFiles.Read(second.Bundle.Path);
        // An ECDSA signature has a nonce of its own each time: the envelope, and the seal that holds its digest, attest to a moment. All that they attest to is the same.
        Assert.Equal(
            scheme == SignatureScheme.EcdsaP256 ? ["_seal.json", "statement.dsse.json"] : [],
            kept.Keys.Where(name => !kept[name].SequenceEqual(made[name])));
        Assert.Equal(kept.Keys, made.Keys);
        Assert.True(ReleaseVerifier.Verify(second.Bundle.Path, world.PublicKeyPath, ReleaseWorld.Instant).IsValid);
    }

    [Fact]
    public void Execute_ManyRowGroupsOnOneAndFourThreads_SameBytesInEveryFile()
    {
        using var world = new ReleaseWorld(people: 300_000, scheme: SignatureScheme.RsaPkcs1);
        var one = world.Release(world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()) with { Threads = 1 });
        var kept = BundleFiles.Read(one.Bundle.Path);
        Directory.Delete(one.Bundle.Path, recursive: true);

        var four = world.Release(world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()) with { Threads = 4 });

        Assert.True(four.Report.Reconciles);
        Assert.Equal(kept, BundleFiles.Read(four.Bundle.Path));
    }

    [Fact]
    public void Execute_AlreadyPublished_SaysSoAndKeepsIt()
    {
        var first = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        var second = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        Assert.True(second.Bundle.AlreadyPublished);
        Assert.Equal(first.Bundle.Path, second.Bundle.Path);
        Assert.Equal(0, _world.Store.SweepStaging());
    }

    [Fact]
    public void Execute_PublishedBundleWasDamaged_QuarantinesAndMakesItAgain()
    {
        var first = _world.Release(_world.Request(ReleaseWorld.Outreach()));
        var path = Path.Combine(first.Bundle.Path, "quality.json");
        File.Delete(path);
        File.WriteAllText(path, "{}");

        var second = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        Assert.False(second.Bundle.AlreadyPublished);
        Assert.True(ReleaseVerifier.Verify(second.Bundle.Path, _world.PublicKeyPath, ReleaseWorld.Instant).IsValid);
        Assert.Single(Directory.GetDirectories(_world.Store.FolderOf(Zone.Quarantine)));
    }

    [Fact]
    public void Execute_OtherInstantModelOrRecipient_IsAnotherRelease()
    {
        var request = _world.Request(ReleaseWorld.Wards());
        var ids = new[]
        {
            _world.Release(request).Bundle.Id,
            _world.Release(request with { Instant = ReleaseWorld.Instant.AddSeconds(1) }).Bundle.Id,
            _world.Release(request with { Model = ReleaseWorld.HashOf("other model") }).Bundle.Id,
            _world.Release(request, ReleaseWorld.Terms(request) with { RecipientTeam = "research-team" }).Bundle.Id,
            _world.Release(request with { PreviousRelease = "release-0" }).Bundle.Id,
        };

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Execute_LimitWithoutOrder_StillOneAnswer()
    {
        var rows = ReleaseWorld.Rows("SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code <> 'W9' LIMIT 400");
        var one = _world.Release(_world.Request(rows) with { Threads = 1 });
        var kept = BundleFiles.Read(one.Bundle.Path);
        Directory.Delete(one.Bundle.Path, recursive: true);

        Assert.Equal(kept, BundleFiles.Read(_world.Release(_world.Request(rows) with { Threads = 4 }).Bundle.Path));
    }

    [Fact]
    public void Execute_ParquetMetadata_NamesReleaseRuleAndExpiry()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        var metadata = ReleaseWorld.Read(
            $"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{released.Bundle.Path}/data/outreach.parquet')",
            r => (r.GetString(0), r.GetString(1)));
        Assert.Contains(("linkage.release", released.Bundle.Id), metadata);
        Assert.Contains(("linkage.rule", "homes-and-money"), metadata);
        Assert.Contains(("linkage.rule_hash", ReleaseWorld.HashOf("rule")), metadata);
        Assert.Contains(("linkage.classification", "identifying"), metadata);
        Assert.Contains(("linkage.expires", "2027-01-21T01:30:00Z"), metadata);
    }

    [Fact]
    public void Execute_Always_LeavesNoScratch()
    {
        _world.Release(_world.Request(ReleaseWorld.Outreach()));
        _world.Refuse(_world.Request(ReleaseWorld.Rows("SELECT 1 AS x")));

        Assert.Empty(Directory.GetFileSystemEntries(_world.Scratch));
    }

    [Fact]
    public void Execute_Cancelled_PublishesNothing()
    {
        using var key = SigningKey.Open(_world.Vault);
        var request = _world.Request(ReleaseWorld.Outreach());

        Assert.ThrowsAny<OperationCanceledException>(() =>
            ReleaseStage.Execute(request, ReleaseWorld.Terms(request), _world.Store, key, null, new CancellationToken(true)));
        AssertNothingReleased();
    }

    [Fact]
    public void Execute_GateSaysNoAtTheLastMoment_ReleasesNothing()
    {
        var asked = new List<int>();
        var request = _world.Request(ReleaseWorld.Outreach()) with
        {
            StillAllowed = () =>
            {
                // All is ready by then, signature included, and none of it is visible.
                var staging = Path.Combine(_world.Store.FolderOf(Zone.Release), ".staging");
                asked.Add(Directory.GetFiles(staging, "statement.dsse.json", SearchOption.AllDirectories).Length);
                Assert.All(Directory.GetFiles(_world.Store.FolderOf(Zone.Release), "*", SearchOption.AllDirectories), f => Assert.StartsWith(staging, f, StringComparison.Ordinal));
                return false;
            },
        };

        var refused = _world.Refuse(request);

        Assert.Equal("GATE_DENIED", refused.Code);
        Assert.Equal([1], asked);
        AssertNothingReleased();
        Assert.IsType<ReleaseResult.Released>(_world.Execute(request with { StillAllowed = () => true }));
    }

    [Theory]
    [InlineData("../quality.json")]
    [InlineData("statement.json")]
    [InlineData("_seal.json")]
    [InlineData(".hidden")]
    [InlineData("data/OUTREACH.parquet")]
    [InlineData("data/more.csv")]
    [InlineData("data")]
    [InlineData("Statement.json")]
    [InlineData("quality.html")]
    [InlineData("datapackage.json")]
    public void Execute_AttachmentWithABadName_Refuses(string name)
    {
        var request = _world.Request(ReleaseWorld.Outreach()) with { Attachments = new Dictionary<string, byte[]> { [name] = [1] } };

        Assert.Equal("FILE_NAME_NOT_ALLOWED", _world.Refuse(request).Code);
    }

    [Fact]
    public void Execute_MountedFileBroken_FailsWithoutItsContent()
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        File.WriteAllText(request.Mounted.First().Value, "zqcanary,1,2");

        var error = Assert.Throws<StageException>(() => _world.Execute(request));

        Assert.DoesNotContain("zqcanary", error.ToString(), StringComparison.Ordinal);
    }

    private void AssertNothingReleased() =>
        Assert.Empty(Directory.GetFiles(_world.Store.FolderOf(Zone.Release), "*", SearchOption.AllDirectories));
}
