namespace DuckDB.NET.Bindings.Tests;

/// <summary>Tests that measure memory or watch a clock: they run alone, after the others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    public const string Name = "Measured";
}
