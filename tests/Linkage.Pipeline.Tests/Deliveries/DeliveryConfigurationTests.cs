using Linkage.Governance.Documents;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Deliveries;

/// <summary>The configuration file, and what is refused in it.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DeliveryConfigurationTests : IDisposable
{
    private static readonly string Sample = RepositoryPaths.Of("schemas", "configuration", "sample.yaml");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Sample_IsRead()
    {
        var read = DeliveryConfigurationReader.Load(Sample, RepositoryPaths.Sources).Deliveries;

        Assert.Equal(5, read.Count);
        Assert.Equal(new FolderSource("/srv/dropbox/benefits", true, TimeSpan.FromSeconds(30)), read[DatasetId.Parse("benefits-ctr-hb")]);
        Assert.Equal(new FolderSource("/srv/dropbox/vouchers", false, TimeSpan.FromSeconds(60)), read[DatasetId.Parse("food-vouchers")]);
        Assert.Equal(new SftpSource("sftp.revenues.example", 2222, "linkage", "/outgoing/council-tax/", "revenues-sftp", "/etc/linkage/known_hosts"), read[DatasetId.Parse("council-tax")]);
        var https = Assert.IsType<HttpsSource>(read[DatasetId.Parse("rent-arrears-panel")]);
        Assert.Equal(("housing-https", true, null, 2L << 30), (https.ClientCertificate, https.RequiresDigest, https.DigestUrl, https.MaximumBytes));
        Assert.Equal((TimeSpan.FromHours(6), TimeSpan.FromHours(2)), (https.Deadline, read[DatasetId.Parse("council-tax")].Deadline));
        Assert.Equal((new DeliveryDue("0 6 * * 1", TimeSpan.FromHours(2)), null), (https.Due, read[DatasetId.Parse("council-tax")].Due));
        Assert.Equal("https://housing.example/extracts/rent_arrears_panel_latest.csv", https.Where);
        var postgres = Assert.IsType<PostgresSource>(read[DatasetId.Parse("gazetteer")]);
        Assert.Equal(new SourceDatabase("maps", "maps.anytown.example", 5432, "llpg", "maps_reader", "maps-password", null, "/etc/linkage/maps-ca.pem"), postgres.Database);
        Assert.Equal("postgresql://maps.anytown.example:5432/llpg", postgres.Where);
        Assert.EndsWith("ORDER BY lpi_key", postgres.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("council-tax:", "council-taxes:", 11)]
    [InlineData("kind: sftp", "kind: ftp", 12)]
    [InlineData("port: 2222", "port: 0", 14)]
    [InlineData("host: sftp.revenues.example", "host: -oProxyCommand=sh", 13)]
    [InlineData("user: linkage", "user: -linkage", 15)]
    [InlineData("path: /outgoing/council-tax/", "path: outgoing/", 16)]
    [InlineData("path: /outgoing/council-tax/", "path: /outgoing/../x", 16)]
    [InlineData("identity: revenues-sftp ", "identity: ../root.key ", 17)]
    [InlineData("knownHosts: /etc", "knownHosts: etc", 18)]
    [InlineData("doneMarker: true", "doneMarker: yes", 6)]
    [InlineData("settle: 60s", "settle: 61m", 10)]
    [InlineData("settle: 60s", "settled: 60s", 10)]
    [InlineData("url: https://housing", "url: http://housing", 21)]
    [InlineData("url: https://housing", "url: https://user:word@housing", 21)]
    [InlineData("digest: header", "digest: body", 24)]
    [InlineData("digest: header", "password: letmein", 24)]
    [InlineData("maximumMib: 2048", "maximumMib: 0", 25)]
    [InlineData("deadline: 6h", "deadline: 59s", 26)]
    [InlineData("deadline: 6h", "deadline: 25h", 26)]
    [InlineData("due: \"0 6 * * 1\"", "due: \"@weekly\"", 27)]
    [InlineData("due: \"0 6 * * 1\"", "when: \"0 6 * * 1\"", 27)]
    [InlineData("due: \"0 6 * * 1\" ", "# ", 28)]
    [InlineData("grace: 2h", "grace: 673h", 28)]
    [InlineData("from: maps ", "due: \"0 6 * * 1\"\n    from: maps ", 31)]
    [InlineData("settle: 60s", "deadline: 1m\n    settle: 60s", 10)]
    [InlineData("from: maps ", "from: mapping ", 31)]
    [InlineData("from: maps ", "queryFile: /x\n    from: maps ", 30)]
    [InlineData("gazetteer:", "adult-social-care:", 29)]
    [InlineData("  maps:", "  Maps:", 37)]
    [InlineData("host: maps.anytown.example", "host: a.example,b.example", 38)]
    [InlineData("host: maps.anytown.example", "host: /run/postgresql", 38)]
    [InlineData("database: llpg", "database: llpg;SslMode=Disable", 40)]
    [InlineData("password: maps-password", "password: Letmein", 42)]
    [InlineData("password: maps-password", "options: -csearch_path", 42)]
    public void Load_WhatIsNotUnderstood_IsRefusedWithItsLine(string text, string instead, int line)
    {
        var sample = File.ReadAllText(Sample);
        Assert.Contains(text, sample, StringComparison.Ordinal);
        var path = _folder.Write("linkage.yaml", sample.Replace(text, instead, StringComparison.Ordinal));

        var refused = Assert.Throws<ConfigurationException>(() => DeliveryConfigurationReader.Load(path, RepositoryPaths.Sources));

        // A mapping is told by the line its first key is on.
        Assert.InRange(refused.Line!.Value, line, line + 1);
        Assert.DoesNotContain("word@", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("letmein", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MarkerAndTimeToSettle_AreNotForOneFolder()
    {
        var path = _folder.Write("linkage.yaml", "deliveries:\n  council-tax:\n    kind: folder\n    path: /x\n    doneMarker: true\n    settle: 30s\n");

        Assert.Throws<ConfigurationException>(() => DeliveryConfigurationReader.Load(path, RepositoryPaths.Sources));
    }

    [Fact]
    public void Load_QueryFile_IsOneThatItsOwnerAloneMayWrite()
    {
        var query = _folder.Write("query.sql", "\uFEFF-- every address\nSELECT 1;\n\n;");
        var path = _folder.Write("linkage.yaml", $"databases:\n  maps:\n    host: /run/postgresql\n    database: llpg\n    user: reader\ndeliveries:\n  gazetteer:\n    kind: postgres\n    from: maps\n    queryFile: {query}\n");
        Assert.Equal("-- every address\nSELECT 1", Assert.IsType<PostgresSource>(DeliveryConfigurationReader.Load(path, RepositoryPaths.Sources).Deliveries.Values.Single()).Query);

        File.SetUnixFileMode(query, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        Assert.Equal(10, Assert.Throws<ConfigurationException>(() => DeliveryConfigurationReader.Load(path, RepositoryPaths.Sources)).Line);
        File.Delete(query);
        Assert.Equal(10, Assert.Throws<ConfigurationException>(() => DeliveryConfigurationReader.Load(path, RepositoryPaths.Sources)).Line);
    }
}
