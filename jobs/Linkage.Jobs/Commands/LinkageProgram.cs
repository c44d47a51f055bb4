using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using FuzzySharp;
using Linkage.Jobs.Reporting;
using Linkage.Jobs.Watching;

namespace Linkage.Jobs.Commands;

/// <summary>The host: parses, runs one verb, prints its report or its JSON, and maps every ending to an exit code. The only place that catches everything.</summary>
internal static class LinkageProgram
{
    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TimeProvider clock)
    {
        var json = args.TakeWhile(a => a != "--").Contains("--json", StringComparer.Ordinal);
        var output = Screen.OnStandardOutput();
        var error = Screen.OnStandardError();
        var root = LinkageCommand.Create(output.Width);
        var parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is not null and not ParseErrorAction)
        {
            return Answer(parse, json, output);
        }

        if (parse.CommandResult.Command is not Verb verb || parse.Errors.Count > 0)
        {
            return Refuse(Usage(parse), json, parse.CommandResult.Command, output, error);
        }

        using var interruption = new Interruption();
        try
        {
            CrashDumps.Prevent();
            using var telemetry = TelemetryExport.Start(Environment.GetEnvironmentVariable);
            using var progress = ProgressView.On(error, clock);
            var result = await verb.ExecuteAsync(parse, new VerbContext(clock, progress), interruption.Token).ConfigureAwait(false);
            progress.Dispose();
            if (json)
            {
                JsonOutput.Write(output, result.Document);
            }
            else
            {
                result.Print(output);
            }

            foreach (var problem in result.Problems)
            {
                ProblemReport.Print(error, problem);
            }

            return (int)result.ExitCode;
        }
#pragma warning disable CA1031 // The job host is the one place that catches everything: it must end with a code and without a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var cancelled = interruption.Token.IsCancellationRequested && e is not ProblemException;
            var problem = Faults.Of(cancelled ? new OperationCanceledException() : e, verb.WorkspaceOf(parse));
            return Refuse(problem, json, verb: null, output, error);
        }
    }

    /// <summary>Help and version, which the parser library answers itself.</summary>
    private static int Answer(ParseResult parse, bool json, Screen output)
    {
        using var text = new StringWriter();
        var code = parse.Invoke(new InvocationConfiguration { Output = text, Error = text });
        if (json)
        {
            JsonOutput.Write(output, new { help = text.ToString().Trim() });
        }
        else
        {
            output.Raw(text.ToString());
        }

        return code;
    }

    private static int Refuse(Problem problem, bool json, Command? verb, Screen output, Screen error)
    {
        if (json)
        {
            JsonOutput.Write(output, ErrorDocument.Of(problem));
        }

        ProblemReport.Print(error, problem);
        if (verb is not null)
        {
            using var text = new StringWriter();
            VerbHelp.Write(text, verb is Verb v ? v.Examples : LinkageCommand.Examples);
            error.Raw(text.ToString());
        }

        return (int)problem.ExitCode;
    }

    private static Problem Usage(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var path = new StringBuilder("linkage");
        if (command is not RootCommand)
        {
            foreach (var parent in command.Parents.OfType<Command>().Where(p => p is not RootCommand))
            {
                path.Append(' ').Append(parent.Name);
            }

            path.Append(' ').Append(command.Name);
        }

        var verbs = command.Subcommands.Select(c => c.Name).ToList();
        var unknown = parse.UnmatchedTokens is [var first, ..] ? first : null;
        var message = command is Verb
            ? string.Join(" ", parse.Errors.Select(e => e.Message).Distinct())
            : unknown is null ? "A verb is missing." : $"There is no verb '{unknown}'.";
        var near = unknown is null || command is Verb
            ? null
            : verbs.Where(v => Fuzz.Ratio(v, unknown) >= 60).MaxBy(v => Fuzz.Ratio(v, unknown));
        return new Problem("USAGE", message, ExitCode.BadConfiguration)
        {
            Where = path.ToString(),
            Remedy = command is Verb
                ? $"'{path} --help' lists every option."
                : near is null ? $"Choose one of: {string.Join(", ", verbs)}." : $"Did you mean '{path} {near}'?",
        };
    }
}
