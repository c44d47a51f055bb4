using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.House;

/// <summary>Every file of a format we own fits its JSON Schema, as an independent validator sees it.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("contract.schema.json", "schemas/sources")]
    [InlineData("contract.schema.json", "tests/Linkage.EndToEnd.Tests/febrl/sources")]
    [InlineData("configuration.schema.json", "schemas/configuration")]
    [InlineData("project.schema.json", "schemas/cohorts")]
    [InlineData("project.schema.json", "tests/Linkage.EndToEnd.Tests/febrl/cohorts")]
    [InlineData("catalogue.schema.json", "governance/catalogue")]
    [InlineData("rule.schema.json", "governance/rules")]
    [InlineData("rule.schema.json", "governance/scenarios/rules")]
    [InlineData("request.schema.json", "governance/scenarios/requests")]
    [InlineData("scenarios.schema.json", "governance/scenarios")]
    [InlineData("rule.schema.json", "tests/Linkage.EndToEnd.Tests/febrl/governance/rules")]
    public void Files_OfAFormat_FitItsSchema(string schema, string folder)
    {
        var files = Directory.GetFiles(RepositoryPaths.Of(folder.Split('/')), "*.yaml").Where(f => Path.GetFileName(f) != "people.yaml").ToList();

        Assert.NotEmpty(files);
        Assert.Empty(Node.Validate(schema, files));
    }

    [Fact]
    public void LinkSettings_Samples_FitTheirSchema()
    {
        var files = Directory.GetFiles(RepositoryPaths.Of("tests", "Linkage.EndToEnd.Tests", "settings"), "*.json");

        Assert.Equal(2, files.Length);
        Assert.Empty(Node.Validate("link-settings.schema.json", files));
    }

    [Theory]
    [InlineData("""{ "treshold": 0.9 }""")]
    [InlineData("""{ "threshold": 1.5 }""")]
    [InlineData("""{ "columns": { "town": "city" } }""")]
    [InlineData("""{ "comparisons": [{ "use": "text" }] }""")]
    [InlineData("""{ "comparisons": [{ "use": "forename", "fields": ["surname"] }] }""")]
    [InlineData("""{ "comparisons": [{ "fields": ["a"], "levels": [{ "test": "exact", "atLeast": 0.9 }] }] }""")]
    [InlineData("""{ "comparisons": [{ "fields": ["a"], "levels": [{ "test": "jaroWinkler" }] }] }""")]
    [InlineData("""{ "comparisons": [{ "fields": ["a"], "levels": [{ "test": "exact", "m": 1 }] }] }""")]
    public void LinkSettings_WhatTheReaderRefuses_DoesNotFit(string settings)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("settings.json", settings);

        Assert.NotEmpty(Node.Validate("link-settings.schema.json", path)[path]);
    }

    [Fact]
    public async Task Files_OfAClericalReview_FitTheirSchemas()
    {
        using var folder = new TemporaryFolder();
        var people = folder.Write("people.csv", "id,first_name,surname,dob\n1,Ann,Smith,1980-01-02\n2,Ann,Smyth,1980-01-02\n3,Bob,Jones,1970-03-04\n4,,Jones,1970-03-04\n");
        async Task Run(params string[] args) => Assert.Equal(0, (await LinkageProcess.RunAsync(args)).ExitCode);
        await Run("link", people, "--id", "id", "--out", folder.PathOf("links"), "--keep", "0.000001");
        await Run("review", "export", folder.PathOf("links"), "--out", folder.PathOf("review"));
        await Run("review", "sheet", folder.PathOf("review"), "--out", folder.PathOf("sheet.csv"));
        folder.Write("sheet.csv", (await File.ReadAllTextAsync(folder.PathOf("sheet.csv"))).Replace("\"1\",\"\"", "\"1\",\"match\"", StringComparison.Ordinal));
        await Run("review", "import", folder.PathOf("review"), folder.PathOf("sheet.csv"), "--reviewer", "ann");
        var lines = (await File.ReadAllLinesAsync(folder.PathOf("review", "labels", "ann.jsonl"))).Select((line, i) => folder.Write($"line-{i}.json", line)).ToList();

        Assert.Equal(2, lines.Count);
        Assert.Empty(Node.Validate("review-journal.schema.json", lines));
        Assert.Empty(Node.Validate("link-run.schema.json", folder.PathOf("links", "run.json")));
        Assert.Empty(Node.Validate("review.schema.json", folder.PathOf("review", "review.json")));
        Assert.Empty(Node.Validate("review-pairs.schema.json", folder.PathOf("review", "pairs.json")));
        Assert.Empty(Node.Validate("review-scores.schema.json", folder.PathOf("review", "scores.json")));
    }

    [Theory]
    [InlineData("kind: sftp", "kind: ftp")]
    [InlineData("port: 2222", "port: 0")]
    [InlineData("host: sftp.revenues.example", "host: -oProxyCommand=sh")]
    [InlineData("path: /outgoing/council-tax/", "path: /outgoing/../x")]
    [InlineData("identity: revenues-sftp ", "identity: ../root.key ")]
    [InlineData("knownHosts: /etc", "knownHosts: etc")]
    [InlineData("doneMarker: true", "doneMarker: true\n    settle: 30s")]
    [InlineData("settle: 60s", "settle: 61m")]
    [InlineData("url: https://housing", "url: https://user:word@housing")]
    [InlineData("digest: header", "digest: body")]
    [InlineData("digest: header", "password: letmein")]
    public void Schema_ConfigurationThatTheReaderRefuses_DoesNotFit(string text, string instead)
    {
        using var folder = new TemporaryFolder();
        var sample = File.ReadAllText(RepositoryPaths.Of("schemas", "configuration", "sample.yaml"));
        Assert.Contains(text, sample, StringComparison.Ordinal);
        var path = folder.Write("linkage.yaml", sample.Replace(text, instead, StringComparison.Ordinal));

        Assert.NotEmpty(Node.Validate("configuration.schema.json", path)[path]);
    }

    [Theory]
    [InlineData("cron: \"30 2 2 * *\"", "cron: \"0 30 2 * * MON-FRI\"")]
    [InlineData("cron: \"30 2 2 * *\"", "cron: \"30 2 1 * MON-FRI\"")]
    [InlineData("cron: \"30 2 2 * *\"", "cron: \"@daily\"")]
    [InlineData("cron: \"30 2 2 * *\"", "cron: \"30 2 * * 5L\"")]
    [InlineData("timeZone: Europe/London", "timeZone: GMT Standard Time")]
    [InlineData("missed: once", "missed: Once")]
    [InlineData("2026-12-25, ", "2026-12-25, 2026-12-25, ")]
    [InlineData("2026-12-25, ", "2026-12-32, ")]
    [InlineData("from: \"20:00\", ", "")]
    [InlineData("from: \"20:00\"", "from: \"24:00\"")]
    [InlineData("maximumDuration: 2h", "maximumDuration: 25h")]
    [InlineData("maximumDuration: 2h", "maximumDuration: 1441m")]
    [InlineData("maximumDuration: 2h", "maximum: 2h")]
    public void Schema_ScheduleThatTheReaderRefuses_DoesNotFit(string text, string instead)
    {
        using var folder = new TemporaryFolder();
        var sample = File.ReadAllText(RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.yaml"));
        Assert.Contains(text, sample, StringComparison.Ordinal);
        var path = folder.Write("homes-and-money.yaml", sample.Replace(text, instead, StringComparison.Ordinal));

        Assert.NotEmpty(Node.Validate("project.schema.json", path)[path]);
    }

    [Fact]
    public void Schema_FileWithAnUnknownKey_DoesNotFit()
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(RepositoryPaths.Of("schemas", "cohorts", "homes-and-money.yaml"));
        var path = folder.Write("homes-and-money.yaml", text + "\nsurprise: 1\n");

        Assert.Contains(Node.Validate("project.schema.json", path)[path], e => e.Contains("surprise", StringComparison.Ordinal));
    }
}
