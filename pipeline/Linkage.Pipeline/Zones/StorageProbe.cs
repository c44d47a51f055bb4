namespace Linkage.Pipeline.Zones;

/// <summary>
/// Tries what the zones need of the storage they lie on, zone by zone, for each may be a mount of its own: a folder is renamed in one step and never over another with files in it,
/// files and folders can be forced to disk, and modes are kept. Local file systems do all of it; some network mounts do not, and would publish half a set, lose one after a power
/// failure or let others read it, without a word.
/// </summary>
public static class StorageProbe
{
    private const string Entry = "file";
    private const string Prefix = ".probe~";
    private const string NotOneMount = "cannot rename a folder from its staging to its place, as when the two are on different mounts";

    /// <summary>Tries every zone and leaves nothing behind.</summary>
    /// <param name="zones">The zones.</param>
    /// <exception cref="StorageNotFitException">A zone's storage does not do what is needed.</exception>
    /// <exception cref="IOException">The storage is full, broken or may not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A zone's folder may not be listed or written.</exception>
    public static void Require(ZoneStore zones)
    {
        foreach (var zone in Enum.GetValues<Zone>())
        {
            Require(zones.FolderOf(zone));
        }
    }

    /// <summary>Tries one zone's folder.</summary>
    /// <param name="zone">The folder.</param>
    /// <exception cref="StorageNotFitException">Its storage does not do what is needed.</exception>
    internal static void Require(string zone)
    {
        // Lists the folder too: one that cannot be listed is told here, before anything is read. A name that no set has, so that what a killed run leaves of it is taken for none; the next one removes it.
        foreach (var left in Directory.GetDirectories(zone, $"{Prefix}*"))
        {
            PrivateFolder.WipeFolder(left);
        }

        var name = $"{Prefix}{Path.GetRandomFileName()}";
        var (staged, published) = (Path.Combine(zone, ZoneStore.StagingName, name), Path.Combine(zone, name));
        try
        {
            Fill(staged, zone);
            Fill(published, zone);
            RequireRefused(staged, published, zone);
            PrivateFolder.WipeFolder(published);
            Rename(staged, published, zone);
        }
        finally
        {
            PrivateFolder.WipeFolder(staged);
            PrivateFolder.WipeFolder(published);
        }
    }

    private static void Fill(string folder, string zone)
    {
        try
        {
            PrivateFolder.Create(folder);
            PrivateFolder.WriteNewFile(Path.Combine(folder, Entry), [1]);
        }
        catch (IOException error) when (!IsOfTheDisk(error))
        {
            throw new StorageNotFitException(zone, "does not force files and folders to disk, so a power failure could leave half a set behind its seal");
        }

        if (PrivateFolder.IsOpenToOthers(folder) || PrivateFolder.IsOpenToOthers(Path.Combine(folder, Entry)))
        {
            throw new StorageNotFitException(zone, "does not keep the modes of files, so others could read what is its owner's only");
        }
    }

    // The storage itself has to refuse: .NET looks for the target first, and would never ask a mount that lays one folder over another.
    private static void RequireRefused(string staged, string published, string zone)
    {
        const int entryExists = 17, otherDevice = 18, notEmpty = 39, notEmptyOnMac = 66;
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        switch (PrivateFolder.RenameOutcome(staged, published))
        {
            case entryExists:
            case notEmpty when !OperatingSystem.IsMacOS():
            case notEmptyOnMac when OperatingSystem.IsMacOS():
                return;
            case 0:
                throw new StorageNotFitException(zone, "renames a folder over one that has files in it, so two sets could become one");
            case otherDevice:
                throw new StorageNotFitException(zone, NotOneMount);
            case var error:
                throw new IOException($"The storage answers a rename over a folder with files in it neither with done nor with refused: '{published}'", error);
        }
    }

    private static void Rename(string staged, string published, string zone)
    {
        try
        {
            SetFolder.Rename(staged, published);
        }
        catch (IOException error) when (!IsOfTheDisk(error))
        {
            throw new StorageNotFitException(zone, NotOneMount);
        }

        if (Directory.Exists(staged) || !File.Exists(Path.Combine(published, Entry)))
        {
            throw new StorageNotFitException(zone, "does not rename a folder in one step");
        }
    }

    // A full disk, a quota or missing rights are told as what they are.
    private static bool IsOfTheDisk(IOException error) => error.HResult is 1 or 13 or 28 or 30 or 122;
}
