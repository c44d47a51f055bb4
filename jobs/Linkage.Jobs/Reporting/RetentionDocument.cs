namespace Linkage.Jobs.Reporting;

/// <summary>What <c>retention report</c> and <c>retention sweep</c> print with <c>--json</c>; <c>schemas/formats/retention-output.schema.json</c>.</summary>
/// <param name="At">The instant it was judged at.</param>
/// <param name="Swept">Whether what was due was wiped.</param>
/// <param name="Items">What lies there, or what was wiped.</param>
/// <param name="Sources">Source files that still lie where a run reads them, and would be landed again.</param>
/// <param name="Owed">Releases that have ended and of whose copies nobody has said that they were destroyed.</param>
internal sealed record RetentionDocument(DateTimeOffset At, bool Swept, IReadOnlyList<RetentionDocument.Item> Items, IReadOnlyList<string> Sources, IReadOnlyList<RetentionDocument.Owing> Owed)
{
    /// <summary>The keys of datasets that are there and that were destroyed; of a sweep, those it destroyed.</summary>
    public IReadOnlyList<DatasetKey> Keys { get; init; } = [];

    /// <summary>A set or release.</summary>
    /// <param name="Place">Where it lies below the zones.</param>
    /// <param name="Datasets">The datasets it holds something of; none for a release.</param>
    /// <param name="Since">From when its time counts.</param>
    /// <param name="Due">When it has to be gone; null when nothing says so.</param>
    /// <param name="Basis">What says so.</param>
    /// <param name="Bytes">Size of its files.</param>
    /// <param name="IsDue">Whether it has to be gone by now.</param>
    /// <param name="Seal">SHA-256 of its seal, or of the signed statement of a release.</param>
    internal sealed record Item(string Place, IReadOnlyList<string> Datasets, DateTimeOffset Since, DateTimeOffset? Due, string Basis, long Bytes, bool IsDue, string Seal);

    /// <summary>The key of one dataset and month.</summary>
    /// <param name="Dataset">The dataset.</param>
    /// <param name="Month">The month its files were landed in, in UTC, as in <c>2026-11</c>.</param>
    /// <param name="Epoch">Number of the key epoch, from 1.</param>
    /// <param name="Key">Name of its secret.</param>
    /// <param name="Sets">How many sets that lie in the zones hang on it.</param>
    /// <param name="DestroyedAt">When it was destroyed; null while it is there.</param>
    internal sealed record DatasetKey(string Dataset, string Month, int Epoch, string Key, int Sets, DateTimeOffset? DestroyedAt);

    /// <summary>Who owes word of a release.</summary>
    /// <param name="Release">The release.</param>
    /// <param name="People">Who collected it.</param>
    internal sealed record Owing(string Release, IReadOnlyList<string> People);
}
