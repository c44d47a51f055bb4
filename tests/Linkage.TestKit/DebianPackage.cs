using System.Diagnostics;

namespace Linkage.TestKit;

/// <summary>Programs that a test needs and a fresh machine has not, from the packages of Debian.</summary>
public static class DebianPackage
{
    /// <summary>The path of a program, whose package is installed where it is missing.</summary>
    /// <param name="package">The package, which has a program of the same name in <c>/usr/bin</c>.</param>
    public static string ProgramOf(string package) => ProgramOf(package, package);

    /// <summary>The path of a program, whose package is installed where it is missing.</summary>
    /// <param name="program">Its name in <c>/usr/bin</c>.</param>
    /// <param name="package">The package it is in.</param>
    public static string ProgramOf(string program, string package)
    {
        var path = $"/usr/bin/{program}";
        if (!File.Exists(path))
        {
            Install(package);
        }

        return File.Exists(path) ? path : throw new InvalidOperationException($"The package {package} was installed, and there is no {path}.");
    }

    /// <summary>Installs a package.</summary>
    public static void Install(string package)
    {
        string[] raise = Environment.IsPrivilegedProcess ? [] : ["sudo", "-n"];
        Run([.. raise, "apt-get", "update", "-qq"]);
        Run([.. raise, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "install", "-y", "-qq", "--no-install-recommends", package]);
    }

    /// <summary>Runs a command to its end. Output goes nowhere but into the message of a failure: a server that is left running would hold a pipe open for ever.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static void Run(params string[] command)
    {
        var errors = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("sh", ["-c", "errors=$1; shift; exec \"$@\" >\"$errors\" 2>&1 </dev/null", "sh", errors, .. command]) { WorkingDirectory = Path.GetTempPath() };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {File.ReadAllText(errors)}");
            }
        }
        finally
        {
            File.Delete(errors);
        }
    }
}
