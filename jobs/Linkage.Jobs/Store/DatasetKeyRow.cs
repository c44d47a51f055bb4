namespace Linkage.Jobs.Store;

/// <summary>The secret of a dataset's month that a retention sweep destroyed: recorded before it goes.</summary>
internal sealed class DatasetKeyRow
{
    /// <summary>The workspace, where the store serves several; empty otherwise.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the secret.</summary>
    public required string KeyId { get; init; }

    /// <summary>Dataset id.</summary>
    public required string Dataset { get; init; }

    /// <summary>The month its files were landed in, in UTC, as in <c>2026-11</c>.</summary>
    public required string Month { get; init; }

    /// <summary>Number of the key epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The workspace that the secret names, in a vault that several may share; empty otherwise.</summary>
    public required string Holder { get; init; }

    /// <summary>When it was destroyed, ISO 8601 in UTC.</summary>
    public required string At { get; init; }
}
