using System.CommandLine;

namespace Linkage.Jobs.Commands;

/// <summary>The option <c>--out</c> of what is published.</summary>
internal static class PublishOptions
{
    /// <summary>A folder for files that are written anew each time.</summary>
    /// <param name="files">What is written there.</param>
    public static Option<string> Folder(string files) => new("--out")
    {
        HelpName = "DIR",
        Description = $"Folder that receives {files}; made where it is missing",
        Required = true,
    };

    /// <summary>A file that is written once.</summary>
    public static Option<string> File() => new("--out")
    {
        HelpName = "FILE",
        Description = "The HTML file to write; one that is there is never replaced",
        Required = true,
    };

    /// <summary>The full path of a folder, which is made where it is missing.</summary>
    /// <exception cref="ProblemException">It is a file.</exception>
    public static string Open(string folder)
    {
        var path = Path.GetFullPath(folder);
        if (System.IO.File.Exists(path))
        {
            throw ProblemException.BadConfiguration("NOT_A_FOLDER", "--out names a file.", path, "Name a folder.");
        }

        Directory.CreateDirectory(path);
        return path;
    }
}
