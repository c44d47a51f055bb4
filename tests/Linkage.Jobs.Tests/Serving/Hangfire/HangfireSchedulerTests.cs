using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Linkage.Jobs.Hangfire;
using Linkage.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Linkage.Jobs.Tests.Serving.Hangfire;

/// <summary>Hangfire on a real PostgreSQL server: what recurs is done, what follows follows, nothing else is called, and nobody sees or changes it who may not.</summary>
public sealed class HangfireSchedulerTests : IAsyncDisposable
{
    private const string Password = "a password of the test, long enough";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(2);

    private readonly string _owner = PostgresServer.Instance.CreateDatabase();
    private readonly ConcurrentQueue<string> _done = new();
    private readonly List<WebApplication> _hosts = [];

    public HangfireSchedulerTests()
    {
        PostgresServer.Instance.Sql("postgres", "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'linkage_worker') THEN CREATE ROLE linkage_worker; END IF; END $$");
        PostgresServer.Instance.CreateAccount("linkage_worker_hangfire", "linkage_worker");
        HangfireScheduler.Install(_owner, "linkage_worker");
    }

    private string Worker => PostgresServer.Instance.ConnectionTo(new NpgsqlConnectionStringBuilder(_owner).Database!, "linkage_worker_hangfire");

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }
    }

    [Fact]
    public void Install_Again_ChangesNothing() => HangfireScheduler.Install(_owner, "linkage_worker");

    [Theory]
    [InlineData(2, "*/2 * * * * *")]
    [InlineData(60, "0 */1 * * * *")]
    [InlineData(900, "0 */15 * * * *")]
    [InlineData(3600, "0 0 */1 * * *")]
    [InlineData(86400, "0 0 0 * * *")]
    [InlineData(1, null)]
    [InlineData(7, null)]
    [InlineData(61, null)]
    [InlineData(25200, null)]
    [InlineData(172800, null)]
    public void Cron_OfAnInterval_ComesThatOftenOrIsRefused(int seconds, string? expected)
    {
        if (expected is null)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => HangfireScheduler.Cron(TimeSpan.FromSeconds(seconds)));
        }
        else
        {
            Assert.Equal(expected, HangfireScheduler.Cron(TimeSpan.FromSeconds(seconds)));
        }
    }

    [Fact]
    public async Task Work_ThatRecurs_IsDoneAgainAndAgainAndWhatFollowsItAfterEach()
    {
        await StartAsync(Work("look", "notify"), Work("notify"));

        await UntilAsync(() => _done.Count(name => name == "look") >= 2 && _done.Contains("notify"));

        Assert.Equal("look", _done.First());
        Assert.Equal(["look"], Rows("SELECT value FROM hangfire.set WHERE key = 'recurring-jobs'"));
    }

    [Fact]
    public async Task Work_ThatBreaks_IsNotTriedAgainButComesAgain()
    {
        var times = 0;
        await StartAsync(new RecurringWork("look", Often, "linkage", null, _ => ++times == 1 ? throw new InvalidOperationException("broken") : Task.CompletedTask));

        await UntilAsync(() => times >= 3);

        Assert.Empty(Rows("SELECT value FROM hangfire.set WHERE key = 'retries'"));
        Assert.DoesNotContain(Rows("SELECT coalesce(data::text, '') FROM hangfire.state"), data => data.Contains("at Linkage", StringComparison.Ordinal) && data.Contains("never", StringComparison.Ordinal));
    }

    // A run takes longer than the interval.
    [Fact]
    public async Task Work_ThatIsStillUnderWay_IsNotBegunASecondTime()
    {
        using var release = new SemaphoreSlim(0);
        var (atOnce, most, begun) = (0, 0, 0);
        await StartAsync(new RecurringWork("look", Often, "linkage", null, async token =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atOnce));
            Interlocked.Increment(ref begun);
            await release.WaitAsync(token);
            Interlocked.Decrement(ref atOnce);
        }));

        await UntilAsync(() => begun == 1);
        await UntilAsync(() => Rows("SELECT id::text FROM hangfire.job WHERE statename = 'Succeeded'").Count >= 2);
        release.Release(100);

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Jobs_OfTypesThatAreNotOurs_AreNotCalled()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("kept", "kept");
        foreach (var type in new[] { "System.IO.File, System.Private.CoreLib", "System.IO.File", "System.IO.File, mscorlib" })
        {
            Sql(_owner, $$"""
                WITH made AS (
                    INSERT INTO hangfire.job (invocationdata, arguments, createdat)
                    VALUES ('{"Type":"{{type}}","Method":"Delete","ParameterTypes":"[\"System.String\"]","Arguments":"[\"\\\"{{file}}\\\"\"]"}', '["\"{{file}}\""]', now()) RETURNING id)
                INSERT INTO hangfire.jobqueue (jobid, queue) SELECT id, 'linkage' FROM made
                """);
        }

        await StartAsync(Work("look"));
        await UntilAsync(() => _done.Count(name => name == "look") >= 2 && Rows("SELECT queue FROM hangfire.jobqueue WHERE fetchedat IS NULL").Count == 0);

        Assert.True(File.Exists(file));
        Assert.Equal(3, Rows("SELECT id::text FROM hangfire.job WHERE invocationdata::text LIKE '%Delete%' AND statename IS DISTINCT FROM 'Succeeded'").Count);
    }

    [Fact]
    public async Task Work_ThatIsNotThereAnyMore_DoesNotRecurUnderTheNextHost()
    {
        await StartAsync(Work("look"), Work("gone"));
        await DisposeAsync();
        _hosts.Clear();

        await StartAsync(Work("look"));

        Assert.Equal(["look"], Rows("SELECT value FROM hangfire.set WHERE key = 'recurring-jobs'"));
    }

    [Fact]
    public async Task Tables_WhatStandsInThem_IsNamesAlone()
    {
        await StartAsync(Work("look", "notify"), Work("notify"));
        await UntilAsync(() => _done.Contains("notify"));

        Assert.All(Rows("SELECT invocationdata::text FROM hangfire.job"), data => Assert.Contains("Linkage.Jobs.Hangfire.HangfireJob", data, StringComparison.Ordinal));
        Assert.All(Rows("SELECT arguments::text FROM hangfire.job"), data => Assert.Matches("look|notify", data));
    }

    [Fact]
    public async Task Dashboard_WithoutADoor_IsNotThere()
    {
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri($"{await StartAsync(Work("look"))}/hangfire"))).StatusCode);
    }

    [Fact]
    public async Task Dashboard_IsSeenByWhoMayAndChangedByNobody()
    {
        var url = await StartAsync(context => context.Request.Headers.Authorization == Basic(Password).ToString(), Work("look"));
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri($"{url}/hangfire"))).StatusCode);
        http.DefaultRequestHeaders.Authorization = Basic("another password, as long as it is");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri($"{url}/hangfire/recurring"))).StatusCode);

        http.DefaultRequestHeaders.Authorization = Basic(Password);
        var page = await http.GetAsync(new Uri($"{url}/hangfire/recurring"));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("look", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("jobs[]", "look")]);
        Assert.False((await http.PostAsync(new Uri($"{url}/hangfire/recurring/remove"), form)).IsSuccessStatusCode);
        Assert.Equal(["look"], Rows("SELECT value FROM hangfire.set WHERE key = 'recurring-jobs'"));
    }

    private static AuthenticationHeaderValue Basic(string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"engineer:{password}")));

    private RecurringWork Work(string name, string? after = null) => new(name, Often, "linkage", after, _ =>
    {
        _done.Enqueue(name);
        return Task.CompletedTask;
    });

    private Task<string> StartAsync(params RecurringWork[] works) => StartAsync(null, works);

    private async Task<string> StartAsync(Func<HttpContext, bool>? mayLook, params RecurringWork[] works)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        HangfireScheduler.AddTo(builder.Services, Worker, _ => works);
        var app = builder.Build();
        _hosts.Add(app);
        HangfireScheduler.Start(app, mayLook);
        await app.StartAsync();
        return app.Urls.Single();
    }

    private static async Task UntilAsync(Func<bool> done)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!done())
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private List<string> Rows(string sql)
    {
        using var connection = new NpgsqlConnection(_owner + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static void Sql(string account, string sql)
    {
        using var connection = new NpgsqlConnection(account + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
