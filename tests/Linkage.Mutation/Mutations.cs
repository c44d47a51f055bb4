using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Linkage.Mutation;

/// <summary>
/// The changes that are made to code. Texts and the explanations of reasons (interpolated strings) are left alone: they are read by people, and no decision follows from them.
/// </summary>
internal static class Mutations
{
    private static readonly Dictionary<string, string[]> Calls = new(StringComparer.Ordinal)
    {
        ["Any"] = ["All"],
        ["All"] = ["Any"],
        ["First"] = ["Last"],
        ["Last"] = ["First"],
        ["FirstOrDefault"] = ["LastOrDefault"],
        ["LastOrDefault"] = ["FirstOrDefault"],
        ["Min"] = ["Max"],
        ["Max"] = ["Min"],
        ["MinBy"] = ["MaxBy"],
        ["MaxBy"] = ["MinBy"],
        ["Except"] = ["Intersect"],
        ["Intersect"] = ["Except"],
        ["Skip"] = ["Take"],
        ["Take"] = ["Skip"],
        ["OrderBy"] = ["OrderByDescending"],
        ["OrderByDescending"] = ["OrderBy"],
        ["ThenBy"] = ["ThenByDescending"],
        ["ThenByDescending"] = ["ThenBy"],
        ["Order"] = ["OrderDescending"],
    };

    private static readonly HashSet<string> Removable = new(
        ["Where", "Distinct", "Order", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending", "Concat", "Except", "Append", "Skip", "Take", "SkipLast"], StringComparer.Ordinal);

    /// <summary>Every change within a member: the text that goes and the text that comes.</summary>
    public static IEnumerable<(TextSpan Span, string Text)> Of(SyntaxNode member, SemanticModel model) => member
        .DescendantNodes(node => node is not InterpolatedStringExpressionSyntax and not AttributeListSyntax)
        .SelectMany(node => At(node, model))
        .Distinct();

    private static IEnumerable<(TextSpan Span, string Text)> At(SyntaxNode node, SemanticModel model) => node switch
    {
        BinaryExpressionSyntax binary => Binary(binary),
        BinaryPatternSyntax pattern => [(pattern.OperatorToken.Span, pattern.IsKind(SyntaxKind.OrPattern) ? "and" : "or"), (pattern.Span, $"({pattern.Left})"), (pattern.Span, $"({pattern.Right})")],
        RelationalPatternSyntax pattern => Boundaries(pattern.OperatorToken),
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax negated } pattern => [(pattern.Span, $"({pattern.Expression} is {negated.Pattern})")],
        IsPatternExpressionSyntax pattern => [(pattern.Span, $"({pattern.Expression} is not ({pattern.Pattern}))")],
        PrefixUnaryExpressionSyntax prefix when prefix.IsKind(SyntaxKind.LogicalNotExpression) => [(prefix.Span, $"({prefix.Operand})")],
        LiteralExpressionSyntax literal => Literal(literal),
        ConditionalExpressionSyntax choice => [(choice.Span, $"({choice.WhenTrue})"), (choice.Span, $"({choice.WhenFalse})")],
        IfStatementSyntax choice => [(choice.Span, choice.Statement.ToString()), (choice.Span, choice.Else?.Statement.ToString() ?? "{ }")],
        ForEachStatementSyntax loop => [(loop.Span, "{ }")],
        ExpressionStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax or YieldStatementSyntax or ReturnStatementSyntax { Expression: null } => [(node.Span, "{ }")],
        SwitchExpressionArmSyntax { Pattern: not DiscardPatternSyntax } arm => [(WithComma(arm), string.Empty)],
        WhenClauseSyntax clause => [(clause.Span, string.Empty)],
        CollectionExpressionSyntax list => list.Elements.Select(element => (WithComma(element), string.Empty)),
        InitializerExpressionSyntax list when list.IsKind(SyntaxKind.ArrayInitializerExpression) => list.Expressions.Select(element => (WithComma(element), string.Empty)),
        AssignmentExpressionSyntax assignment when assignment.IsKind(SyntaxKind.AddAssignmentExpression) => [(assignment.OperatorToken.Span, "-=")],
        AssignmentExpressionSyntax assignment when assignment.IsKind(SyntaxKind.SubtractAssignmentExpression) => [(assignment.OperatorToken.Span, "+=")],
        InvocationExpressionSyntax call => Call(call, model),
        MemberAccessExpressionSyntax access => EnumMember(access, model),
        _ => [],
    };

    private static IEnumerable<(TextSpan Span, string Text)> Binary(BinaryExpressionSyntax binary)
    {
        var (all, sign) = (binary.Span, binary.OperatorToken.Span);
        var sides = new[] { (all, $"({binary.Left})"), (all, $"({binary.Right})") };
        return binary.Kind() switch
        {
            SyntaxKind.LogicalAndExpression => [(sign, "||"), .. sides],
            SyntaxKind.LogicalOrExpression => [(sign, "&&"), .. sides],
            SyntaxKind.CoalesceExpression => sides,
            SyntaxKind.EqualsExpression => [(sign, "!=")],
            SyntaxKind.NotEqualsExpression => [(sign, "==")],
            SyntaxKind.AddExpression => [(sign, "-")],
            SyntaxKind.SubtractExpression => [(sign, "+")],
            SyntaxKind.MultiplyExpression => [(sign, "/")],
            SyntaxKind.DivideExpression => [(sign, "*")],
            SyntaxKind.ModuloExpression => [(sign, "*")],
            _ => Boundaries(binary.OperatorToken),
        };
    }

    private static IEnumerable<(TextSpan Span, string Text)> Boundaries(SyntaxToken sign) => sign.Kind() switch
    {
        SyntaxKind.LessThanToken => [(sign.Span, "<="), (sign.Span, ">=")],
        SyntaxKind.LessThanEqualsToken => [(sign.Span, "<"), (sign.Span, ">")],
        SyntaxKind.GreaterThanToken => [(sign.Span, ">="), (sign.Span, "<=")],
        SyntaxKind.GreaterThanEqualsToken => [(sign.Span, ">"), (sign.Span, "<")],
        _ => [],
    };

    private static IEnumerable<(TextSpan Span, string Text)> Literal(LiteralExpressionSyntax literal) => literal.Kind() switch
    {
        SyntaxKind.TrueLiteralExpression => [(literal.Span, "false")],
        SyntaxKind.FalseLiteralExpression => [(literal.Span, "true")],
        SyntaxKind.NumericLiteralExpression when literal.Token.Value is int number => [(literal.Span, (number + 1).ToString(CultureInfo.InvariantCulture)), (literal.Span, (number - 1).ToString(CultureInfo.InvariantCulture))],
        _ => [],
    };

    private static IEnumerable<(TextSpan Span, string Text)> Call(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (model.GetTypeInfo(call).Type?.SpecialType == SpecialType.System_Boolean && call.Parent is not PrefixUnaryExpressionSyntax and not ExpressionStatementSyntax)
        {
            yield return (call.Span, $"!{call}");
        }

        if (call.Expression is not MemberAccessExpressionSyntax access || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ContainingType.Name: "Enumerable" or "Array" })
        {
            yield break;
        }

        var name = access.Name.Identifier.Text;
        foreach (var other in Calls.GetValueOrDefault(name) ?? [])
        {
            yield return (access.Name.Identifier.Span, other);
        }

        if (Removable.Contains(name))
        {
            yield return (call.Span, access.Expression.ToString());
        }

        if (name is "Any" or "Count" or "All" && call.ArgumentList.Arguments.Count == 1)
        {
            yield return (call.Span, $"{access.Expression}.{(name == "Count" ? "Count" : "Any")}()");
        }
    }

    /// <summary>Another member of the same enumeration: the next, and after the last the first.</summary>
    private static IEnumerable<(TextSpan Span, string Text)> EnumMember(MemberAccessExpressionSyntax access, SemanticModel model)
    {
        if (model.GetSymbolInfo(access).Symbol is IFieldSymbol { ContainingType: { TypeKind: TypeKind.Enum } type } field && type.ContainingNamespace.ToString()!.StartsWith("Linkage", StringComparison.Ordinal))
        {
            var members = type.GetMembers().OfType<IFieldSymbol>().Select(member => member.Name).ToList();
            yield return (access.Name.Span, members[(members.IndexOf(field.Name) + 1) % members.Count]);
        }
    }

    /// <summary>An item of a list with the comma that goes with it.</summary>
    private static TextSpan WithComma(SyntaxNode item)
    {
        var next = item.GetLastToken().GetNextToken();
        var previous = item.GetFirstToken().GetPreviousToken();
        return next.IsKind(SyntaxKind.CommaToken) ? TextSpan.FromBounds(item.SpanStart, next.Span.End)
            : previous.IsKind(SyntaxKind.CommaToken) ? TextSpan.FromBounds(previous.SpanStart, item.Span.End)
            : item.Span;
    }
}
