namespace Linkage.Pipeline.Zones;

/// <summary>A sealed file cannot be opened: it is not one, it was sealed under another key or for another place, or its bytes were changed.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong; holds nothing of what is in the file.</param>
public sealed class SealedFileException(string path, string problem)
    : IOException($"{path} {problem}. Remove the folder it lies in; the next run makes it again if its source file is still there.");
