using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Linkage.Jobs.Commands;

/// <summary>The library's help, followed by examples.</summary>
internal sealed class VerbHelp(HelpAction inner, IReadOnlyList<Example> rootExamples) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var examples = parseResult.CommandResult.Command switch
        {
            Verb verb => verb.Examples,
            { Subcommands: [Verb only, ..] } group when group is not RootCommand => only.Examples,
            _ => rootExamples,
        };
        Write(output, examples);
        output.WriteLine("Exit codes:");
        output.WriteLine("  0 done   1 fault   2 refused   3 bad configuration or usage   130 cancelled");
        output.WriteLine();
        return (int)ExitCode.Done;
    }

    /// <summary>Writes the examples, each under what it does.</summary>
    internal static void Write(TextWriter output, IReadOnlyList<Example> examples)
    {
        output.WriteLine("Examples:");
        foreach (var example in examples)
        {
            output.WriteLine($"  {example.CommandLine}");
            output.WriteLine($"      {example.Meaning}");
        }

        output.WriteLine();
    }
}
