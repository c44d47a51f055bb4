using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Linkage.TestKit;
using Xunit;
using Xunit.Sdk;

namespace Linkage.Mutation;

/// <summary>
/// A mutated governance assembly in a context of its own, with the test assembly loaded beside it, and every scenario and test as something that can be run.
/// </summary>
internal sealed class Subject : AssemblyLoadContext
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private readonly Assembly _governance;
    private readonly FieldInfo _active;

    /// <summary>Loads an assembly.</summary>
    /// <param name="path">The governance assembly.</param>
    public Subject(string path)
        : base(isCollectible: true)
    {
        using var image = new MemoryStream(File.ReadAllBytes(path));
        _governance = LoadFromStream(image);
        var mutationSwitch = _governance.GetType("Linkage.Governance.MutationSwitch", throwOnError: true)!;
        _active = mutationSwitch.GetField("Active", Everything)!;
        Reached = (bool[])mutationSwitch.GetField("Reached", Everything)!.GetValue(null)!;
    }

    /// <summary>Which switched members ran since this was last cleared.</summary>
    public bool[] Reached { get; }

    /// <summary>Switches one mutant on; 0 switches all off.</summary>
    public int Active
    {
        set => _active.SetValue(null, value);
    }

    /// <summary>The scenarios by name; each says whether it came out as written.</summary>
    public IReadOnlyList<(string Name, Func<bool> Passes)> Scenarios()
    {
        var governance = Path.Combine(RepositoryPaths.Root, "governance");
        var documents = Activator.CreateInstance(In("ScenarioDocuments"), nonPublic: true);
        var approvers = Activator.CreateInstance(In("ScenarioApprovers"), nonPublic: true);
        var load = In("ScenarioFile").GetMethod("Load", Everything)!;
        return [.. Directory.EnumerateFiles(Path.Combine(governance, "scenarios"), "*.yaml")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => ((IEnumerable<object>)load.Invoke(null, [file, governance, documents, approvers])!).Select(Scenario))];

        Type In(string name) => _governance.GetType($"Linkage.Governance.Scenarios.{name}", throwOnError: true)!;
    }

    /// <summary>
    /// The unit tests by name; each says whether it passes. Those that run the scenarios are left out, since they are run one by one, and so are the tests of
    /// properties, which take seconds each: a mutant that only they would notice counts as one that nobody noticed.
    /// </summary>
    public IReadOnlyList<(string Name, Func<bool> Passes)> Tests()
    {
        var assembly = LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "Linkage.Governance.Tests.dll"));
        return [.. assembly.GetTypes()
            .Where(type => type.Name != "RepositoryScenarioTests" && !type.Name.EndsWith("PropertyTests", StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is { Skip: null }))
            .Select(method => ($"{method.DeclaringType!.Name}.{method.Name}", (Func<bool>)(() => Passes(method))))
            .OrderBy(test => test.Item1, StringComparer.Ordinal)];
    }

    /// <summary>Runs the static initialisers of the test assembly, so that what they reach is told apart from what tests reach.</summary>
    public void Warm()
    {
        foreach (var type in Assemblies.Where(one => one.GetName().Name == "Linkage.Governance.Tests").SelectMany(one => one.GetTypes()).Where(type => !type.ContainsGenericParameters))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        "Linkage.Governance" => _governance,
        "Linkage.TestKit" => LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "Linkage.TestKit.dll")),
        _ => null,
    };

    private static (string Name, Func<bool> Passes) Scenario(object scenario)
    {
        var type = scenario.GetType();
        var (name, expected) = ((string)type.GetProperty("Name")!.GetValue(scenario)!, type.GetProperty("Expected")!.GetValue(scenario)!);
        var (answer, equal) = (type.GetMethod("Answer")!, expected.GetType().GetMethod("Is", Everything)!);
        return (name, () => DoesNotThrow(() => (bool)equal.Invoke(expected, [answer.Invoke(scenario, null)])!));
    }

    private static bool Passes(MethodInfo method)
    {
        var rows = method.GetCustomAttributes<DataAttribute>().ToArray() is { Length: > 0 } data ? data.SelectMany(one => one.GetData(method)) : [[]];
        return DoesNotThrow(() =>
        {
            foreach (var row in rows)
            {
                var test = Activator.CreateInstance(method.DeclaringType!);
                (method.Invoke(test, row ?? [null]) as Task)?.GetAwaiter().GetResult();
                (test as IDisposable)?.Dispose();
            }

            return true;
        });
    }

    /// <summary>A test that ends in any exception has failed.</summary>
    private static bool DoesNotThrow(Func<bool> test)
    {
        try
        {
            return test();
        }
#pragma warning disable CA1031 // Whatever a mutant throws, it was noticed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
