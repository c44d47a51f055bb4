using System.Globalization;
using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Store;

/// <summary>
/// Keeps two processes from working in one workspace. A lock of the operating system on <c>workspace.lock</c>: it falls with the process,
/// <c>kill -9</c> included. Should the file be deleted or replaced under its holder, then whoever takes the new one is the holder, and the one before
/// may publish no more. Beside it lies a note on who holds it, for the message only.
/// </summary>
internal sealed class WorkspaceLock : IDisposable, IPublicationFence
{
    /// <summary>Name of the lock file in the workspace.</summary>
    internal const string FileName = "workspace.lock";

    private const string LeaseWord = ", lease ";

    private const string HolderName = "workspace.lock.holder";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly LockFile _file;
    private readonly string _holder;
    private int _lost;

    private WorkspaceLock(LockFile file, string holder)
    {
        _file = file;
        _holder = holder;
    }

    /// <summary>Fencing token: the number of this holder's turn, higher than that of every holder before.</summary>
    public long Turn => _file.Mark.Turn;

    /// <summary>Takes the lock, creating the workspace folder (owner-only) where it is missing. Waits no longer than a passing look at the lock takes.</summary>
    /// <param name="workspace">The workspace folder.</param>
    /// <param name="work">What it is taken for, for the message another process gets.</param>
    /// <param name="clock">The clock of the machine.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="lease">Token of the lease that the taker holds on the workspace, or null. Who holds an earlier one has lost the workspace: the lock is taken from it, should it hang.</param>
    /// <exception cref="ProblemException">Another process works there, or its file system gives no locks.</exception>
    public static async Task<WorkspaceLock> TakeAsync(string workspace, string work, TimeProvider clock, CancellationToken cancellationToken, long? lease = null)
    {
        PrivateFolder.Create(workspace);
        var path = Path.Combine(workspace, FileName);
        var holder = Path.Combine(workspace, HolderName);
        var begun = clock.GetTimestamp();
        while (true)
        {
            if (LockFile.TryTake(path, clock) is { } file)
            {
                var held = new WorkspaceLock(file, holder);
                held.LeaveNote(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, '{work}', since {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC{(lease is { } token ? $"{LeaseWord}{token}" : string.Empty)}"));
                return held;
            }

            if (clock.GetElapsedTime(begun) > Patience)
            {
                if (lease is not { } mine || LeaseOf(HolderOf(workspace)) is not { } theirs || theirs >= mine)
                {
                    throw Busy(workspace, HolderOf(workspace));
                }

                Seize(path, mine);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>That another process works in a workspace.</summary>
    /// <param name="workspace">Its folder.</param>
    /// <param name="holder">What that process left of itself, or null.</param>
    public static ProblemException Busy(string workspace, string? holder) => ProblemException.Refused(
        "WORKSPACE_BUSY",
        $"Another linkage process is at work in this workspace: {holder ?? "it left no name"}.",
        workspace,
        "Wait until it has ended ('linkage status' shows it), or name another workspace with --data.");

    /// <summary>Who has locked a workspace's folder on this machine, or null when nobody has.</summary>
    public static string? Holder(string workspace)
    {
        var path = Path.Combine(workspace, FileName);
        return File.Exists(path) && LockFile.IsTaken(path) ? HolderOf(workspace) ?? "a process that left no name" : null;
    }

    /// <inheritdoc/>
    public bool MayPublish()
    {
        // A mark that is seen again, as after a restore from a copy, does not give back what was lost: another may have worked in between.
        if (!_file.IsStillHeld)
        {
            Volatile.Write(ref _lost, 1);
        }

        return Volatile.Read(ref _lost) == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The note of whoever holds the workspace now is not this one's to take away.
        if (MayPublish())
        {
            File.Delete(_holder);
        }

        _file.Dispose();
    }

    // Its holder reads its mark through the path and finds another there, or none; a new file is made for the next lock.
    private static void Seize(string path, long lease)
    {
        var lost = string.Create(CultureInfo.InvariantCulture, $"{path}.lost-{lease}");
        try
        {
            File.Move(path, lost, overwrite: true);
            File.Delete(lost);
        }
        catch (FileNotFoundException)
        {
        }
    }

    private static long? LeaseOf(string? note) =>
        note is not null && note.LastIndexOf(LeaseWord, StringComparison.Ordinal) is >= 0 and var at && long.TryParse(note.AsSpan(at + LeaseWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var token) ? token : null;

    private void LeaveNote(string note)
    {
        try
        {
            PrivateFolder.WriteAllBytes(_holder, Encoding.UTF8.GetBytes(note));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private static string? HolderOf(string workspace)
    {
        try
        {
            return File.ReadAllText(Path.Combine(workspace, HolderName));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
