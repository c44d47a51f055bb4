namespace Linkage.Jobs.Commands;

/// <summary>What the process tells its caller. A scheduler may retry 1; it never retries 2 or 3.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Something broke: a full disk, a damaged file, a defect.</summary>
    Fault = 1,

    /// <summary>The gate, a contract, disclosure control, a check or another process said no.</summary>
    Refused = 2,

    /// <summary>Wrong usage, or a file that configures the work is wrong or missing.</summary>
    BadConfiguration = 3,

    /// <summary>Interrupted by Ctrl-C or SIGTERM; nothing half-made is visible.</summary>
    Cancelled = 130,
}
