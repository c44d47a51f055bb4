using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Linkage.Governance.Documents;
using Linkage.Jobs.Lineage;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Run;
using Linkage.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Tests.Lineage;

/// <summary>Run events on their way: to a real server on loopback that takes them, does not, hangs or is gone, and to a file that several add to.</summary>
public sealed class LineageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Post_ServerThatTakesIt_IsGivenTheEventAndTheToken()
    {
        var (bodies, heads) = (new List<string>(), new List<string>());
        await using var server = await ServeAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Add(await reader.ReadToEndAsync());
            heads.Add($"{context.Request.Method} {context.Request.ContentType} {context.Request.Headers.Authorization}");
            context.Response.StatusCode = 201;
        });
        new LocalKeyVault(_folder.PathOf("keys")).WriteCredential("lineage-token", Encoding.ASCII.GetBytes("one-word\n"));

        Assert.Null(await PostAsync(server, "lineage-token"));
        Assert.Null(await PostAsync(server, null));
        Assert.Equal(LineageLost.Credential, await PostAsync(server, "no-such-token"));

        Assert.Equal(["POST application/json; charset=utf-8 Bearer one-word", "POST application/json; charset=utf-8 "], heads);
        Assert.All(bodies, body => Assert.Equal("START", JsonDocument.Parse(body).RootElement.GetProperty("eventType").GetString()));
    }

    [Theory]
    [InlineData("/broken", LineageLost.Refused)]
    [InlineData("/closed", LineageLost.Credential)]
    [InlineData("/leads", LineageLost.Refused)]
    [InlineData("/hangs", LineageLost.Unreachable)]
    public async Task Post_ServerThatDoesNotTakeIt_IsToldByACode(string path, string code)
    {
        await using var server = await ServeAsync(context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/broken":
                    context.Response.StatusCode = 500;
                    return Task.CompletedTask;
                case "/closed":
                    context.Response.StatusCode = 401;
                    return Task.CompletedTask;
                case "/leads":
                    context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
                    return Task.CompletedTask;
                default:
                    return Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });

        Assert.Equal(code, await PostAsync(server, null, path));
    }

    [Fact]
    public async Task Queue_ServerThatHangs_KeepsARunForNoLongerThanItIsWaitedFor()
    {
        using var never = new SemaphoreSlim(0);
        using var queue = new LineageQueue(new Transport(async token =>
        {
            await never.WaitAsync(token);
            return null;
        }));
        queue.Offer([1], isLast: false);
        queue.Offer([2], isLast: true);

        Assert.Equal((2, LineageLost.Unreachable), queue.End(Patience));
        await Task.CompletedTask;
    }

    [Fact]
    public void Queue_AfterALostEvent_TriesTheLastAlone()
    {
        var sent = new List<byte>();
        var transport = new Transport(_ => Task.FromResult<string?>(null)) { Before = json => sent.Add(json[0]), Code = json => json[0] == 2 ? LineageLost.Refused : null };
        using var queue = new LineageQueue(transport);
        foreach (var each in new byte[] { 1, 2, 3, 4 })
        {
            queue.Offer([each], isLast: each == 4);
        }

        Assert.Equal((2, LineageLost.Refused), queue.End(TimeSpan.FromSeconds(30)));
        Assert.Equal([1, 2, 4], sent);
    }

    [Fact]
    public void Queue_EverythingSent_HasNothingToTell()
    {
        using var queue = new LineageQueue(new Transport(_ => Task.FromResult<string?>(null)));
        queue.Offer([1], isLast: true);

        Assert.Null(queue.End(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task File_ThatSeveralAddTo_HoldsEachEventOnALineOfItsOwn()
    {
        var path = _folder.PathOf("lineage.jsonl");
        var lines = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < 50; n++)
            {
                Assert.Null(await new LineageFile(path).SendAsync(Encoding.UTF8.GetBytes($"{{\"writer\":{writer},\"n\":{n}}}"), CancellationToken.None));
            }

            return 50;
        })));

        var written = await File.ReadAllLinesAsync(path);
        Assert.Equal(lines.Sum(), written.Distinct().Count());
        Assert.All(written, line => JsonDocument.Parse(line).Dispose());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task File_ThatCannotBeWritten_IsToldByACode() =>
        Assert.Equal(LineageLost.NotWritten, await new LineageFile(_folder.PathOf("no-such-folder/lineage.jsonl")).SendAsync([1], CancellationToken.None));

    [Fact]
    public void Id_OfARun_IsTheSameEachTimeAndNoOtherRuns()
    {
        var run = Run();

        Assert.Equal(run.Id, Run().Id);
        Assert.NotEqual(run.Id, (run with { Run = "20261122T013000Z-9f3a61c3" }).Id);
        Assert.NotEqual(run.Id, (run with { Namespace = "linkage.othertown" }).Id);
        Assert.Equal('8', run.Id.ToString()[14]);
    }

    // A catalogue is read by people no rule names.
    [Theory]
    [InlineData(9, null)]
    [InlineData(10, 10L)]
    [InlineData(1_002, 1_000L)]
    [InlineData(1_003, 1_005L)]
    public void Event_CountsOfRows_AreRoundedAndSmallOnesNotTold(long rows, long? told)
    {
        var run = Run() with { Releases = [new ReleasedBundle("release-1", "/x", "d", [new ReleasedFile("households.parquet", "s", 7, 1234)], AlreadyPublished: false)] };
        run.Inputs["food-vouchers"] = rows;

        var json = JsonDocument.Parse(run.Event("COMPLETE", new DateTimeOffset(2026, 11, 22, 1, 30, 0, TimeSpan.Zero))).RootElement;

        var input = json.GetProperty("inputs")[0];
        Assert.Equal(told, input.TryGetProperty("inputFacets", out var facets) ? facets.GetProperty("inputStatistics").GetProperty("rowCount").GetInt64() : null);
        Assert.Equal("homes-and-money/households.parquet", json.GetProperty("outputs")[0].GetProperty("name").GetString());
        Assert.DoesNotContain("1234", json.GetProperty("outputs").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Sample_IsRead() => Assert.Equal(
        new LineageSettings("linkage.anytown", null, new LineageServer(new Uri("https://lineage.anytown.example/api/v1/lineage"), "lineage-token", null)),
        LineageSettingsReader.Load(RepositoryPaths.Of("schemas", "configuration", "sample.yaml")));

    [Theory]
    [InlineData("{ namespace: linkage.anytown }")]
    [InlineData("{ namespace: Linkage, file: /x }")]
    [InlineData("{ namespace: linkage, file: x }")]
    [InlineData("{ namespace: linkage, file: /x, url: 'https://a.example/' }")]
    [InlineData("{ namespace: linkage, url: 'http://a.example/' }")]
    [InlineData("{ namespace: linkage, url: 'https://user:letmein@a.example/' }")]
    [InlineData("{ namespace: linkage, url: 'https://a.example/', token: Let.me.in }")]
    [InlineData("{ namespace: linkage, file: /x, token: lineage-token }")]
    [InlineData("{ file: /x }")]
    public void Load_WhatIsNotUnderstood_IsRefused(string section)
    {
        var refused = Assert.Throws<ConfigurationException>(() => LineageSettingsReader.Load(_folder.Write("linkage.yaml", $"lineage: {section}\n")));

        Assert.Equal(1, refused.Line);
        Assert.DoesNotContain("letmein", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NobodyListens_IsToldByACode()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.Equal(LineageLost.Unreachable, await PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")), null));
    }

    private static LineageRun Run() => new("linkage.anytown", "20261122T013000Z-9f3a61c2", "homes-and-money", null);

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private Task<string?> PostAsync(WebApplication server, string? token, string path = "/") =>
        PostAsync(new Uri(new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), path), token);

    private Task<string?> PostAsync(Uri url, string? token) =>
        new LineagePost(new LineageServer(url, token, null), _folder.PathOf("keys"), token is null && url.AbsolutePath == "/hangs" ? Patience : TimeSpan.FromSeconds(30))
            .SendAsync(Run().Event("START", new DateTimeOffset(2026, 11, 22, 1, 30, 0, TimeSpan.Zero)), CancellationToken.None);

    private sealed class Transport(Func<CancellationToken, Task<string?>> send) : ILineageTransport
    {
        public Action<byte[]> Before { get; init; } = _ => { };

        public Func<byte[], string?>? Code { get; init; }

        public Task<string?> SendAsync(byte[] json, CancellationToken cancellationToken)
        {
            Before(json);
            return Code is { } code ? Task.FromResult(code(json)) : send(cancellationToken);
        }
    }
}
