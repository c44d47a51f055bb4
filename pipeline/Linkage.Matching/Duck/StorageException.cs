using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace Linkage.Matching.Duck;

/// <summary>
/// A disk or folder that did not let DuckDB write or read. Known by DuckDB's message, of which only the path is kept: the rest could quote data.
/// </summary>
public sealed partial class StorageException : IOException
{
    private StorageException(StorageFault fault, string? path)
        : base(fault == StorageFault.Full ? "The disk is full." : "A folder is closed to this account.") => (Fault, Path) = (fault, path);

    /// <summary>What was wrong.</summary>
    public StorageFault Fault { get; }

    /// <summary>The file or folder it happened at, or null when DuckDB did not say.</summary>
    public string? Path { get; }

    /// <summary>The fault of storage that a DuckDB error tells of, or null when it is another kind of error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="spillDirectory">Where the session spills to; the place where no other is named.</param>
    public static StorageException? Of(DuckDBException error, string? spillDirectory)
    {
        var message = error.Message;
        if (message.StartsWith("Out of Memory Error", StringComparison.Ordinal))
        {
            // The limit of the spill folder follows the free space of its disk; it is reached where the disk has no more.
            return message.Contains("max_temp_directory_size", StringComparison.Ordinal) && spillDirectory is not null
                ? new StorageException(StorageFault.Full, spillDirectory)
                : null;
        }

        if (!message.StartsWith("IO Error", StringComparison.Ordinal))
        {
            return null;
        }

        var path = QuotedPath().Match(message) is { Success: true } match ? match.Groups["path"].Value : spillDirectory;
        return Says(message, "No space left on device", "Disk quota exceeded") ? new StorageException(StorageFault.Full, path)
            : Says(message, "Permission denied", "Read-only file system", "Operation not permitted") ? new StorageException(StorageFault.Closed, path)
            : null;
    }

    private static bool Says(string message, params IEnumerable<string> texts) => texts.Any(t => message.Contains(t, StringComparison.Ordinal));

    [GeneratedRegex("[\"'](?<path>/[^\"']+)[\"']", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedPath();
}

/// <summary>How storage failed.</summary>
public enum StorageFault
{
    /// <summary>No space, or no quota, is left.</summary>
    Full,

    /// <summary>The account may not write or read there, or the file system is read-only.</summary>
    Closed,
}
