using System.Diagnostics;
using System.Globalization;

namespace Linkage.Mutation;

/// <summary>The process that tries mutants; a new one is started when a mutant brought it down.</summary>
internal sealed class WorkerProcess(string folder) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMinutes(3);

    private Process? _process;

    /// <summary>Who noticed a mutant, or null when nobody did.</summary>
    public string? Try(Mutant mutant)
    {
        _process ??= Start();
        _process.StandardInput.WriteLine($"{mutant.Id} {mutant.Switch?.ToString(CultureInfo.InvariantCulture) ?? "-"}");
        var answer = Answer($"={mutant.Id} ", Patience);
        return answer switch
        {
            null => "its process ended or hung",
            "" => null,
            _ => answer,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.Dispose();
            _process = null;
        }
    }

    private Process Start()
    {
        var own = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Linkage.Mutation.exe" : "Linkage.Mutation");
        _process = Process.Start(new ProcessStartInfo(own, ["worker", folder]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

        // The traces of mutants that bring the process down are of no use, and fill screens.
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        return Answer("ready", FirstPatience) is null ? throw new InvalidOperationException("The tests do not pass without a mutant; see above.") : _process;
    }

    private string? Answer(string head, TimeSpan patience)
    {
        while (true)
        {
            var line = _process!.StandardOutput.ReadLineAsync();
            if (!line.Wait(patience) || line.Result is null)
            {
                Dispose();
                return null;
            }

            if (line.Result.StartsWith('!'))
            {
                throw new InvalidOperationException($"The mutants cannot be tried: {line.Result[1..]}");
            }

            if (line.Result.StartsWith(head, StringComparison.Ordinal))
            {
                return line.Result[head.Length..];
            }
        }
    }
}
