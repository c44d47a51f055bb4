namespace Linkage.Jobs.Lineage;

/// <summary>Brings run events to where they are kept.</summary>
internal interface ILineageTransport
{
    /// <summary>Brings one there.</summary>
    /// <param name="json">The event, in UTF-8, without a line break.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when it is there; else why not, as a code of <see cref="LineageLost"/>.</returns>
    Task<string?> SendAsync(byte[] json, CancellationToken cancellationToken);
}

/// <summary>Why a run event was lost. Nothing that a server said is kept.</summary>
internal static class LineageLost
{
    /// <summary>The server cannot be reached, broke off, or did not answer in time.</summary>
    public const string Unreachable = "LINEAGE_UNREACHABLE";

    /// <summary>The server answered, and did not take it.</summary>
    public const string Refused = "LINEAGE_REFUSED";

    /// <summary>The server is not the one it should be.</summary>
    public const string Untrusted = "LINEAGE_UNTRUSTED";

    /// <summary>The credential is missing or cannot be read, or the server does not accept it.</summary>
    public const string Credential = "LINEAGE_CREDENTIAL";

    /// <summary>The file cannot be written.</summary>
    public const string NotWritten = "LINEAGE_NOT_WRITTEN";
}
