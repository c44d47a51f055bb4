using Linkage.TestKit;
using Microsoft.Data.Sqlite;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>A run that hangs where others can go on: not in the middle of a write to the store, in which everybody waits for it (that is tested by itself).</summary>
internal static class HungProcess
{
    private const int MostTries = 100;

    /// <summary>Stops a run outside its writes to the store.</summary>
    public static async Task HangAsync(this LinkageProcess process, string workspace)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            process.Suspend();
            if (MayWrite(workspace))
            {
                return;
            }

            process.Resume();
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Fail($"The run was in the middle of a write {MostTries} times.");
    }

    private static bool MayWrite(string workspace)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(workspace, "linkage.db"), Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            using var transaction = connection.BeginTransaction(deferred: false);
            transaction.Rollback();
            return true;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode is 5 or 15)
        {
            return false;
        }
    }
}
