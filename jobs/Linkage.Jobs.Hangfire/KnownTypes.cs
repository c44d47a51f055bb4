namespace Linkage.Jobs.Hangfire;

/// <summary>
/// The types that Hangfire may make of the names in its tables: what is called, its arguments, and the state of what follows. Without it, whoever may write there has the host call any method of any library.
/// </summary>
internal static class KnownTypes
{
    private static readonly Dictionary<string, Type> ByName = new[] { typeof(HangfireJob), typeof(string), typeof(CancellationToken), typeof(global::Hangfire.Server.PerformContext), typeof(global::Hangfire.States.EnqueuedState) }
        .ToDictionary(type => type.FullName!, StringComparer.Ordinal);

    /// <summary>The type of a name.</summary>
    /// <exception cref="TypeLoadException">It is none of these.</exception>
    public static Type Resolve(string name) => ByName.TryGetValue(name.Split(',')[0].Trim(), out var type) ? type : throw new TypeLoadException("Hangfire's tables name a type that is not of this program.");

    /// <summary>How a type is written.</summary>
    public static string Name(Type type) => type.FullName!;
}
