namespace Linkage.Pipeline.Zones;

/// <summary>A sealed file cannot be opened: it is not one, it was sealed under another key or for another place, or its bytes were changed.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong; holds nothing of what is in the file.</param>
public sealed class SealedFileException(string path, string problem)
    : IOException($"{path} {problem}. {Remedy}")
{
    /// <summary>What to do about a file whose key was destroyed because its time had come.</summary>
    public const string AfterDestruction =
        "It was deleted on purpose, and no backup of keys or files brings it back. Run 'linkage retention sweep', which wipes it, or remove the folder that the file lies in; the next run reads the source again, if it is still there and may be used.";

    /// <summary>What to do about a file whose dataset key is missing.</summary>
    public const string WithoutDatasetKey = "Restore the keys from a backup that was made after the file was sealed (runbook: Keys).";

    /// <summary>What to do.</summary>
    public const string Remedy = "Restore the keys that belong to this workspace. If they are there, remove the folder that the file lies in; the next run makes it again if its source file is still there.";

    /// <summary>What to do about this file.</summary>
    public string WhatToDo { get; init; } = Remedy;

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong, as the end of a sentence that begins with the file.</summary>
    public string Problem { get; } = problem;
}
