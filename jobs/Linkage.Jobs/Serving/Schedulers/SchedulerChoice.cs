using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Linkage.Jobs.Serving.Schedulers;

/// <summary>Which scheduler calls the host's jobs: Quartz in memory, unless the environment names Hangfire. Nothing is lost with either, for what is due follows from the store.</summary>
internal static partial class SchedulerChoice
{
    /// <summary>Names the scheduler: <c>quartz</c>, the default, or <c>hangfire</c>.</summary>
    public const string Variable = "LINKAGE_SCHEDULER";

    private const string Hangfire = "hangfire";

    /// <summary>Whether Hangfire was asked for.</summary>
    /// <exception cref="ProblemException">The variable names none of the two.</exception>
    public static bool IsHangfire => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "quartz" => false,
        Hangfire => true,
        _ => throw ProblemException.BadConfiguration("UNKNOWN_SCHEDULER", $"{Variable} names neither quartz nor hangfire.", Variable, "Correct it, or leave it out for quartz."),
    };

    /// <summary>Adds the scheduler and what it calls to a host.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="jobs">The host's jobs.</param>
    /// <exception cref="ProblemException">The scheduler cannot be had here.</exception>
    public static void AddTo(WebApplicationBuilder builder, IReadOnlyList<HostJob> jobs)
    {
        foreach (var job in jobs)
        {
            builder.Services.AddKeyedSingleton(typeof(IHostJob), job.Name, job.Type);
        }

        if (IsHangfire)
        {
            AddHangfire(builder, RequirePostgres(), jobs);
        }
        else
        {
            QuartzScheduler.AddTo(builder.Services, jobs);
        }
    }

    /// <summary>Starts what a scheduler needs before the host serves.</summary>
    /// <param name="app">The host.</param>
    public static void Start(WebApplication app)
    {
        if (IsHangfire)
        {
            StartHangfire(app);
        }
    }

    /// <summary>Makes what the scheduler keeps in the store's database. Run by its owner.</summary>
    /// <param name="database">The store.</param>
    public static void Install(StoreDatabase database)
    {
        if (IsHangfire)
        {
            InstallHangfire(database as PostgresDatabase ?? throw NeedsPostgres());
        }
    }

    private static PostgresDatabase RequirePostgres() =>
        Environment.GetEnvironmentVariable(StoreDatabase.Variable) is { Length: > 0 } named ? PostgresDatabase.Parse(named) : throw NeedsPostgres();

    private static ProblemException NeedsPostgres() => ProblemException.BadConfiguration(
        "SCHEDULER_NEEDS_POSTGRES", "Hangfire keeps its jobs in PostgreSQL, and the store is a file.", Variable, $"Name a database in {StoreDatabase.Variable}, or leave {Variable} out for quartz.");

    private static partial void AddHangfire(WebApplicationBuilder builder, PostgresDatabase database, IReadOnlyList<HostJob> jobs);

    private static partial void StartHangfire(WebApplication app);

    private static partial void InstallHangfire(PostgresDatabase database);
}
