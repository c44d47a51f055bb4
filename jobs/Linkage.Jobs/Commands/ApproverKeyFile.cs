using System.Security.Cryptography;

namespace Linkage.Jobs.Commands;

/// <summary>The private key of an approver in a file: PKCS#8 in PEM, for its owner only. It is the person's own and lies in no workspace.</summary>
internal static class ApproverKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a key; never replaces a file.</summary>
    /// <returns>The key.</returns>
    /// <exception cref="ProblemException">There is a file already, or it cannot be written.</exception>
    public static ECDsa Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            using var file = new StreamWriter(path, options);
            file.WriteLine(key.ExportPkcs8PrivateKeyPem());
            return key;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw File.Exists(path)
                ? ProblemException.Refused("FILE_EXISTS", "There is a file already, and a key is never replaced.", path, "Name another file.")
                : ProblemException.BadConfiguration("FOLDER_MISSING", "The file cannot be made.", path, "Name a file in a folder that is there and that you may write to.");
        }
    }

    /// <summary>Opens a key.</summary>
    /// <exception cref="ProblemException">The file is missing, open to others, or holds no such key.</exception>
    public static ECDsa Open(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.BadConfiguration("NO_FILE", "The key cannot be read.", path, "Check the path; 'linkage rules key' makes a key.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            throw ProblemException.BadConfiguration("KEY_UNAVAILABLE", "The key file is open to others than its owner.", path, "Close it with chmod 600; if others may have read it, make a new key and end this one in people.yaml.");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            // A public half cannot sign.
            _ = key.ExportParameters(includePrivateParameters: true);
            return key;
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw ProblemException.BadConfiguration("KEY_UNAVAILABLE", "The file holds no private ECDSA key in PEM.", path, "Name the file that 'linkage rules key' made.");
        }
    }
}
