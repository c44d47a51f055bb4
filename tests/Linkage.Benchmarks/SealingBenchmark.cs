using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Zones;

namespace Linkage.Benchmarks;

/// <summary>Sealing and opening of a large file in memory-backed storage, beside what the machine's OpenSSL says of the same cipher on one core in the same minute.</summary>
internal static class SealingBenchmark
{
    private const int Repetitions = 3;

    private static readonly string[] Purpose = ["zone-file", "identity/benchmark/0", "identity.parquet"];

    /// <summary>Measures, and gives the rows of a table: of three the fastest.</summary>
    internal static string Run(int mebibytes)
    {
        var folder = Path.Combine(Directory.Exists(RunScratch.MemoryRoot) ? RunScratch.MemoryRoot : Path.GetTempPath(), $"linkage-sealing-{Path.GetRandomFileName()}");
        PrivateFolder.Create(folder);
        try
        {
            using var ring = KeyRing.Open(LocalKeyVault.CreateIfMissing(Path.Combine(folder, "keys")), "benchmark", 1);
            using var key = ring.ZoneKey("identity", "benchmark");
            string plain = Path.Combine(folder, "plain"), path = Path.Combine(folder, "sealed"), opened = Path.Combine(folder, "opened");
            Fill(plain, mebibytes);
            var cipher = CipherRate();
            var table = new StringBuilder("| step | MiB | seconds | processor s | GB/s | of openssl speed, one core | peak MiB |\n|---|---:|---:|---:|---:|---:|---:|\n");
            table.AppendLine(CultureInfo.InvariantCulture, $"| openssl speed -evp aes-256-gcm, one core | | | | {cipher:F2} | 1.00 | |");
            Measure(table, "seal", mebibytes, cipher, path, () => SealedFile.Seal(plain, path, key, Purpose));
            SealedFile.Seal(plain, path, key, Purpose);
            Measure(table, "open", mebibytes, cipher, opened, () => SealedFile.Open(path, opened, key, Purpose));
            return table.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(StringBuilder table, string step, int mebibytes, double cipher, string made, Action work)
    {
        var best = (Seconds: double.MaxValue, Processor: 0.0);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var (clock, processor) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
            work();
            var seconds = clock.Elapsed.TotalSeconds;
            best = seconds < best.Seconds ? (seconds, (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds) : best;
            File.Delete(made);
        }

        var rate = mebibytes * 1048576.0 / 1e9 / best.Seconds;
        table.AppendLine(CultureInfo.InvariantCulture, $"| {step} | {mebibytes} | {best.Seconds:F2} | {best.Processor:F2} | {rate:F2} | {rate / cipher:F2} | {ProcessorClock.PeakMib():F0} |");
    }

    private static void Fill(string path, int mebibytes)
    {
        using var stream = new FileStream(path, FileMode.CreateNew);
        for (var block = 0; block < mebibytes; block++)
        {
            stream.Write(RandomNumberGenerator.GetBytes(1 << 20));
        }
    }

    // "aes-256-gcm  1234567.89k": thousands of bytes a second.
    private static double CipherRate()
    {
        var start = new ProcessStartInfo("openssl", ["speed", "-evp", "aes-256-gcm", "-bytes", "131072", "-seconds", "3"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var openssl = Process.Start(start) ?? throw new InvalidOperationException("openssl does not start; install Debian's package openssl.");
        openssl.ErrorDataReceived += (_, _) => { };
        openssl.BeginErrorReadLine();
        var line = openssl.StandardOutput.ReadToEnd().Split('\n').Last(l => l.StartsWith("AES-256-GCM", StringComparison.OrdinalIgnoreCase));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1].TrimEnd('k'), CultureInfo.InvariantCulture) * 1000 / 1e9;
    }
}
