namespace Linkage.TestKit.KeyVault;

/// <summary>An answer the stand-in gives instead of doing what it was asked.</summary>
/// <param name="Status">HTTP status; 0 breaks the connection.</param>
/// <param name="Code">The inner error code.</param>
public sealed record VaultFault(int Status, string Code)
{
    /// <summary>How many requests it meets; then they are answered again.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>How many requests it lets pass first.</summary>
    public int Skips { get; init; }

    /// <summary>Seconds of the Retry-After header; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>True to do what was asked first, and answer so all the same.</summary>
    public bool AfterDoing { get; init; }
}
