using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace Linkage.TestKit;

/// <summary>The real executable, run as a process of its own.</summary>
public sealed partial class LinkageProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The exit code of a process that was ended by SIGKILL.</summary>
    public const int Killed = 128 + 9;

    /// <summary>The exit code of a process that was ended by SIGXCPU.</summary>
    public const int Dumped = 128 + 24;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly List<string> _error = [];
    private readonly List<(string Text, Action Then)> _waiting = [];
    private readonly TaskCompletionSource _errorEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LinkageProcess(Process process)
    {
        _process = process;
        process.Start();
        process.StandardInput.Close();
        // A thread of its own: on a busy machine the pool's would come to a line when the run is long over.
        var error = process.StandardError;
        new Thread(() => ReadError(error)) { IsBackground = true }.Start();
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    private static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "linkage.exe" : "linkage");

    /// <summary>Starts it.</summary>
    public static LinkageProcess Start(string workingDirectory, IReadOnlyDictionary<string, string?>? environment, params IEnumerable<string> args)
    {
        // A parent that runs in the background may hand on an ignored SIGINT; env gives the default back and becomes the program itself.
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT", Executable, .. args])
            : new ProcessStartInfo(Executable, args);
        Prepare(start, workingDirectory, environment);
        return new LinkageProcess(new Process { StartInfo = start });
    }

    /// <summary>Starts another command, such as a shell that types commands of the program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">What is set beside the environment of the tests, or taken from it.</param>
    public static LinkageProcess StartOther(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        Prepare(start, RepositoryPaths.Root, environment);
        return new LinkageProcess(new Process { StartInfo = start });
    }

    /// <summary>Starts it where the system would write a dump of any size into the working directory.</summary>
    public static LinkageProcess StartWithDumps(string workingDirectory, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("prlimit", ["--core=unlimited", Executable, .. args]);
        Prepare(start, workingDirectory, null);
        return new LinkageProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs it to its end in the repository, and says what it forced to disk and renamed, in order.</summary>
    /// <param name="trace">File for the calls as <c>strace</c> writes them.</param>
    /// <param name="args">The command line.</param>
    public static async Task<Ended> RunTracedAsync(string trace, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(DebianPackage.ProgramOf("strace"), ["-f", "-y", "-s", "4096", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2", "-o", trace, Executable, .. args]);
        Prepare(start, RepositoryPaths.Root, null);
        using var process = new LinkageProcess(new Process { StartInfo = start });
        return await process.EndAsync();
    }

    /// <summary>Runs it to its end in the repository, as an account that file modes bind: root gives up the right to pass them.</summary>
    public static async Task<Ended> RunBoundByModesAsync(params IEnumerable<string> args)
    {
        List<string> command = [Executable, .. args];
        if (Environment.IsPrivilegedProcess)
        {
            command.InsertRange(0, ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]);
        }

        var start = new ProcessStartInfo(command[0], command.Skip(1));
        Prepare(start, RepositoryPaths.Root, null);
        using var process = new LinkageProcess(new Process { StartInfo = start });
        return await process.EndAsync();
    }

    /// <summary>Runs it to its end in the repository.</summary>
    public static async Task<Ended> RunAsync(params IEnumerable<string> args)
    {
        using var process = Start(RepositoryPaths.Root, null, args);
        return await process.EndAsync();
    }

    /// <summary>Waits until it has written a line with this text to standard error, or has ended.</summary>
    /// <returns>True when the line came.</returns>
    public async Task<bool> SaidAsync(string text)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        When(text, said.SetResult);
        await Task.WhenAny(said.Task, _errorEnded.Task).WaitAsync(Patience);
        return said.Task.IsCompleted;
    }

    /// <summary>Ends it as <c>kill -9</c> does, in the moment in which it writes a line with this text to standard error.</summary>
    /// <param name="text">The text; not written before this is called.</param>
    /// <returns>What it left; its exit code is <see cref="Killed"/> unless it came to its end by itself.</returns>
    public async Task<Ended> KillWhenItSaysAsync(string text)
    {
        When(text, Kill);
        return await EndAsync();
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(PosixSignal signal) => Assert.Equal(0, Kill(_process.Id, signal switch
    {
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGTERM => 15,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    }));

    /// <summary>Stops it where it is, as a machine that hangs does, until <see cref="Resume"/>. When this returns, none of its threads goes on: on a busy machine some do for a while after the signal was sent.</summary>
    public void Suspend()
    {
        Assert.Equal(0, Kill(_process.Id, OperatingSystem.IsMacOS() ? 17 : 19));
        Assert.True(!OperatingSystem.IsLinux() || SpinWait.SpinUntil(HasStopped, Patience), "Some thread went on after it was told to stop.");
    }

    /// <summary>Lets it go on.</summary>
    public void Resume() => Assert.Equal(0, Kill(_process.Id, OperatingSystem.IsMacOS() ? 19 : 18));

    /// <summary>Ends it with a signal that the runtime does not catch, and for which the system writes a dump of the memory where it may.</summary>
    public void EndWithDump() => Assert.Equal(0, Kill(_process.Id, 24));

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    // Of each thread, by proc(5): stopped, or ended.
    private bool HasStopped()
    {
        try
        {
            return Directory.GetDirectories($"/proc/{_process.Id}/task").All(thread => File.ReadAllText(Path.Combine(thread, "stat")) is var stat && stat[stat.LastIndexOf(')') + 2] is 'T' or 't' or 'Z' or 'X');
        }
        catch (IOException)
        {
            // A thread that ended in between; or the process, which is over.
            return _process.HasExited;
        }
    }

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        await _errorEnded.Task.WaitAsync(limit.Token);
        lock (_error)
        {
            return new Ended(_process.ExitCode, _output.GetAwaiter().GetResult(), string.Join('\n', _error));
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Prepare(ProcessStartInfo start, string workingDirectory, IReadOnlyDictionary<string, string?>? environment)
    {
        start.WorkingDirectory = workingDirectory;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["LINKAGE_TEST_CLOCK"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    /// <summary>Does something once, when a line with this text comes or if it came already.</summary>
    private void When(string text, Action then)
    {
        lock (_error)
        {
            if (_error.Any(l => l.Contains(text, StringComparison.Ordinal)))
            {
                then();
            }
            else
            {
                _waiting.Add((text, then));
            }
        }
    }

    private void ReadError(TextReader error)
    {
        while (error.ReadLine() is { } line)
        {
            lock (_error)
            {
                _error.Add(line);
                foreach (var waiting in _waiting.FindAll(w => line.Contains(w.Text, StringComparison.Ordinal)))
                {
                    _waiting.Remove(waiting);
                    waiting.Then();
                }
            }
        }

        _errorEnded.SetResult();
    }

    /// <summary>What it left.</summary>
    public sealed record Ended(int ExitCode, string Output, string Error)
    {
        /// <summary>Standard output as the one JSON object it must be.</summary>
        public JsonElement Json()
        {
            using var document = JsonDocument.Parse(Output);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            return document.RootElement.Clone();
        }
    }
}
