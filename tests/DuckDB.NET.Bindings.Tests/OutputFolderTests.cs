namespace DuckDB.NET.Bindings.Tests;

public sealed class OutputFolderTests
{
    [Fact]
    public void OutputFolder_OfAConsumer_HasProviderBindingsAndLibrary()
    {
        var library = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        var files = Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToHashSet();

        Assert.Contains("DuckDB.NET.Data.dll", files);
        Assert.Contains("DuckDB.NET.Bindings.dll", files);
        Assert.Contains(library, files);
    }
}
