using System.Text.RegularExpressions;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Extract;
using Microsoft.Data.Sqlite;

namespace Linkage.Jobs.Commands;

/// <summary>
/// Faults of disks and rights, by whoever met them: the runtime, DuckDB, SQLite. Of a message only the path is used, and of the path only the
/// part that exists on this machine, so that nothing else a message may quote is passed on.
/// </summary>
/// <param name="Code">DISK_FULL, NO_ACCESS, SOURCE_BUSY or STORE_BUSY.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Where">The file or folder, when it is known.</param>
/// <param name="Remedy">What to do.</param>
internal sealed partial record MachineFault(string Code, string Message, string? Where, string Remedy)
{
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    /// <summary>What an exception, or one it was caused by, tells of the machine; null for any other.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="workspace">The folder to name where none is told.</param>
    public static MachineFault? Of(Exception exception, string? workspace)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (Known(e, workspace) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static MachineFault? Known(Exception exception, string? workspace) => exception switch
    {
        SourceFileException { IsBusy: true } busy => new("SOURCE_BUSY", "A source file is in use by another process.", busy.Path, "Wait until whoever writes it has ended, then run again."),
        SourceFileException closed => new("NO_ACCESS", "A source file may not be read by this user.", closed.Path, "Correct its owner or mode, and run again."),
        StorageException { Fault: StorageFault.Full } full => Full(Folder(full.Path) ?? workspace),
        StorageException closed => Closed(Folder(closed.Path) ?? workspace),
        SqliteException { SqliteErrorCode: 13 } => Full(workspace),
        SqliteException { SqliteErrorCode: 10 } when IsFull(workspace) => Full(workspace),

        // 15, "locking protocol", is what SQLite says when a process was stopped while it wrote the header of the log.
        SqliteException { SqliteErrorCode: 5 or 6 or 15 } => new("STORE_BUSY", "Another process was writing the store and did not come to an end; nothing was recorded.", workspace, "Try again at once; 'linkage status' shows who is at work."),
        SqliteException { SqliteErrorCode: 3 or 8 or 14 or 23 } => Closed(workspace),
        IOException { HResult: NoSpaceLeft or QuotaExceeded } => Full(Folder(PathIn(exception)) ?? workspace),
        IOException { HResult: NotPermitted or AccessDenied or ReadOnlyFileSystem } => Closed(Folder(PathIn(exception)) ?? workspace),
        UnauthorizedAccessException => Closed(Folder(PathIn(exception)) ?? workspace),
        _ => null,
    };

    private static MachineFault Full(string? where) => new("DISK_FULL", "The disk is full.", where, "Free some space; the same command then starts again where it can.");

    private static MachineFault Closed(string? where) =>
        new("NO_ACCESS", "A file or folder may not be read or written by this user.", where, "Correct its owner and mode, or the way it is mounted, and run again.");

    // SQLite says no more than "disk I/O error" where it cannot make room for a file beside the store; such a file has 32 KiB.
    private static bool IsFull(string? folder) => folder is not null && Directory.Exists(folder) && new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace < 64 * 1024;

    // The runtime puts the path it was given last, in single quotes.
    private static string? PathIn(Exception exception) => QuotedPath().Matches(exception.Message) is [.., var last] ? last.Groups["path"].Value : null;

    // The nearest folder that is there: the file may never have come to be.
    private static string? Folder(string? path)
    {
        if (path is null || !Path.IsPathRooted(path))
        {
            return null;
        }

        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder is null || folder == Path.GetPathRoot(folder) ? null : folder;
    }

    [GeneratedRegex("'(?<path>/[^']+)'", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedPath();
}
