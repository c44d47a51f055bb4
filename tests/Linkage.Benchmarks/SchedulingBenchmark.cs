using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Linkage.Jobs.Scheduling;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Run;
using Linkage.TestKit;

namespace Linkage.Benchmarks;

/// <summary>
/// What scheduling costs with so many slots and their runs in the store: recording one, a look that finds nothing, how long after it was asked for a slot begins, and what a host that waits takes of the machine.
/// The store is the one that <c>LINKAGE_STORE</c> names, made ready before, or a file.
/// </summary>
internal static class SchedulingBenchmark
{
    private const string Project = "homes-and-money";
    private const int Dispatches = 20;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>Measures, and gives the rows of a table.</summary>
    internal static async Task<string> RunAsync(int runs)
    {
        var folder = Directory.CreateTempSubdirectory("linkage-scheduling-").FullName;
        try
        {
            LinkageExecutable.Run("keys", "init", "--data", folder);
            LinkageExecutable.Run("rules", "import", "governance", "--data", folder);
            var database = StoreDatabase.Of(folder);
            using (var held = await WorkspaceHold.TakeAsync(database, folder, "benchmark", TimeProvider.System, CancellationToken.None).ConfigureAwait(false))
            {
            }

            var table = new StringBuilder("| step | runs in the store | figure |\n|---|---:|---:|\n");
            var schedules = new StoredSchedules(database, folder, TimeProvider.System);
            schedules.See(Project, DateTimeOffset.MaxValue);
            var clock = Stopwatch.StartNew();
            using (var store = RunStore.Open(database, folder, TimeProvider.System))
            {
                Fill(store, schedules, runs);
            }

            Row(table, "record a slot and its run (four transactions, an event of the ledger each)", runs, $"{clock.Elapsed.TotalMilliseconds / runs:F1} ms");
            Row(table, "what stands of one project", runs, Median(100, () => schedules.Read(Project, TimeProvider.System.GetUtcNow())));
            Row(table, "every slot held against the ledger, before one is run", runs, Median(5, schedules.RequireAsRecorded));
            Row(table, "linkage runs list", runs, Median(5, () => LinkageExecutable.Run("runs", "list", "--data", folder)));
            Row(table, "linkage schedules list", runs, Median(5, () => LinkageExecutable.Run("schedules", "list", "--data", folder)));
            await ServeAsync(table, folder, schedules, runs).ConfigureAwait(false);
            return table.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A slot a day, the oldest first, each begun and ended.
    private static void Fill(RunStore store, StoredSchedules schedules, int runs)
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var i = runs; i > 0; i--)
        {
            var slot = now.AddDays(-i);
            var run = RunId.Create(slot);
            schedules.Begin(Project, new SlotHistory(slot, []));
            store.Begin(run, Project, slot);
            store.Stop(run, RunState.Failed, "FOLDER_MISSING", "The folder of the source extracts is not there.", null);
            schedules.Record(Project, slot, SlotAct.Failed, run.ToString(), "FOLDER_MISSING");
        }
    }

    // There are no extracts, so that a run ends where it begins: what is measured is the way to it.
    private static async Task ServeAsync(StringBuilder table, string folder, StoredSchedules schedules, int runs)
    {
        var url = LoopbackUrl.Free();
        var clock = Stopwatch.StartNew();
        var none = Directory.CreateDirectory(Path.Combine(folder, "none")).FullName;
        using var host = LinkageProcess.Start(RepositoryPaths.Root, null, "serve", "--data", folder, "--sources", none, "--urls", url, "--json");
        using var http = new HttpClient();
        while (await TryAsync(http, url).ConfigureAwait(false) is not HttpStatusCode.OK)
        {
            // A figure of the way to ready, in steps of 50 ms.
            await Task.Delay(50).ConfigureAwait(false);
        }

        Row(table, "linkage serve, from its start to ready", runs, $"{clock.Elapsed.TotalSeconds:F1} s");
        // What is measured is a host that waits, not one that starts; then for as long as it is said to have waited.
        await Task.Delay(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        using var process = Process.GetProcessById(host.Id);
        var before = process.TotalProcessorTime;
        await Task.Delay(Idle).ConfigureAwait(false);
        process.Refresh();
        var used = process.TotalProcessorTime - before;
        Row(table, $"waiting host, for {Idle.TotalSeconds:F0} s", runs, string.Create(CultureInfo.InvariantCulture, $"{used / Idle:P1} of a core, {process.WorkingSet64 / 1048576} MiB"));

        var waits = new List<double>();
        for (var i = 0; i < Dispatches; i++)
        {
            var slot = TimeProvider.System.GetUtcNow().AddYears(-60).AddSeconds(i);
            schedules.Request(Project, [slot], "r.okafor");
            SlotHistory? found;
            do
            {
                await Task.Delay(100).ConfigureAwait(false);
                found = schedules.Read(Project, TimeProvider.System.GetUtcNow()).Pending.FirstOrDefault(each => StoredSchedules.Written(each.Slot) == StoredSchedules.Written(slot));
            }
            while (found is not null);
            var rows = schedules.HistoryOf(Project, slot)!.Rows;
            waits.Add((Instant(rows, SlotAct.Begun) - Instant(rows, SlotAct.Requested)).TotalSeconds);
        }

        waits.Sort();
        Row(table, $"from asked for to begun, {Dispatches} times", runs, string.Create(CultureInfo.InvariantCulture, $"median {waits[Dispatches / 2]:F1} s, longest {waits[^1]:F1} s"));
        host.Signal(PosixSignal.SIGTERM);
        clock.Restart();
        var ended = await host.EndAsync().ConfigureAwait(false);
        Row(table, "told to stop, to its end", runs, ended.ExitCode == 0 ? $"{clock.Elapsed.TotalSeconds:F1} s" : throw new InvalidOperationException($"The host ended with {ended.ExitCode}: {ended.Error}"));
    }

    private static DateTimeOffset Instant(IReadOnlyList<SlotRow> rows, SlotAct act) => SlotHistory.Instant(rows.First(row => row.Act == act.ToString()));

    private static async Task<HttpStatusCode?> TryAsync(HttpClient http, string url)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"{url}/readyz")).ConfigureAwait(false);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static string Median(int times, Action act)
    {
        act();
        var seconds = Enumerable.Range(0, times).Select(_ => Timed(act)).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{seconds[times / 2] * 1000:F1} ms");
    }

    private static double Timed(Action act)
    {
        var clock = Stopwatch.StartNew();
        act();
        return clock.Elapsed.TotalSeconds;
    }

    private static void Row(StringBuilder table, string step, int runs, string figure) => table.AppendLine(CultureInfo.InvariantCulture, $"| {step} | {runs:N0} | {figure} |");
}
