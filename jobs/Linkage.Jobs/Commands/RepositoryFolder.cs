namespace Linkage.Jobs.Commands;

/// <summary>Finds the folders of the repository from wherever the command is typed.</summary>
internal static class RepositoryFolder
{
    /// <summary>Takes the folder given, or walks up from the working directory and then from the program's own folder.</summary>
    /// <param name="option">The option that names it, for the message.</param>
    /// <param name="given">What was given, or null.</param>
    /// <param name="name">Folder name to look for.</param>
    /// <param name="mark">A folder within, by which it is known.</param>
    /// <exception cref="ProblemException">It is not there.</exception>
    public static string Find(string option, string? given, string name, string mark)
    {
        if (given is not null)
        {
            return Directory.Exists(Path.Combine(given, mark))
                ? Path.GetFullPath(given)
                : throw ProblemException.BadConfiguration(
                    "FOLDER_MISSING",
                    $"{option} names a folder without a '{mark}' folder in it.",
                    Path.GetFullPath(given),
                    $"Name the folder that holds '{mark}', or leave {option} out inside a clone of the repository.");
        }

        return Upwards(Directory.GetCurrentDirectory(), name, mark)
            ?? Upwards(AppContext.BaseDirectory, name, mark)
            ?? throw ProblemException.BadConfiguration(
                "FOLDER_MISSING",
                $"No folder '{name}/{mark}' lies here or above.",
                Directory.GetCurrentDirectory(),
                $"Run inside a clone of the repository, or name the folder with {option} DIR.");
    }

    private static string? Upwards(string from, string name, string mark)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, name);
            if (Directory.Exists(Path.Combine(candidate, mark)))
            {
                return candidate;
            }
        }

        return null;
    }
}
