namespace DuckDB.NET.Bindings.Tests.Completeness;

public sealed class ProviderCompletenessTests
{
    private const string Bindings = "DuckDB.NET.Bindings";

    [Fact]
    public void FindGaps_OfTheProviderAgainstTheBindings_FindsNone()
    {
        using var provider = File.OpenRead(Beside("DuckDB.NET.Data.dll"));
        using var bindings = File.OpenRead(Beside("DuckDB.NET.Bindings.dll"));

        Assert.Empty(ReferenceChecker.FindGaps(provider, bindings, Bindings));
    }

    [Fact]
    public void Count_OfTheProvider_FindsItsReferences()
    {
        using var provider = File.OpenRead(Beside("DuckDB.NET.Data.dll"));

        var (types, members) = ReferenceChecker.Count(provider, Bindings);

        Assert.True(types >= 50, $"The provider refers to {types} types; the reader may be blind.");
        Assert.True(members >= 190, $"The provider refers to {members} members; the reader may be blind.");
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);
}
