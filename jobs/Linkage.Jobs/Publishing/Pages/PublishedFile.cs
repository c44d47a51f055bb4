using System.Text;
using Linkage.Jobs.Commands;

namespace Linkage.Jobs.Publishing.Pages;

/// <summary>A file to publish.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Mark">What a file that this program made begins with, within its first 2 KiB.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record PublishedFile(string Path, string Mark, byte[] Bytes)
{
    private const int HeadLength = 2048;

    /// <summary>
    /// Writes files, each whole or not at all, in the place of earlier ones that this program made. All are on disk before the first takes its place.
    /// </summary>
    /// <param name="files">The files, in one folder.</param>
    /// <param name="isPublic">Whether others may read them as the system's mask has it; else their owner alone.</param>
    /// <exception cref="ProblemException">A file of another hand, a folder or a link is in the place of one; nothing was written.</exception>
    public static void Replace(IReadOnlyList<PublishedFile> files, bool isPublic)
    {
        foreach (var file in files)
        {
            file.RequireOwnPlace();
        }

        Write(files, isPublic, overwrite: true);
    }

    /// <summary>Writes a new file for its owner alone, whole or not at all: a person will write into it, so that none is ever replaced.</summary>
    /// <exception cref="ProblemException">Something is there.</exception>
    public static void Create(PublishedFile file)
    {
        var folder = System.IO.Path.GetDirectoryName(file.Path)!;
        if (!Directory.Exists(folder))
        {
            throw ProblemException.BadConfiguration("FOLDER_MISSING", "The folder of --out is not there.", folder, "Make it, or name another.");
        }

        if (System.IO.Path.Exists(file.Path) || new FileInfo(file.Path).LinkTarget is not null)
        {
            throw ProblemException.Refused("FILE_EXISTS", "There is a file of this name already, in which somebody may have written.", file.Path, "Name another file, or move this one away.");
        }

        Write([file], isPublic: false, overwrite: false);
    }

    /// <summary>Writes a new file that others may read as the system's mask has it, whole or not at all.</summary>
    /// <exception cref="IOException">Something is there.</exception>
    public static void CreatePublic(PublishedFile file) => Write([file], isPublic: true, overwrite: false);

    private static void Write(IReadOnlyList<PublishedFile> files, bool isPublic, bool overwrite)
    {
        var written = new List<(string Temporary, string Path)>();
        try
        {
            foreach (var file in files)
            {
                var temporary = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file.Path)!, $".{System.IO.Path.GetFileName(file.Path)}.{System.IO.Path.GetRandomFileName()}.tmp");
                written.Add((temporary, file.Path));
                using var stream = new FileStream(temporary, Options(isPublic));
                stream.Write(file.Bytes);
                stream.Flush(flushToDisk: true);
            }

            foreach (var (temporary, path) in written)
            {
                File.Move(temporary, path, overwrite);
            }
        }
        finally
        {
            foreach (var (temporary, _) in written)
            {
                File.Delete(temporary);
            }
        }
    }

    private static FileStreamOptions Options(bool isPublic)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!isPublic && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private void RequireOwnPlace()
    {
        if (new FileInfo(Path).LinkTarget is not null)
        {
            throw ProblemException.Refused("FILE_IS_LINK", "A link stands where the file would be written.", Path, "Name another folder, or take the link away.");
        }

        if (Directory.Exists(Path) || (File.Exists(Path) && !IsOwn()))
        {
            throw ProblemException.Refused("NOT_ITS_OWN", "A file or folder that this command did not make stands where it would write.", Path, "Name another folder, or move it away.");
        }
    }

    private bool IsOwn()
    {
        using var stream = File.OpenRead(Path);
        var head = new byte[HeadLength];
        var length = stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(head, 0, length).Contains(Mark, StringComparison.Ordinal);
    }
}
