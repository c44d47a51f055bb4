using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Hangfire;
using Linkage.Jobs.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Linkage.Jobs.Serving.Schedulers;

/// <content>In a build with Hangfire.</content>
internal static partial class SchedulerChoice
{
    // Names an owner-only file with the password of the dashboard; without it there is none.
    private const string DashboardVariable = "LINKAGE_DASHBOARD_PASSWORD_FILE";
    private const int ShortestPassword = 32;
    private const string Queue = "linkage";

    // A look leaves rows, and Hangfire asks its tables for it.
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(10);

    private static partial void AddHangfire(WebApplicationBuilder builder, PostgresDatabase database, IReadOnlyList<HostJob> jobs) => HangfireScheduler.AddTo(builder.Services, database.ConnectionString, services =>
    {
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return [.. jobs.Select(job => new RecurringWork(
            job.Name, job.Every < Often ? Often : job.Every, Queue, job.After, token => ExecuteAsync(services.GetRequiredKeyedService<IHostJob>(job.Name), token, stopping)))];
    });

    private static partial void StartHangfire(WebApplication app) => HangfireScheduler.Start(app, Door());

    private static partial void InstallHangfire(PostgresDatabase database) => HangfireScheduler.Install(database.ConnectionString, "linkage_worker");

    private static async Task ExecuteAsync(IHostJob job, CancellationToken hangfire, CancellationToken host)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hangfire, host);
        await job.ExecuteAsync(either.Token).ConfigureAwait(false);
    }

    // Over HTTP Basic, whatever the user is called; in front of it stands a proxy that speaks TLS, or the machine itself.
    private static Func<HttpContext, bool>? Door()
    {
        if (Environment.GetEnvironmentVariable(DashboardVariable) is not { Length: > 0 } path)
        {
            return null;
        }

        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(Password(path)));
        return context =>
        {
            if (AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var given) && given is { Scheme: "Basic", Parameter: { } parameter } && Given(parameter) is { } password
                && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(password)), expected))
            {
                return true;
            }

            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Linkage\", charset=\"UTF-8\"";
            return false;
        };
    }

    private static string? Given(string parameter)
    {
        var bytes = new byte[parameter.Length];
        return Convert.TryFromBase64String(parameter, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length) is var pair && pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[(colon + 1)..] : null;
    }

    private static string Password(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
            {
                throw ProblemException.BadConfiguration("DASHBOARD_PASSWORD", "The file with the dashboard's password can be read by others.", path, "chmod 600 it, and change the password.");
            }

            var password = File.ReadAllText(path).Trim();
            return password.Length >= ShortestPassword ? password
                : throw ProblemException.BadConfiguration("DASHBOARD_PASSWORD", $"The dashboard's password has fewer than {ShortestPassword} characters.", path, "openssl rand -base64 32 makes one.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.BadConfiguration("DASHBOARD_PASSWORD", "The file with the dashboard's password cannot be read.", path, $"Correct {DashboardVariable}, or leave it out for no dashboard.");
        }
    }
}
