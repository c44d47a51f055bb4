using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Linkage.Mutation;

/// <summary>
/// Tries mutants in a process of its own, since a mutant may never end or bring its process down. Reads a line <c>ID MEMBER-OR-MINUS FILE</c> for each and answers
/// <c>=ID</c> with who noticed it, or nothing when nobody did; a line of <c>.</c> says that it is still alive, one with <c>!</c> that it cannot go on.
/// </summary>
internal sealed class Worker
{
    private readonly string _folder;
    private readonly Subject _warm;
    private readonly IReadOnlyList<(string Name, Func<bool> Passes)> _scenarios;
    private readonly IReadOnlyList<(string Name, Func<bool> Passes)> _tests;
    private readonly Coverage _coverage;

    /// <summary>What noticed mutants last, the newest with the highest number.</summary>
    private readonly Dictionary<string, long> _noticed = new(StringComparer.Ordinal);
    private long _count;

    private Worker(string folder)
    {
        _folder = folder;
        _warm = new Subject(Path.Combine(folder, "switched.dll"));
        _scenarios = _warm.Scenarios();
        _tests = _warm.Tests();
        _warm.Warm();
        var known = Path.Combine(folder, "coverage.json");
        if (!File.Exists(known))
        {
            File.WriteAllText(known, JsonSerializer.Serialize(Measure()));
        }

        _coverage = JsonSerializer.Deserialize<Coverage>(File.ReadAllText(known))!;
    }

    /// <summary>Tries what the input says until it ends.</summary>
    public static void Run(string folder)
    {
        try
        {
            var worker = new Worker(folder);
            Console.WriteLine("ready");
            while (Console.ReadLine() is { } line)
            {
                var parts = line.Split(' ');
                int? member = parts[1] == "-" ? null : int.Parse(parts[1], CultureInfo.InvariantCulture);
                Console.WriteLine($"={parts[0]} {worker.NoticedBy(int.Parse(parts[0], CultureInfo.InvariantCulture), member)}");
            }
        }
#pragma warning disable CA1031 // A fault of the worker itself must not pass for a mutant that was noticed.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Console.WriteLine($"!{fault.Message}");
        }
    }

    private string? NoticedBy(int id, int? member)
    {
        if (member is not { } number)
        {
            return ByAll(Path.Combine(_folder, $"{id}.dll"), 0, null);
        }

        _warm.Active = id;
        var noticed = First(_scenarios.Where(scenario => _coverage.Scenarios[scenario.Name].Contains(number))) ?? First(_tests.Where(test => _coverage.Tests[test.Name].Contains(number)));
        _warm.Active = 0;
        // Scenarios share nothing that is worked out; unit tests share samples, which a mutant must not have spoilt for the next.
        if (noticed is not null && _tests.Any(test => test.Name == noticed && !test.Passes()))
        {
            throw new InvalidOperationException($"'{noticed}' still fails after mutant {id} was switched off.");
        }

        return noticed ?? (_coverage.AtStart.Contains(number) ? ByAll(Path.Combine(_folder, "switched.dll"), id, number) : null);
    }

    /// <summary>Tries a mutant in a fresh context, so that what is worked out once is worked out with the mutant: scenarios where it has an assembly of its own, then unit tests.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private string? ByAll(string path, int id, int? member)
    {
        var subject = new Subject(path);
        try
        {
            subject.Active = id;
            return (member is null ? First(subject.Scenarios()) : null) ?? First(subject.Tests());
        }
#pragma warning disable CA1031 // A mutant that keeps the scenarios from being read was noticed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "reading the scenarios";
        }
        finally
        {
            subject.Unload();
        }
    }

    private string? First(IEnumerable<(string Name, Func<bool> Passes)> tests)
    {
        foreach (var (name, passes) in tests.OrderByDescending(test => _noticed.GetValueOrDefault(test.Name)))
        {
            Console.WriteLine(".");
            if (!passes())
            {
                _noticed[name] = ++_count;
                return name;
            }
        }

        return null;
    }

    private Coverage Measure()
    {
        var atStart = Members(_warm);
        var failing = new List<string>();
        var coverage = new Coverage(Of(_scenarios), Of(_tests), atStart);
        return failing.Count == 0 ? coverage : throw new InvalidOperationException($"without any mutant these fail: {string.Join(", ", failing)}.");

        Dictionary<string, int[]> Of(IReadOnlyList<(string Name, Func<bool> Passes)> tests) =>
            tests.ToDictionary(test => test.Name, Reached, StringComparer.Ordinal);

        int[] Reached((string Name, Func<bool> Passes) test)
        {
            Console.WriteLine(".");
            Array.Clear(_warm.Reached);
            if (!test.Passes())
            {
                failing.Add(test.Name);
            }

            return Members(_warm);
        }
    }

    private static int[] Members(Subject subject) => [.. subject.Reached.Index().Where(member => member.Item).Select(member => member.Index)];

    /// <param name="Scenarios">The switched members that each scenario reaches.</param>
    /// <param name="Tests">Those that each unit test reaches.</param>
    /// <param name="AtStart">Those that what is worked out once reaches, before any test.</param>
    private sealed record Coverage(Dictionary<string, int[]> Scenarios, Dictionary<string, int[]> Tests, int[] AtStart);
}
