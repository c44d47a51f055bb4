using System.Security.Cryptography;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Collect;

/// <summary>
/// A copy of a release as its team gets it: encrypted, a sealed file (<see cref="SealedFile"/>) for each of its files and beside them the key, wrapped to who collected it; or in plain
/// where the rule lets the team read a folder. Every copy has a key of its own. Names of files, and how long they are, can be seen by whoever carries the copy.
/// </summary>
public static class CollectedCopy
{
    /// <summary>The file with the wrapped key.</summary>
    public const string KeyFile = "collection-key.json";

    private const UnixFileMode FolderForGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
    private const UnixFileMode FileForGroup = UnixFileMode.UserRead | UnixFileMode.GroupRead;
    private const string Info = "linkage-collected-copy-v1";

    /// <summary>Reads the public key that a copy is to be encrypted to.</summary>
    /// <param name="pem">A PUBLIC KEY block.</param>
    /// <returns>The key; null when it is none on P-256.</returns>
    public static ECDiffieHellman? ReadPublic(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var block) || !pem.AsSpan()[block.Label].SequenceEqual("PUBLIC KEY"))
        {
            return null;
        }

        return Read(pem);
    }

    /// <summary>Reads the private key that opens a copy.</summary>
    /// <param name="pem">A PRIVATE KEY or EC PRIVATE KEY block.</param>
    /// <returns>The key; null when it is none on P-256.</returns>
    public static ECDiffieHellman? ReadPrivate(string pem)
    {
        if (Read(pem) is not { } key)
        {
            return null;
        }

        try
        {
            _ = key.ExportParameters(includePrivateParameters: true);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    /// <summary>SHA-256 of the public half of a key as it is encoded for exchange (SubjectPublicKeyInfo), lower-case hex.</summary>
    public static string FingerprintOf(ECDiffieHellman key) => OpeningKey.FingerprintOf(key);

    /// <summary>Writes an encrypted copy.</summary>
    /// <param name="release">Folder of the release.</param>
    /// <param name="id">Id of the release.</param>
    /// <param name="statement">SHA-256 of its signed statement.</param>
    /// <param name="to">The public key of who collects it.</param>
    /// <param name="target">A new folder.</param>
    /// <exception cref="IOException">It cannot be written, or is there.</exception>
    public static void Encrypt(string release, string id, string statement, ECDiffieHellman to, string target)
    {
        PrivateFolder.Create(target);
        using var content = new ClearedKey(GC.AllocateArray<byte>(SHA256.HashSizeInBytes, pinned: true));
        RandomNumberGenerator.Fill(content.Bytes);
        using var key = KeyOf(content.Bytes);
        foreach (var name in FilesOf(release))
        {
            var path = Path.Combine(target, name + SealedFile.Suffix);
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            SealedFile.Seal(Path.Combine(release, name), path, key, Purpose(id, statement, name));
            PrivateFolder.Flush(path);
        }

        PrivateFolder.WriteNewFile(Path.Combine(target, KeyFile), OpeningKey.Wrap(content.Bytes, to, id, statement).ToBytes());
        CloseAgainstChange(target);
    }

    /// <summary>Writes a plain copy.</summary>
    /// <param name="release">Folder of the release.</param>
    /// <param name="target">A new folder.</param>
    /// <exception cref="IOException">It cannot be written, or is there.</exception>
    public static void Copy(string release, string target)
    {
        PrivateFolder.Create(target);
        foreach (var name in FilesOf(release))
        {
            var path = Path.Combine(target, name);
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
            using (var source = File.OpenRead(Path.Combine(release, name)))
            using (var copy = new FileStream(path, PrivateFolder.NewFile(FileAccess.Write)))
            {
                source.CopyTo(copy);
                copy.Flush(flushToDisk: true);
            }
        }

        CloseAgainstChange(target);
    }

    /// <summary>Lets the group of a finished copy read it: until then nobody but its owner may look into its folder.</summary>
    /// <param name="copy">Folder of the copy.</param>
    public static void LetGroupRead(string copy)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(copy, FolderForGroup);
        }
    }

    /// <summary>Opens an encrypted copy into a new folder. Nothing is left when it cannot be opened whole.</summary>
    /// <param name="copy">Folder of the copy.</param>
    /// <param name="own">The private key of who collected it.</param>
    /// <param name="target">A new folder, readable by its owner only.</param>
    /// <returns>Id of the release; null when the key is missing, was wrapped to another key, or was changed.</returns>
    /// <exception cref="SealedFileException">A file was changed, or belongs to another copy.</exception>
    /// <exception cref="IOException">The target is there, or a disk failed.</exception>
    public static string? Open(string copy, ECDiffieHellman own, string target)
    {
        var keyFile = Path.Combine(copy, KeyFile);
        if (!File.Exists(keyFile) || WrappedKey.Read(File.ReadAllBytes(keyFile)) is not { } wrapped || OpeningKey.Unwrap(wrapped, own) is not { } bytes)
        {
            return null;
        }

        using var content = new ClearedKey(bytes);
        using var key = KeyOf(content.Bytes);
        if (Directory.Exists(target) || File.Exists(target))
        {
            throw new IOException($"There is something already: '{target}'");
        }

        var whole = false;
        try
        {
            PrivateFolder.Create(target);
            foreach (var name in FilesOf(copy).Where(f => f != KeyFile))
            {
                var plain = name.EndsWith(SealedFile.Suffix, StringComparison.Ordinal) ? name[..^SealedFile.Suffix.Length] : throw new SealedFileException(Path.Combine(copy, name), "is not a sealed file");
                var path = Path.Combine(target, plain);
                PrivateFolder.Create(Path.GetDirectoryName(path)!);
                SealedFile.Open(Path.Combine(copy, name), path, key, Purpose(wrapped.Release, wrapped.Statement, plain));
            }

            RequireWhole(copy, target, wrapped.Statement);
            whole = true;
            return wrapped.Release;
        }
        finally
        {
            if (!whole)
            {
                PrivateFolder.WipeFolder(target);
            }
        }
    }

    /// <summary>
    /// Takes a copy back where it still lies: the wrapped key first, then whatever else is there. What a collector has moved away is out of reach; and what lies there now is
    /// touched only if this account made it and it is a copy of this release, for whoever may write to the folder can put anything in its place.
    /// </summary>
    /// <param name="copy">Folder of the copy.</param>
    /// <param name="release">Id of the release.</param>
    /// <param name="statement">SHA-256 of its signed statement.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public static bool TakeBack(string copy, string release, string statement)
    {
        if (new DirectoryInfo(copy) is not { Exists: true, LinkTarget: null } || (OperatingSystem.IsLinux() && !PrivateFolder.IsOwn(copy)) || !IsOf(copy, release, statement))
        {
            return false;
        }

        var keyFile = Path.Combine(copy, KeyFile);
        if (File.Exists(keyFile))
        {
            PrivateFolder.Wipe(keyFile);
        }

        PrivateFolder.WipeFolder(copy);
        return true;
    }

    // What is sealed file by file says nothing of a file that was left out; the statement names them all. Who signed it is for the verifier to say.
    private static void RequireWhole(string copy, string target, string statement)
    {
        var path = Path.Combine(target, ReleaseFolder.Statement);
        if (!File.Exists(path) || ZoneStore.DigestOf(path) != statement || SignedStatement.Read(File.ReadAllBytes(path)) is not { } signed)
        {
            throw new SealedFileException(copy, "has no statement of its release");
        }

        if (signed.Files.Keys.Concat([ReleaseFolder.Envelope, ZoneStore.SealName]).FirstOrDefault(name => !File.Exists(Path.Combine(target, name))) is { } missing)
        {
            throw new SealedFileException(Path.Combine(copy, missing + SealedFile.Suffix), "is missing");
        }
    }

    // A copy whose key is gone already, by an earlier attempt, says no more whose it was; sealed files are all there is to it.
    private static bool IsOf(string copy, string release, string statement)
    {
        var (keyFile, plain) = (new FileInfo(Path.Combine(copy, KeyFile)), new FileInfo(Path.Combine(copy, ReleaseFolder.Statement)));
        return keyFile is { Exists: true, LinkTarget: null } ? WrappedKey.Read(File.ReadAllBytes(keyFile.FullName)) is { } key && key.Release == release && key.Statement == statement
            : plain is { Exists: true, LinkTarget: null } ? ZoneStore.DigestOf(plain.FullName) == statement
            : FilesOf(copy).TrueForAll(file => file.EndsWith(SealedFile.Suffix, StringComparison.Ordinal));
    }

    // Files and folders below the copy's own are made fit for its group; its own stays closed.
    private static void CloseAgainstChange(string copy)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var file in FilesOf(copy))
        {
            File.SetUnixFileMode(Path.Combine(copy, file), FileForGroup);
        }

        foreach (var folder in Directory.GetDirectories(copy, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(folder, FolderForGroup);
        }
    }

    private static ECDiffieHellman? Read(string pem)
    {
        var key = ECDiffieHellman.Create();
        try
        {
            key.ImportFromPem(pem);
            if (OpeningKey.IsOnP256(key))
            {
                return key;
            }
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException or PlatformNotSupportedException)
        {
        }

        key.Dispose();
        return null;
    }

    private static ZoneKey KeyOf(byte[] content) => new([.. content], LengthPrefixed.Encode([Info]));

    private static string[] Purpose(string release, string statement, string file) => [Info, release, statement, file];

    // No link is followed: what it leads to is not part of the release.
    private static List<string> FilesOf(string folder) =>
    [
        .. new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(file => Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal),
    ];
}
