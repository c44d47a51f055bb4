namespace Linkage.Pipeline.Zones;

/// <summary>A sealed file cannot be opened: it is not one, it was sealed under another key or for another place, or its bytes were changed.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong; holds nothing of what is in the file.</param>
public sealed class SealedFileException(string path, string problem)
    : IOException($"{path} {problem}. {Remedy}")
{
    /// <summary>What to do.</summary>
    public const string Remedy = "Restore the keys that belong to this workspace. If they are there, remove the folder that the file lies in; the next run makes it again if its source file is still there.";

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong, as the end of a sentence that begins with the file.</summary>
    public string Problem { get; } = problem;
}
