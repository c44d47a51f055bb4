using System.Data.Common;
using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Zones;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Linkage.Jobs.Store;

/// <summary>
/// A workspace held in a database that several machines share: a row that its holder renews, and that another may take once it has run out. Each holder has a token, one higher than the one before;
/// who has the highest is the holder, whatever clocks say. So an answer of the database is the truth, and a process that hung for an hour learns it before it changes anything. All instants are of the database's clock.
/// </summary>
internal sealed class WorkspaceLease : IPublicationFence, IWriteFence, IDisposable
{
    /// <summary>Names how long a holder that says nothing keeps its workspace, in whole seconds.</summary>
    public const string Variable = "LINKAGE_LEASE_SECONDS";

    private const int UsualSeconds = 30;
    private const int FewestSeconds = 3;
    private const int MostSeconds = 600;

    // A database that is started again is back within this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly PostgresDatabase _database;
    private readonly string _workspace;
    private readonly string _holder;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _lost = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly Thread _heart;

    private WorkspaceLease(PostgresDatabase database, string workspace, string holder, long token, TimeSpan duration, TimeProvider clock)
    {
        (_database, _workspace, _holder, Token, _duration, _clock) = (database, workspace, holder, token, duration, clock);
        // A thread of its own: linking takes all of the pool's for minutes.
        _heart = new Thread(Beat) { IsBackground = true, Name = "lease" };
        _heart.Start();
    }

    /// <summary>Number of this holder's turn, one higher than that of the holder before.</summary>
    public long Token { get; }

    /// <summary>Cancelled as soon as it is known that another has taken the workspace.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>How long a holder that says nothing keeps its workspace.</summary>
    /// <exception cref="ProblemException">The variable is no number of seconds from 3 to 600.</exception>
    public static TimeSpan Duration => Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } written ? TimeSpan.FromSeconds(UsualSeconds)
        : int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= FewestSeconds and <= MostSeconds ? TimeSpan.FromSeconds(seconds)
        : throw ProblemException.BadConfiguration("BAD_LEASE", $"{Variable} is no whole number of seconds from {FewestSeconds} to {MostSeconds}.", Variable, $"Correct it, or leave it out for {UsualSeconds} seconds.");

    /// <summary>Takes a workspace that nobody holds, or whose holder let it run out. Null while another holds it.</summary>
    /// <param name="database">The store.</param>
    /// <param name="workspace">The workspace's name there.</param>
    /// <param name="holder">What others are told of this holder.</param>
    /// <param name="duration">How long a holder that says nothing keeps it; <see cref="Duration"/>.</param>
    /// <param name="clock">Measures how long it waits.</param>
    /// <exception cref="DbException">The database does not answer.</exception>
    public static WorkspaceLease? TryTake(PostgresDatabase database, string workspace, string holder, TimeSpan duration, TimeProvider clock)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO leases AS held (workspace, token, holder, taken_at, renewed_at, expires_at)
            VALUES ($1, 1, $2, clock_timestamp(), clock_timestamp(), clock_timestamp() + $3)
            ON CONFLICT (workspace) DO UPDATE
               SET token = held.token + 1, holder = $2, taken_at = clock_timestamp(), renewed_at = clock_timestamp(), expires_at = clock_timestamp() + $3
             WHERE held.expires_at <= clock_timestamp()
            RETURNING token
            """;
        Add(command, workspace);
        Add(command, holder);
        command.Parameters.Add(new NpgsqlParameter { Value = duration, NpgsqlDbType = NpgsqlDbType.Interval });
        return command.ExecuteScalar() is long token ? new WorkspaceLease(database, workspace, holder, token, duration, clock) : null;
    }

    /// <summary>Who holds a workspace now, and for how many seconds more unless it goes on; null when nobody does.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public static string? Holder(PostgresDatabase database, string workspace)
    {
        using var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT holder || ', lease ' || token || ' for ' || ceil(extract(epoch FROM least(expires_at, clock_timestamp() + interval '1 day') - clock_timestamp()))::bigint || ' s more' FROM leases WHERE workspace = $1 AND expires_at > clock_timestamp()";
        Add(command, workspace);
        return command.ExecuteScalar() as string;
    }

    /// <inheritdoc/>
    public bool MayPublish()
    {
        var asked = _clock.GetTimestamp();
        while (!_lost.IsCancellationRequested)
        {
            try
            {
                // Renewed and not only looked at: whatever follows has the whole of a lease before it.
                return Renew();
            }
            catch (DbException) when (_clock.GetElapsedTime(asked) < Patience)
            {
                _ended.Wait(Pause);
            }
            catch (DbException)
            {
                _lost.Cancel();
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Require(RunStoreContext db)
    {
        // Whoever would take the workspace waits until what is written here is.
        if (db.Database.SqlQuery<long>($"SELECT token AS \"Value\" FROM leases WHERE workspace = {_workspace} AND token = {Token} AND holder = {_holder} FOR SHARE").ToList() is not [_])
        {
            _lost.Cancel();
            throw new WorkspaceLostException("it was recorded in the store");
        }
    }

    /// <summary>Gives the workspace back; where the database does not answer, it runs out.</summary>
    public void Dispose()
    {
        _ended.Set();
        _heart.Join();
        try
        {
            Update("expires_at = clock_timestamp()", null);
        }
        catch (DbException)
        {
        }

        _lost.Dispose();
        _ended.Dispose();
    }

    private void Beat()
    {
        var wait = _duration / 3;
        while (!_ended.Wait(wait))
        {
            try
            {
                if (!Renew())
                {
                    return;
                }

                wait = _duration / 3;
            }
            catch (DbException)
            {
                // It goes on: nobody can take the workspace of a database that does not answer.
                wait = Pause;
            }
        }
    }

    // Who holds the highest token may go on, even where the time had run out: nobody was there in between.
    private bool Renew()
    {
        var isHeld = Update("renewed_at = clock_timestamp(), expires_at = clock_timestamp() + $4", _duration) == 1;
        if (!isHeld)
        {
            _lost.Cancel();
        }

        return isHeld;
    }

    private int Update(string set, TimeSpan? duration)
    {
        using var connection = _database.Open();
        using var command = connection.CreateCommand();
        // By name too: in a database that was restored from a copy, tokens are given a second time.
        command.CommandText = $"UPDATE leases SET {set} WHERE workspace = $1 AND token = $2 AND holder = $3";
        Add(command, _workspace);
        command.Parameters.Add(new NpgsqlParameter { Value = Token, NpgsqlDbType = NpgsqlDbType.Bigint });
        Add(command, _holder);
        if (duration is { } time)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = time, NpgsqlDbType = NpgsqlDbType.Interval });
        }

        return command.ExecuteNonQuery();
    }

    private static void Add(NpgsqlCommand command, string value) => command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Text });
}
