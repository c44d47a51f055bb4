using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Linkage.Mutation;

/// <summary>
/// A source file in which each method has a copy for every mutant of it, and calls the one whose number is switched on. One assembly then holds nearly all mutants.
/// </summary>
internal static class SwitchedSource
{
    /// <summary>The class that says which mutant is on and which members were reached.</summary>
    public const string Switch = """
        namespace Linkage.Governance;
        internal static class MutationSwitch { public static int Active; public static readonly bool[] Reached = new bool[10_000]; }
        """;

    /// <summary>Whether a member can have copies; constructors, initialisers and constants cannot.</summary>
    public static bool CanSwitch(MemberDeclarationSyntax member) => member is MethodDeclarationSyntax { Body: not null } or MethodDeclarationSyntax { ExpressionBody: not null }
        || member is PropertyDeclarationSyntax { ExpressionBody: not null };

    /// <summary>The file with its switched members.</summary>
    /// <param name="root">The file as it is.</param>
    /// <param name="members">Its switched members, each with its number and its mutants.</param>
    public static string Write(SyntaxNode root, IEnumerable<(MemberDeclarationSyntax Member, int Number, IReadOnlyList<(int Id, TextSpan Span, string Text)> Mutants)> members)
    {
        var text = root.ToFullString();
        foreach (var (member, number, mutants) in members.OrderByDescending(one => one.Member.SpanStart))
        {
            text = text[..member.SpanStart] + Switched(member, number, mutants) + text[member.Span.End..];
        }

        return text;
    }

    /// <summary>The mutant in whose copy a place of a switched file lies, or null.</summary>
    public static int? MutantAt(SyntaxNode root, TextSpan place) => root.FindNode(place).AncestorsAndSelf().OfType<MethodDeclarationSyntax>()
        .Select(method => method.Identifier.Text.Split("__m"))
        .Where(parts => parts.Length == 2)
        .Select(parts => (int?)int.Parse(parts[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static string Switched(MemberDeclarationSyntax member, int number, IReadOnlyList<(int Id, TextSpan Span, string Text)> mutants)
    {
        var method = member as MethodDeclarationSyntax;
        var property = member as PropertyDeclarationSyntax;
        var name = method?.Identifier.Text ?? property!.Identifier.Text;
        var type = (method?.ReturnType ?? property!.Type).ToString();
        var parameters = method?.ParameterList.Parameters.ToArray() ?? [];
        var generics = method?.TypeParameterList?.ToString();
        var arguments = string.Join(", ", parameters.Select(parameter => $"{Array.Find(["out", "ref", "in"], word => parameter.Modifiers.Any(modifier => modifier.Text == word))} {parameter.Identifier}"));
        var head = $"private {(member.Modifiers.Any(SyntaxKind.StaticKeyword) ? "static " : string.Empty)}{type} ";
        var tail = $"{generics}({string.Join(", ", parameters.Select(WithoutThis))}) {method?.ConstraintClauses.ToString()} ";
        var body = method?.Body ?? (SyntaxNode?)method?.ExpressionBody ?? property!.ExpressionBody!;
        var end = body is BlockSyntax ? string.Empty : ";";
        var text = new StringBuilder(member.ToString()[..(body.SpanStart - member.SpanStart)]);
        text.Append(property is null ? "{ " : "{ get { ").Append(CultureInfo.InvariantCulture, $"MutationSwitch.Reached[{number}] = true; switch (MutationSwitch.Active) {{ ");
        foreach (var (id, _, _) in mutants)
        {
            text.Append(CultureInfo.InvariantCulture, $"case {id}: {Called($"{name}__m{id}")} ");
        }

        text.Append(CultureInfo.InvariantCulture, $"default: {Called($"{name}__o{number}")} }} }}{(property is null ? string.Empty : " }")}\n");
        text.Append(CultureInfo.InvariantCulture, $"{head}{name}__o{number}{tail}{body}{end}\n");
        foreach (var (id, span, replacement) in mutants)
        {
            var source = body.ToString();
            var at = span.Start - body.SpanStart;
            text.Append(CultureInfo.InvariantCulture, $"{head}{name}__m{id}{tail}{source[..at]}{replacement}{source[(at + span.Length)..]}{end}\n");
        }

        return text.ToString();

        string Called(string copy) => type == "void" ? $"{copy}{generics}({arguments}); return;" : $"return {copy}{generics}({arguments});";
    }

    private static string WithoutThis(ParameterSyntax parameter) =>
        parameter.WithModifiers(SyntaxFactory.TokenList(parameter.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.ThisKeyword)))).ToString();
}
