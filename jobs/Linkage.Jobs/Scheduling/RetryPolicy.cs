using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Scheduling;

/// <summary>When an attempt that broke is made again. A refusal or a wrong configuration never is: nothing about it changes by itself.</summary>
internal static class RetryPolicy
{
    /// <summary>How many attempts a slot gets before it has failed.</summary>
    public const int Attempts = 5;

    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <summary>Whether what ended an attempt may be another at another time: a fault, a folder of extracts that is not mounted, a key vault that does not answer.</summary>
    public static bool IsTransient(Problem problem) => problem.ExitCode == ExitCode.Fault || problem is { Code: "FOLDER_MISSING" or "STORAGE_UNREACHABLE" }
        || (problem.Code == "KEY_UNAVAILABLE" && problem.Where?.StartsWith("https://", StringComparison.Ordinal) == true);

    /// <summary>How long to wait after so many attempts broke: a minute, doubled each time, give or take half of it, so that what failed together does not come back together.</summary>
    /// <param name="project">The project.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="broken">How many attempts broke, from 1.</param>
    public static TimeSpan WaitAfter(string project, DateTimeOffset slot, int broken)
    {
        // Drawn from the attempt itself, so that whoever asks again gets the same answer and nothing has to be kept.
        var draw = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{project}/{StoredSchedules.Written(slot)}/{broken}"))) / (double)uint.MaxValue;
        return First * Math.Pow(2, broken - 1) * (0.5 + draw);
    }
}
