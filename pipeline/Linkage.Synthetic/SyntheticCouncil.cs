using Linkage.Synthetic.City;
using Linkage.Synthetic.Extracts;
using Linkage.Synthetic.Output;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic;

/// <summary>
/// Makes Ashgrove, a synthetic English city, and the ten extracts its council would hold, with the truth beside them.
/// Areas of 1,600 people are made in parallel, each from generators of its own, and written in order; memory holds only a few areas at a time
/// and the compact list of properties.
/// </summary>
public static class SyntheticCouncil
{
    /// <summary>Makes the city and writes <c>sources/</c> and <c>truth/</c> into the output folder, whole or not at all.</summary>
    /// <param name="options">How many people, from which seed, where to.</param>
    /// <param name="progress">Told after each area and each file.</param>
    /// <param name="cancellationToken">Stops the making; nothing stays behind.</param>
    /// <exception cref="SyntheticOptionsException">An option is out of range, or the output folder is taken.</exception>
    /// <exception cref="IOException">The disk is full or cannot be written.</exception>
    public static SyntheticSummary Generate(SyntheticOptions options, IProgress<SyntheticProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate();
        using var folder = StagedFolder.In(options.OutputFolder);
        var threads = options.Threads == 0 ? Math.Min(Environment.ProcessorCount, 64) : options.Threads;
        var city = CityPlan.For(options.People, options.Seed, threads, cancellationToken);
        using var files = new CouncilFiles(folder);
        var (households, properties, people) = (0L, 0L, 0);
        var tally = new VariationTally();
        foreach (var rows in InOrder(city, new CityNumbers(options.Seed), threads, cancellationToken))
        {
            files.Write(rows);
            households += rows.Households;
            properties += rows.Properties;
            people += rows.People;
            tally.Add(rows.Tally);
            progress?.Report(new SyntheticProgress("people", people, options.People));
        }

        var written = files.Finish(file => progress?.Report(new SyntheticProgress(file, people, options.People)), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        folder.Publish();
        return new SyntheticSummary(people, households, properties, written, tally.Counts());
    }

    /// <summary>The areas' rows in the order of the areas, made by so many threads, never more than two for each in memory.</summary>
    private static IEnumerable<AreaRows> InOrder(CityPlan city, CityNumbers numbers, int threads, CancellationToken cancellationToken)
    {
        var running = new Queue<Task<AreaRows>>();
        using var slots = new SemaphoreSlim(threads);
        var next = 0;
        try
        {
            while (next < city.Areas.Count || running.Count > 0)
            {
                while (next < city.Areas.Count && running.Count < threads * 2)
                {
                    var area = city.Areas[next++];
                    running.Enqueue(Task.Run(
                        () =>
                        {
                            slots.Wait(cancellationToken);
                            try
                            {
                                return AreaRows.Of(city, area, numbers);
                            }
                            finally
                            {
                                slots.Release();
                            }
                        },
                        cancellationToken));
                }

                yield return running.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // Whoever stops early waits for the areas under way; their failures are his own or of no interest any more.
            Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }
}
