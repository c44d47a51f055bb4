using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DuckDB.NET.Bindings.Tests.Completeness;

/// <summary>The checker must be able to fail: a consumer compiled against one library is held against a changed one.</summary>
public sealed class ReferenceCheckerTests
{
    private const string Library = """
        namespace Lib;
        public struct Point { public int X; public int Length { get; set; } }
        public class Box { public class Inner { } public int Value() => 1; }
        public class Shelf<T> { public void Put(T item) { } }
        public enum Mode { Off, On }
        public static unsafe class Api
        {
            public static int Sum(int a, long b) => 0;
            public static void Fill(out Box box, ref Point point) { box = default; }
            public static ref readonly Point Look(Point[] points) => ref points[0];
            public static T Same<T>(T value) => value;
            public static void Hook(delegate* unmanaged[Cdecl]<int, void> callback) { }
            public static Mode Switch(Mode mode) => mode;
            public static void Name(string text) { }
        }
        """;

    private const string Consumer = """
        using Lib;
        public static unsafe class User
        {
            public static void Use()
            {
                Api.Sum(1, 2);
                var point = new Point { X = 1 };
                point.Length = 2;
                Api.Fill(out var box, ref point);
                Api.Look(new[] { point });
                box.Value();
                Api.Same(new Box.Inner());
                Api.Hook(null);
                Api.Switch(Mode.On);
                Api.Name("x");
                new Shelf<int>().Put(1);
            }
        }
        """;

    [Fact]
    public void FindGaps_SameLibrary_FindsNone() => Assert.Empty(Check(Library));

    [Theory]
    [InlineData("public static int Sum(int a, long b) => 0;", "", "Api::Sum")]
    [InlineData("public static int Sum(int a, long b)", "internal static int Sum(int a, long b)", "Api::Sum")]
    [InlineData("int Sum(int a, long b)", "long Sum(int a, long b)", "Api::Sum")]
    [InlineData("int Sum(int a, long b)", "int Sum(int a, int b)", "Api::Sum")]
    [InlineData("int Sum(int a, long b)", "int Sum(int a, long b, int c = 0)", "Api::Sum")]
    [InlineData("int Sum(int", "int sum(int", "Api::Sum")]
    [InlineData("ref Point point", "Point point", "Api::Fill")]
    [InlineData("ref readonly Point Look", "ref Point Look", "Api::Look")]
    [InlineData("Same<T>(T value)", "Same<T, U>(T value)", "Api::Same")]
    [InlineData("unmanaged[Cdecl]<int, void>", "unmanaged[Stdcall]<int, void>", "Api::Hook")]
    [InlineData("unmanaged[Cdecl]<int, void>", "unmanaged[Cdecl]<long, void>", "Api::Hook")]
    [InlineData("public int X;", "public long X;", "Point::X")]
    [InlineData("public int X;", "public int X { get; set; }", "Point::X")]
    [InlineData("int Length { get; set; }", "int Length { get; }", "Point::set_Length")]
    [InlineData("public int Value()", "public static int Value()", "Box::Value")]
    [InlineData("public struct Point", "public class Point", "Lib.Point is a class type")]
    [InlineData("public class Box", "public struct Box", "Lib.Box is a value type")]
    [InlineData("public class Inner", "internal class Inner", "Lib.Box+Inner is missing")]
    [InlineData("public enum Mode { Off, On }", "public class Mode { }", "Lib.Mode is a class type")]
    [InlineData("class Shelf<T> { public void Put(T item) { } }", "class Shelf<T> { public void Put(int item) { } }", "Lib.Shelf`1::Put")]
    [InlineData("class Shelf<T>", "class Shelf<T, U>", "Lib.Shelf`1 is missing")]
    [InlineData("string text", "object text", "Api::Name")]
    public void FindGaps_ChangedLibrary_NamesTheGap(string original, string replacement, string expected)
    {
        Assert.Contains(original, Library, StringComparison.Ordinal);

        var gaps = Check(Library.Replace(original, replacement, StringComparison.Ordinal));

        Assert.Contains(gaps, gap => gap.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void FindGaps_AnotherVersion_NamesTheIdentity()
    {
        var gaps = Check("[assembly: System.Reflection.AssemblyVersion(\"2.0.0.0\")]\n" + Library);

        Assert.Equal("identity: asked for Lib, 0.0.0.0, unsigned, offered Lib, 2.0.0.0, unsigned", Assert.Single(gaps));
    }

    private static IReadOnlyList<string> Check(string changedLibrary)
    {
        using var library = Compile("Lib", Library);
        using var consumer = Compile("User", Consumer, MetadataReference.CreateFromStream(library));
        using var changed = Compile("Lib", changedLibrary);
        return ReferenceChecker.FindGaps(consumer, changed, "Lib");
    }

    private static MemoryStream Compile(string name, string source, params MetadataReference[] references)
    {
        var runtime = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) is "System.Private.CoreLib.dll" or "System.Runtime.dll")
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. runtime, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var output = new MemoryStream();
        var result = compilation.Emit(output);

        Assert.True(result.Success, string.Join(Environment.NewLine, result.Diagnostics));
        output.Position = 0;
        return output;
    }
}
