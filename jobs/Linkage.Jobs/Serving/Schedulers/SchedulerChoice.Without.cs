using Linkage.Jobs.Commands;
using Linkage.Jobs.Store;
using Microsoft.AspNetCore.Builder;

namespace Linkage.Jobs.Serving.Schedulers;

/// <content>In a build without Hangfire.</content>
internal static partial class SchedulerChoice
{
    private static partial void AddHangfire(WebApplicationBuilder builder, PostgresDatabase database, IReadOnlyList<HostJob> jobs) => throw NotInBuild();

    private static partial void StartHangfire(WebApplication app) => throw NotInBuild();

    private static partial void InstallHangfire(PostgresDatabase database) => throw NotInBuild();

    private static ProblemException NotInBuild() => ProblemException.BadConfiguration(
        "SCHEDULER_NOT_IN_BUILD", $"{Variable} names hangfire, and this build has no Hangfire.", Variable, "Build with -p:FullRegistry=true, where the registry has its packages; or leave the variable out for quartz.");
}
