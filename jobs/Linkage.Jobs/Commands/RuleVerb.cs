using System.CommandLine;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;

namespace Linkage.Jobs.Commands;

/// <summary>A verb about one rule version of the store.</summary>
internal abstract class RuleVerb : Verb
{
    private readonly Argument<string> _rule = new("RULE") { Description = "The rule version, as in homes-and-money.v4; the id alone names the newest" };
    private readonly Option<string> _data = PlaceOptions.Data();

    /// <summary>Names the verb.</summary>
    protected RuleVerb(string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        Add(_rule);
        Add(_data);
    }

    /// <summary>The rule that was named.</summary>
    protected RuleName Rule(ParseResult parse) => RuleName.Parse(parse.GetRequiredValue(_rule));

    /// <summary>The workspace.</summary>
    protected string Workspace(ParseResult parse) => Path.GetFullPath(parse.GetRequiredValue(_data));

    /// <summary>The store of the workspace.</summary>
    protected StoreDatabase Store(ParseResult parse) => StoreDatabase.Of(Workspace(parse));

    /// <summary>The option <c>--person</c>.</summary>
    protected static Option<string> Person(string does) => new("--person") { HelpName = "ID", Description = $"Who {does}: a person id or account of the directory of people", Required = true };
}
