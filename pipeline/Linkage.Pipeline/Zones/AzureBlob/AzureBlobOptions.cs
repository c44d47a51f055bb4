using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace Linkage.Pipeline.Zones.AzureBlob;

/// <summary>How a container is asked: how long one step waits, how often it is tried, and when the files of others count as left behind.</summary>
public sealed record AzureBlobOptions
{
    /// <summary>How long one step may take with all its attempts and waits, beside the time its bytes need; a <c>Retry-After</c> of the server included. From 1 s to 1 h.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Attempts after the first, on 408, 429, 5xx and broken connections. From 0 to 20.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Wait before the second attempt; doubles from there, up to 20 s. A longer <c>Retry-After</c> is kept to.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long nobody has touched a file that no seal names before another worker's is taken for left behind. From 1 h to 7 d; a set whose files take longer to go up than this may lose some, and puts them back.</summary>
    public TimeSpan LeftBehindAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What carries the requests; null for the client's own.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>Stands between client and transport, once for each attempt.</summary>
    internal HttpPipelinePolicy? EachAttempt { get; init; }

    /// <summary>The slowest line that is waited for.</summary>
    internal const int LeastBytesPerSecond = 128 << 10;

    private const int Piece = 8 << 20;

    internal BlobClientOptions ForClient()
    {
        Within(Patience, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(Patience));
        Within(Retries, 0, 20, nameof(Retries));
        Within(RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1), nameof(RetryDelay));
        Within(LeftBehindAfter, TimeSpan.FromHours(1), TimeSpan.FromDays(7), nameof(LeftBehindAfter));
        var client = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2024_11_04)
        {
            Retry =
            {
                Mode = Azure.Core.RetryMode.Exponential,
                MaxRetries = Retries,
                Delay = RetryDelay,
                MaxDelay = TimeSpan.FromSeconds(20),
                NetworkTimeout = TimeSpan.FromSeconds(100),
            },
            Diagnostics = { IsLoggingEnabled = false, IsLoggingContentEnabled = false, IsDistributedTracingEnabled = false, IsTelemetryEnabled = false },
        };
        if (Transport is not null)
        {
            client.Transport = Transport;
        }

        if (EachAttempt is not null)
        {
            client.AddPolicy(EachAttempt, Azure.Core.HttpPipelinePosition.PerRetry);
        }

        return client;
    }

    /// <summary>In pieces that are held in memory one or two at a time.</summary>
    internal static Azure.Storage.StorageTransferOptions Pieces { get; } = new() { InitialTransferSize = Piece, MaximumTransferSize = Piece, MaximumConcurrency = 2 };

    private static void Within<T>(T value, T least, T most, string name)
        where T : IComparable<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
