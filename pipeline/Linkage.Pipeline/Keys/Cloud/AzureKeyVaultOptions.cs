using Azure.Core.Pipeline;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>How an <see cref="AzureKeyVault"/> waits, tries again and remembers.</summary>
public sealed record AzureKeyVaultOptions
{
    /// <summary>How long one step (a reading, a writing, a list) may take with all its attempts and waits, a <c>Retry-After</c> of the server included. From 1 s to 10 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts after the first, on 408, 429, 5xx and broken connections. From 0 to 20.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Wait before the second attempt; doubles from there. A longer <c>Retry-After</c> is kept to.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// How old a secret that was made must be before it is used: only then has every other that was written at the same time become visible, and everybody sees the same oldest one.
    /// Key Vault dates secrets to the second, so less than 2 s can give two workers different secrets; the rest is for its servers' clocks. From 2 s to 1 min.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a value that was read is kept in memory. Zero keeps none; up to 1 h. A secret that was disabled, expired or deleted is noticed at once all the same.</summary>
    public TimeSpan CacheTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many values are kept at most; the oldest goes first. From 0 to 10 000.</summary>
    public int CacheCount { get; init; } = 256;

    /// <summary>The clock of waits and of the cache.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What carries the requests; null for the client's own.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    internal void Require()
    {
        Within(Patience, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(Patience));
        Within(Retries, 0, 20, nameof(Retries));
        Within(RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(RetryDelay));
        Within(Settling, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1), nameof(Settling));
        Within(CacheTime, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(CacheTime));
        Within(CacheCount, 0, 10_000, nameof(CacheCount));
    }

    private static void Within<T>(T value, T least, T most, string name)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
