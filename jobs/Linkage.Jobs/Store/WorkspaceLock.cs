using System.Globalization;
using System.Text;
using Linkage.Jobs.Commands;
using Linkage.Pipeline.Zones;

namespace Linkage.Jobs.Store;

/// <summary>
/// Keeps two processes from working in one workspace. An advisory lock of the operating system on <c>workspace.lock</c>:
/// it falls with the process, <c>kill -9</c> included. Beside it lies a note on who holds it, for the message only.
/// </summary>
internal sealed class WorkspaceLock : IDisposable
{
    private const string FileName = "workspace.lock";
    private const string HolderName = "workspace.lock.holder";
    // EWOULDBLOCK of Linux and of macOS, and a sharing violation of Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly FileStream _file;
    private readonly string _holder;

    private WorkspaceLock(FileStream file, string holder)
    {
        _file = file;
        _holder = holder;
    }

    /// <summary>Takes the lock, creating the workspace folder (owner-only) where it is missing. Waits no longer than a passing look at the lock takes.</summary>
    /// <param name="workspace">The workspace folder.</param>
    /// <param name="work">What it is taken for, for the message another process gets.</param>
    /// <param name="clock">The clock of the machine.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ProblemException">Another process works there.</exception>
    public static async Task<WorkspaceLock> TakeAsync(string workspace, string work, TimeProvider clock, CancellationToken cancellationToken)
    {
        PrivateFolder.Create(workspace);
        var path = Path.Combine(workspace, FileName);
        var holder = Path.Combine(workspace, HolderName);
        var begun = clock.GetTimestamp();
        while (true)
        {
            if (TryOpen(path, FileAccess.ReadWrite, FileShare.None) is { } file)
            {
                var note = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, '{work}', since {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC");
                PrivateFolder.WriteAllBytes(holder, Encoding.UTF8.GetBytes(note));
                return new WorkspaceLock(file, holder);
            }

            if (clock.GetElapsedTime(begun) > Patience)
            {
                throw ProblemException.Refused(
                    "WORKSPACE_BUSY",
                    $"Another linkage process is at work in this workspace: {HolderOf(workspace) ?? "it left no name"}.",
                    workspace,
                    "Wait until it has ended ('linkage status' shows it), or name another workspace with --data.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Who is at work in a workspace, or null when nobody is.</summary>
    public static string? Holder(string workspace)
    {
        var path = Path.Combine(workspace, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        using var free = TryOpen(path, FileAccess.Read, FileShare.Read);
        return free is null ? HolderOf(workspace) ?? "a process that left no name" : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_holder);
        _file.Dispose();
    }

    private static FileStream? TryOpen(string path, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = access == FileAccess.Read ? FileMode.Open : FileMode.OpenOrCreate, Access = access, Share = share };
        if (!OperatingSystem.IsWindows() && access != FileAccess.Read)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException e) when (Held.Contains(e.HResult))
        {
            return null;
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
