using Linkage.Jobs.Commands;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Auditing;

/// <summary>A public key from a PEM file, to check checkpoints with.</summary>
internal static class PublicCheckpointKey
{
    /// <summary>Reads a public key; the caller disposes of it.</summary>
    /// <exception cref="ProblemException">The file is not there, or holds no public key of a signing key.</exception>
    public static CheckpointKey Load(string path)
    {
        if (!File.Exists(path))
        {
            throw ProblemException.BadConfiguration("KEY_MISSING", "There is no such key file.", Path.GetFullPath(path), "Name a public key, a PEM file, with --key.");
        }

        return VerificationKey.TryRead(File.ReadAllText(path), out var key, out var problem)
            ? new CheckpointKey(key)
            : throw ProblemException.BadConfiguration("KEY_UNREADABLE", $"It cannot be used as a public key, for it {problem}.", path, "It must be the public key that 'linkage keys init' wrote beside the signing key.");
    }
}
