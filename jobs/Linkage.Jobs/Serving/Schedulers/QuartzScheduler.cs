using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace Linkage.Jobs.Serving.Schedulers;

/// <summary>Quartz, in memory.</summary>
internal static class QuartzScheduler
{
    /// <summary>Adds Quartz to a host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="jobs">What it calls.</param>
    public static void AddTo(IServiceCollection services, IReadOnlyList<HostJob> jobs)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UseInMemoryStore(_ => { });
            foreach (var job in jobs)
            {
                quartz.ScheduleJob<QuartzJob>(
                    trigger => trigger.WithIdentity(job.Name).StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(job.Every).RepeatForever()),
                    detail => detail.WithIdentity(job.Name));
            }
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}
