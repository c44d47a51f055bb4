using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Linkage.Mutation;

/// <summary>Finds the mutants of the decision code and compiles them.</summary>
internal sealed partial class MutantFactory
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Linkage.Governance.Tests")]
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14);

    private readonly string _project;
    private readonly CSharpCompilation _original;
    private readonly List<(Mutant Mutant, TextSpan Span, string Text, MemberDeclarationSyntax Member)> _made = [];

    /// <summary>Finds the mutants.</summary>
    /// <param name="project">Folder of the governance project.</param>
    /// <param name="targets">Files or folders of it, with <c>/</c>.</param>
    public MutantFactory(string project, IReadOnlyList<string> targets)
    {
        _project = project;
        var files = Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Linkage.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        _original = CSharpCompilation.Create(
            "Linkage.Governance",
            [.. files.Select(Parse), Parse(Usings, "Usings.cs"), Parse(SwitchedSource.Switch, "Switch.cs")],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        if (_original.GetDiagnostics().FirstOrDefault(IsError) is { } error)
        {
            throw new InvalidOperationException($"The unchanged code does not compile here: {error}");
        }

        var switches = 0;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var tree in targets.SelectMany(target => _original.SyntaxTrees.Where(tree => IsIn(tree.FilePath, target))).Distinct())
        {
            var model = _original.GetSemanticModel(tree);
            foreach (var member in tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => member is BaseMethodDeclarationSyntax or PropertyDeclarationSyntax or FieldDeclarationSyntax))
            {
                int? number = SwitchedSource.CanSwitch(member) ? ++switches : null;
                foreach (var (span, text) in Mutations.Of(member, model))
                {
                    var name = NameOf(member);
                    var change = $"{OneLine(Surrounding(member, span).ToString())} => {OneLine(Changed(member, span, text))}";
                    var count = seen[$"{tree.FilePath} {name} {change}"] = seen.GetValueOrDefault($"{tree.FilePath} {name} {change}") + 1;
                    var line = tree.GetLineSpan(span).StartLinePosition.Line + 1;
                    var mutant = new Mutant(_made.Count + 1, Path.GetRelativePath(project, tree.FilePath).Replace('\\', '/'), line, name, count == 1 ? change : $"{change} ({count})", number);
                    _made.Add((mutant, span, text, member));
                }
            }
        }
    }

    /// <summary>The mutants.</summary>
    public IReadOnlyList<Mutant> Mutants => [.. _made.Select(one => one.Mutant)];

    /// <summary>Writes <c>switched.dll</c> and, for mutants that cannot be switched, an assembly each under its number.</summary>
    /// <returns>The mutants that do not compile.</returns>
    public IReadOnlySet<int> Write(string folder)
    {
        var broken = new HashSet<int>();
        while (true)
        {
            var compilation = Switched(broken);
            var changed = compilation.SyntaxTrees.Except(_original.SyntaxTrees);
            var errors = changed.SelectMany(tree => compilation.GetSemanticModel(tree).GetDiagnostics()).Where(IsError).ToArray();
            foreach (var error in errors)
            {
                broken.Add(SwitchedSource.MutantAt(error.Location.SourceTree!.GetRoot(), error.Location.SourceSpan) ?? throw new InvalidOperationException($"The switched code does not compile: {error}"));
            }

            if (errors.Length == 0)
            {
                var result = compilation.Emit(Path.Combine(folder, "switched.dll"));
                if (!result.Success)
                {
                    throw new InvalidOperationException($"The switched code does not compile: {result.Diagnostics.First(IsError)}");
                }

                break;
            }
        }

        foreach (var (mutant, span, text, member) in _made.Where(one => one.Mutant.Switch is null))
        {
            var source = member.SyntaxTree.ToString();
            var changed = Parse(source[..span.Start] + text + source[span.End..], member.SyntaxTree.FilePath);
            var path = Path.Combine(folder, $"{mutant.Id}.dll");
            if (!_original.ReplaceSyntaxTree(member.SyntaxTree, changed).Emit(path).Success)
            {
                File.Delete(path);
                broken.Add(mutant.Id);
            }
        }

        return broken;
    }

    private CSharpCompilation Switched(HashSet<int> without)
    {
        var compilation = _original;
        foreach (var file in _made.Where(one => one.Mutant.Switch is not null).GroupBy(one => one.Member.SyntaxTree))
        {
            var members = file.GroupBy(one => one.Member).Select(of => (
                of.Key,
                of.First().Mutant.Switch!.Value,
                (IReadOnlyList<(int, TextSpan, string)>)[.. of.Where(one => !without.Contains(one.Mutant.Id)).Select(one => (one.Mutant.Id, one.Span, one.Text))]));
            compilation = compilation.ReplaceSyntaxTree(file.Key, Parse(SwitchedSource.Write(file.Key.GetRoot(), members), file.Key.FilePath));
        }

        return compilation;
    }

    private bool IsIn(string path, string target)
    {
        var relative = Path.GetRelativePath(_project, path).Replace('\\', '/');
        return relative == target || relative.StartsWith(target.TrimEnd('/') + "/", StringComparison.Ordinal);
    }

    /// <summary>The statement, argument or arm that a reader needs to know a change by.</summary>
    private static SyntaxNode Surrounding(SyntaxNode member, TextSpan span)
    {
        var node = member.FindNode(span, getInnermostNodeForTie: true);
        return node.AncestorsAndSelf().TakeWhile(one => one != member).LastOrDefault(one => one.Span.Length <= 100) ?? node;
    }

    private static string Changed(SyntaxNode member, TextSpan span, string text)
    {
        var around = Surrounding(member, span);
        if (!around.Span.Contains(span))
        {
            return $"without {around}";
        }

        var source = around.ToString();
        return source[..(span.Start - around.SpanStart)] + text + source[(span.End - around.SpanStart)..];
    }

    private static string OneLine(string text) => Spaces().Replace(text, " ").Trim() is { Length: > 0 } line ? line : "nothing";

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        _ => member.Kind().ToString(),
    };

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static SyntaxTree Parse(string path) => Parse(WithPlainRegexes(File.ReadAllText(path)), path);

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Parsing, path);

    /// <summary>Source generators do not run here, so a generated regular expression becomes a plain one.</summary>
    private static string WithPlainRegexes(string text) =>
        GeneratedRegexes().Replace(text, "private static readonly Regex $2Regex = new($1); private static Regex $2() => $2Regex;").Replace(" partial class ", " class ", StringComparison.Ordinal);

    [GeneratedRegex(@"\[GeneratedRegex\((.*)\)\]\s*private static partial Regex (\w+)\(\);")]
    private static partial Regex GeneratedRegexes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
