namespace Linkage.Synthetic;

/// <summary>What synthetic council is made, and where. The same people and seed give the same bytes, whatever the number of threads.</summary>
public sealed record SyntheticOptions
{
    /// <summary>The most people one council may have: the identifiers that stay clear of real ones run out above it.</summary>
    public const int MaximumPeople = 4_000_000;

    /// <summary>How many people live in the city, 1 to <see cref="MaximumPeople"/>.</summary>
    public required int People { get; init; }

    /// <summary>Seed of every draw.</summary>
    public required long Seed { get; init; }

    /// <summary>Folder that receives <c>sources/</c> and <c>truth/</c>. Neither may hold anything yet.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Worker threads, 1 to 64; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <exception cref="SyntheticOptionsException">A value is out of range.</exception>
    internal void Validate()
    {
        if (People is < 1 or > MaximumPeople)
        {
            throw new SyntheticOptionsException(nameof(People), $"The number of people must lie between 1 and {MaximumPeople}; it is {People}.");
        }

        if (string.IsNullOrWhiteSpace(OutputFolder))
        {
            throw new SyntheticOptionsException(nameof(OutputFolder), "An output folder is needed.");
        }

        if (Threads is < 0 or > 64)
        {
            throw new SyntheticOptionsException(nameof(Threads), $"Threads must lie between 0 (every core) and 64; it is {Threads}.");
        }
    }
}
