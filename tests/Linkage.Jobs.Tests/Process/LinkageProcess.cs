using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Process;

/// <summary>The real executable, run as a process of its own.</summary>
internal sealed partial class LinkageProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly System.Diagnostics.Process _process;
    private readonly Task<string> _output;
    private readonly TaskCompletionSource _spoke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _error = [];
    private string? _words;

    private LinkageProcess(System.Diagnostics.Process process)
    {
        _process = process;
        process.ErrorDataReceived += OnError;
        process.Start();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    private static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "linkage.exe" : "linkage");

    /// <summary>Starts it.</summary>
    public static LinkageProcess Start(string workingDirectory, IReadOnlyDictionary<string, string?>? environment, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Executable, args)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new LinkageProcess(new System.Diagnostics.Process { StartInfo = start });
    }

    /// <summary>Runs it to its end in the repository.</summary>
    public static async Task<Ended> RunAsync(params IEnumerable<string> args)
    {
        using var process = Start(RepositoryPaths.Root, null, args);
        return await process.EndAsync();
    }

    /// <summary>Waits until it has written a line to standard error that holds these words, so that it is surely at work.</summary>
    public Task SpokeAsync(string words)
    {
        lock (_error)
        {
            _words = words;
            if (_error.Any(l => l.Contains(words, StringComparison.Ordinal)))
            {
                _spoke.TrySetResult();
            }
        }

        return _spoke.Task.WaitAsync(Patience);
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(PosixSignal signal) => Assert.Equal(0, Kill(_process.Id, signal switch
    {
        PosixSignal.SIGINT => 2,
        PosixSignal.SIGTERM => 15,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    }));

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
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

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    private void OnError(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (_error)
            {
                _error.Add(line.Data);
                if (_words is not null && line.Data.Contains(_words, StringComparison.Ordinal))
                {
                    _spoke.TrySetResult();
                }
            }
        }
    }

    /// <summary>What it left.</summary>
    internal sealed record Ended(int ExitCode, string Output, string Error)
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
