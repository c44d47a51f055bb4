namespace Linkage.Pipeline.Zones;

/// <summary>The storage of a zone does not do what publishing needs; nothing was written to it.</summary>
/// <param name="zone">Folder of the zone.</param>
/// <param name="problem">What it does or does not do, as the end of a sentence that begins with the storage.</param>
public sealed class StorageNotFitException(string zone, string problem) : IOException($"The storage of '{zone}' {problem}.")
{
    /// <summary>Folder of the zone.</summary>
    public string Zone { get; } = zone;

    /// <summary>What it does or does not do.</summary>
    public string Problem { get; } = problem;
}
