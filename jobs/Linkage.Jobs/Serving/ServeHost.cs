using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Notifying;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Serving.Schedulers;
using Linkage.Jobs.Store;
using Linkage.Jobs.Watching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Linkage.Jobs.Serving;

/// <summary>The host that runs schedules and says how it is. A scheduler calls its jobs, and keeps nothing that is not in the store too.</summary>
internal static class ServeHost
{
    // A look that does nothing is over at once, and one that runs something says so.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    // A look that finds nothing to do does not take so long.
    private static readonly TimeSpan AtWork = TimeSpan.FromSeconds(30);

    // A run that is told to stop wipes its scratch and records its end.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(90);

    /// <summary>Serves until it is told to stop.</summary>
    /// <param name="place">Where the workspace and the projects are.</param>
    /// <param name="urls">Where to listen, parted by semicolons.</param>
    /// <param name="context">Clock and progress.</param>
    /// <param name="cancellationToken">Stops it: the run under way is cancelled, and its slot begun again by the next host.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task RunAsync(Place place, string urls, VerbContext context, CancellationToken cancellationToken)
    {
        var app = Build(place, urls, context);
        await using var disposed = app.ConfigureAwait(false);
        // Whoever is told to stop while it starts is started first: what it has begun by then is stopped as at any other time.
        await app.StartAsync(CancellationToken.None).ConfigureAwait(false);
        var work = app.Services.GetRequiredService<ScheduledWork>();
        Telemetry.WatchSlots(work.CountPending);
        context.Progress.Note($"Serving {place.Environment.Workspace} on {string.Join(", ", app.Urls)}; it stops on SIGTERM or Ctrl-C.");
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = cancellationToken.Register(() => stopped.TrySetResult()).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
        Telemetry.WatchSlots(null);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static WebApplication Build(Place place, string urls, VerbContext context)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Farewell);
        // Under systemd it says when it listens and when it stops. The package's own way of telling whether there is one looks at the parent's name, which a service that is well shut in cannot read.
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
            builder.Services.AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(options =>
        {
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            options.IncludeScopes = true;
        });
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.JsonConsoleFormatterOptions>(options => options.UseUtcTimestamp = true);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        // Frameworks say what was thrown, and what was thrown may quote a value; what happened is told in our own words.
        builder.Logging.AddFilter(null, LogLevel.None);
        builder.Logging.AddFilter("Linkage", LogLevel.Information);
        builder.Services.AddSingleton(context.Clock);
        builder.Services.AddSingleton<WorkLog>();
        builder.Services.AddSingleton<IWorkLog>(services => services.GetRequiredService<WorkLog>());
        builder.Services.AddSingleton<LoggedProgress>();
        builder.Services.AddSingleton(services => new ScheduledWork(place, context.Clock, new ProjectRunner(place, context with { Progress = services.GetRequiredService<LoggedProgress>() }), services.GetRequiredService<IWorkLog>()));
        builder.Services.AddSingleton(services => new HostState(context.Clock, place.Environment.Workspace, services.GetRequiredService<WorkLog>()));
        SchedulerChoice.AddTo(builder, Jobs(builder, place, context));

        var app = builder.Build();
        SchedulerChoice.Start(app);
        app.MapGet("/healthz", () => Results.Text("ok"));
        app.MapGet("/readyz", (HostState state, TimeProvider clock) => Ready(state.Now, clock.GetUtcNow()));
        return app;
    }

    // What nobody is told of, and what nobody said is due, is not looked for.
    private static List<HostJob> Jobs(WebApplicationBuilder builder, Place place, VerbContext context)
    {
        List<HostJob> jobs = [HostJob.Of<SlotsJob>("slots", TimeSpan.FromSeconds(2))];
        if (DeliveryWatch.Dues(place).Any())
        {
            builder.Services.AddSingleton<DeliveryLog>();
            builder.Services.AddSingleton(services => new DeliveryWatch(place, context.Clock, services.GetRequiredService<DeliveryLog>()));
            jobs.Add(HostJob.Of<DeliveriesJob>("deliveries", TimeSpan.FromSeconds(30)));
        }

        if (place.Notifications is not { } settings)
        {
            return jobs;
        }

        builder.Services.AddSingleton<NoticeLog>();
        builder.Services.AddSingleton(services => new Notifier(
            place, StoreDatabase.Of(place.Environment.Workspace), context.Clock, new MessageSender(settings, place.Environment.Keys, context.Clock), services.GetRequiredService<NoticeLog>()));
        jobs.Add(HostJob.Of<NoticesJob>("notices", TimeSpan.FromSeconds(10)));
        return jobs;
    }

    private static IResult Ready(HostState.Standing now, DateTimeOffset at)
    {
        // A look that goes on is running something, whatever kept the last one.
        var code = (now.IsAtWork && at - now.Looked > AtWork ? null : now.Problem) ?? (now.Looked is null ? "STARTING" : !now.IsAtWork && at - now.Looked > Late ? "LATE" : null);
        return Results.Json(
            new { ready = code is null, atWork = now.IsAtWork, looked = now.Looked?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), code },
            statusCode: code is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
