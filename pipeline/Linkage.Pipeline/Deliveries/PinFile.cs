namespace Linkage.Pipeline.Deliveries;

/// <summary>A file of this machine by which a server is known. Who may write it chooses the server.</summary>
internal static class PinFile
{
    private const UnixFileMode WrittenByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Refuses one that others than its owner may write; one that is not there is for the caller to tell.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">What the configuration calls it.</param>
    /// <param name="where">Where the extract comes from.</param>
    /// <exception cref="DeliveryException">Group or others may write it.</exception>
    public static void Require(string path, string key, string where)
    {
        if (IsWrittenByOthers(path))
        {
            throw new DeliveryException(DeliveryProblem.Untrusted, where, $"was not fetched: the file that {key} names can be written by group or others, so it pins nobody", "See that what is in it is right, then take that from them: chmod go-w FILE.");
        }
    }

    /// <summary>Whether group or others may write a file; not one that is not there.</summary>
    public static bool IsWrittenByOthers(string path) => !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & WrittenByOthers) != 0;
}
