using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Linkage.TestKit;

/// <summary>The real executable on a real pseudo-terminal, which <c>script</c> of util-linux gives it, with someone who reads the screen and types.</summary>
public sealed partial class TerminalProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _pidFile;
    private readonly StringBuilder _text = new();
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TerminalProcess(Process process, string pidFile)
    {
        (_process, _pidFile) = (process, pidFile);
        process.Start();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Everything that was written to the terminal.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>What stands on the screen: all since it was cleared last, without colours.</summary>
    public string Frame
    {
        get
        {
            var text = Text;
            var at = text.LastIndexOf("\u001b[2J", StringComparison.Ordinal);
            return Colours().Replace(at < 0 ? text : text[(at + 4)..], string.Empty);
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where its process id is kept.</param>
    /// <param name="columns">Columns of the terminal.</param>
    /// <param name="lines">Lines of the terminal.</param>
    /// <param name="redirect">A redirection of the shell, as in <c>&gt; file</c>; or empty.</param>
    /// <param name="args">Its arguments; must need no quoting.</param>
    public static TerminalProcess Start(TemporaryFolder folder, int columns, int lines, string redirect, params IEnumerable<string> args)
    {
        var pidFile = folder.PathOf("terminal-process.pid");
        // A parent that runs in the background may hand on an ignored SIGINT; env gives the default back and becomes the program itself.
        var command = string.Create(
            CultureInfo.InvariantCulture,
            $"stty rows {lines} cols {columns}; echo $$ > {pidFile}; exec env --default-signal=INT {Path.Combine(AppContext.BaseDirectory, "linkage")} {string.Join(' ', args)} {redirect}");
        var start = new ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        return new TerminalProcess(new Process { StartInfo = start }, pidFile);
    }

    /// <summary>Types.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until the screen shows a text.</summary>
    public async Task ShowsAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task changed;
            lock (_text)
            {
                changed = _changed.Task;
            }

            if (Frame.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            Assert.False(_reading.IsCompleted, $"The process ended without showing '{text}'.");
            await Task.WhenAny(changed, _reading).WaitAsync(limit.Token);
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill() => Process.GetProcessById(int.Parse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture)).Kill();

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.CultureInvariant)]
    private static partial Regex Colours();

    private async Task ReadAsync()
    {
        var block = new char[4096];
        for (var read = await _process.StandardOutput.ReadAsync(block); read > 0; read = await _process.StandardOutput.ReadAsync(block))
        {
            lock (_text)
            {
                _text.Append(block, 0, read);
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
