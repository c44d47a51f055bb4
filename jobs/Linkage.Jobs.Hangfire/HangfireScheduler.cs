using System.Globalization;
using Hangfire;
using Hangfire.Common;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Linkage.Jobs.Hangfire;

/// <summary>
/// Hangfire as the scheduler of a host: recurring jobs, queues and continuations in PostgreSQL, a server in this process, and its dashboard for whoever the host lets in. It only says when to look;
/// what is due, and who may publish, is decided where it is decided under any other scheduler.
/// </summary>
public static class HangfireScheduler
{
    /// <summary>Schema of Hangfire's own tables.</summary>
    public const string Schema = "hangfire";

    /// <summary>Where its dashboard is.</summary>
    public const string DashboardPath = "/hangfire";

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Makes Hangfire's tables, or brings them up, and gives a role the right to use them. Run by the owner of the database.</summary>
    /// <param name="connectionString">How the owner connects.</param>
    /// <param name="role">The role of the hosts' accounts.</param>
    /// <exception cref="NpgsqlException">It may not, or the database does not answer.</exception>
    public static void Install(string connectionString, string role)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        PostgreSqlObjectsInstaller.Install(connection, Schema);
        using var builder = new NpgsqlCommandBuilder();
        var quoted = builder.QuoteIdentifier(role);
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            REVOKE ALL ON SCHEMA {Schema} FROM PUBLIC;
            GRANT USAGE ON SCHEMA {Schema} TO {quoted};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {Schema} TO {quoted};
            GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {Schema} TO {quoted};
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>Adds Hangfire and its server to a host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connectionString">How the host connects.</param>
    /// <param name="works">What there is to do, once the host is built.</param>
    public static void AddTo(IServiceCollection services, string connectionString, Func<IServiceProvider, IReadOnlyList<RecurringWork>> works)
    {
        services.AddSingleton(works);
        services.AddTransient<HangfireJob>();
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseTypeResolver(KnownTypes.Resolve)
            .UseTypeSerializer(KnownTypes.Name)
            .UseFilter(new KeptForAWhile(Kept))
            .UsePostgreSqlStorage(
                options => options.UseNpgsqlConnection(connectionString),
                new PostgreSqlStorageOptions { SchemaName = Schema, PrepareSchemaIfNecessary = false, UseSlidingInvisibilityTimeout = true, QueuePollInterval = TimeSpan.FromSeconds(2), InvisibilityTimeout = TimeSpan.FromMinutes(5) }));
        services.AddHangfireServer((provider, options) =>
        {
            options.Queues = [.. provider.GetRequiredService<IReadOnlyList<RecurringWork>>().Select(work => work.Queue).Distinct().Order(StringComparer.Ordinal)];
            options.WorkerCount = Math.Max(2, options.Queues.Length);
            options.SchedulePollingInterval = TimeSpan.FromSeconds(2);
        });
    }

    /// <summary>Writes down what recurs, takes away what does so no more, and opens the dashboard.</summary>
    /// <param name="app">The host.</param>
    /// <param name="mayLook">Who may see the dashboard; null for nobody, and then there is none. Nobody may change anything there: what a person asks for, they ask for with their name.</param>
    public static void Start(WebApplication app, Func<HttpContext, bool>? mayLook)
    {
        var works = app.Services.GetRequiredService<IReadOnlyList<RecurringWork>>();
        var jobs = app.Services.GetRequiredService<IRecurringJobManager>();
        var followers = works.Select(work => work.After).ToHashSet(StringComparer.Ordinal);
        var alone = works.Where(work => !followers.Contains(work.Name)).ToList();
        using (var connection = app.Services.GetRequiredService<JobStorage>().GetConnection())
        {
            foreach (var gone in connection.GetRecurringJobs().Where(job => alone.TrueForAll(work => work.Name != job.Id)))
            {
                jobs.RemoveIfExists(gone.Id);
            }
        }

        foreach (var work in alone)
        {
            jobs.AddOrUpdate<HangfireJob>(
                work.Name, work.Queue, job => job.ExecuteAsync(work.Name, null, CancellationToken.None), Cron(work.Every),
                new RecurringJobOptions { TimeZone = TimeZoneInfo.Utc, MisfireHandling = MisfireHandlingMode.Relaxed });
        }

        if (mayLook is not null)
        {
            app.UseHangfireDashboard(DashboardPath, new DashboardOptions { Authorization = [new Door(mayLook)], IsReadOnlyFunc = _ => true, DisplayStorageConnectionString = false, AppPath = null });
        }
    }

    /// <summary>An interval as a cron of six fields.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter than two seconds, longer than a day, or divides neither a minute, an hour nor a day.</exception>
    public static string Cron(TimeSpan every) => every switch
    {
        { TotalSeconds: >= 2 and < 60 } when every.Milliseconds == 0 && 60 % every.Seconds == 0 => string.Create(CultureInfo.InvariantCulture, $"*/{every.Seconds} * * * * *"),
        { TotalMinutes: >= 1 and < 60 } when every.Seconds == 0 && 60 % every.Minutes == 0 => string.Create(CultureInfo.InvariantCulture, $"0 */{every.Minutes} * * * *"),
        { TotalHours: >= 1 and < 24 } when every.Minutes == 0 && 24 % every.Hours == 0 => string.Create(CultureInfo.InvariantCulture, $"0 0 */{every.Hours} * * *"),
        { TotalDays: 1 } => "0 0 0 * * *",
        _ => throw new ArgumentOutOfRangeException(nameof(every), every, "It divides neither a minute, an hour nor a day."),
    };

    // Each look leaves a row.
    private sealed class KeptForAWhile(TimeSpan time) : JobFilterAttribute, IApplyStateFilter
    {
        public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction) => context.JobExpirationTimeout = time;

        public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
        {
        }
    }

    private sealed class Door(Func<HttpContext, bool> mayLook) : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => mayLook(context.GetHttpContext());
    }
}
