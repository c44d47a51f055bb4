namespace Linkage.Pipeline.Retain;

/// <summary>A published set that lies in the zones, and until when it may.</summary>
/// <param name="Place">Where, below the zones: <c>landing/food-vouchers/KEY</c>.</param>
/// <param name="Datasets">The datasets it holds something of.</param>
/// <param name="From">From when its time counts: when the data it holds was landed.</param>
/// <param name="Due">When it has to be gone; null when nothing says so.</param>
/// <param name="Basis">What says so, in words.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="Seal">SHA-256 of its seal, lower-case hex: names what it held by the digests of its files.</param>
public sealed record RetainedSet(string Place, IReadOnlyList<string> Datasets, DateTimeOffset From, DateTimeOffset? Due, string Basis, long Bytes, string Seal)
{
    /// <summary>Name and size of the source file it was landed from; null where it was not.</summary>
    public (string Name, long Bytes)? Source { get; init; }

    /// <summary>Whether it has to be gone by now.</summary>
    public bool IsDue(DateTimeOffset now) => Due <= now;
}
