using System.CommandLine;

namespace Linkage.Jobs.Commands;

/// <summary>The options that say how much of the machine a verb may take.</summary>
internal sealed class MachineOptions
{
    private readonly Option<int> _threads = new("--threads")
    {
        HelpName = "COUNT",
        Description = "Worker threads; 0 takes every core",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int> _memory = new("--memory")
    {
        HelpName = "MIB",
        Description = "Memory for DuckDB's buffers in MiB; work above it spills to the scratch folder",
        DefaultValueFactory = _ => 3072,
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Verb verb)
    {
        InRange(_threads, 0, 1024);
        InRange(_memory, 256, 1 << 20);
        verb.Add(_threads);
        verb.Add(_memory);
    }

    /// <summary>The parsed values.</summary>
    public (int Threads, int MemoryMib) Read(ParseResult parse) => (parse.GetValue(_threads), parse.GetValue(_memory));

    private static void InRange(Option<int> option, int least, int most) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var value) && (value < least || value > most))
            {
                result.AddError($"{option.Name} takes a whole number from {least} to {most}, not {value}.");
            }
        });
}
