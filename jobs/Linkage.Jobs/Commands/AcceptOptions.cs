using System.CommandLine;
using Linkage.Governance.Rules;
using Linkage.Jobs.Delivering;
using Linkage.Jobs.Registering;
using Linkage.Jobs.Store;
using Linkage.Pipeline.Contracts;

namespace Linkage.Jobs.Commands;

/// <summary>The options by which a person takes a delivery once that stopped a run, with who and why.</summary>
internal sealed class AcceptOptions
{
    private readonly Option<string[]> _accept = new("--accept")
    {
        HelpName = "DATASET",
        Description = "Take the delivery of this dataset that stopped a run, as it is and this once; for several datasets give it several times. Needs --reason, which the store keeps and the ledger records",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _reason = ReasonOption.Create("--reason", "With --accept: why the delivery is right as it is, in a line", required: false);
    private readonly Option<string?> _person = new("--person") { HelpName = "ID", Description = "With --accept: who says so, a person id or account of the directory of people" };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="withPerson">False where the verb asks for a person itself.</param>
    public void AddTo(Verb verb, bool withPerson)
    {
        verb.Add(_accept);
        verb.Add(_reason);
        if (withPerson)
        {
            verb.Add(_person);
        }

        verb.Validators.Add(result =>
        {
            var isGiven = result.GetResult(_accept) is { Implicit: false };
            var hasPerson = withPerson && result.GetResult(_person) is { Implicit: false };
            if (isGiven ? result.GetResult(_reason) is null or { Implicit: true } || (withPerson && !hasPerson) : hasPerson || result.GetResult(_reason) is { Implicit: false })
            {
                result.AddError(withPerson ? "--accept, --person and --reason go together." : "--accept and --reason go together.");
            }
        });
    }

    /// <summary>The datasets that were named.</summary>
    public IReadOnlyList<DatasetId> Datasets(ParseResult parse) => [.. (parse.GetValue(_accept) ?? []).Distinct(StringComparer.Ordinal).Select(name => DatasetId.TryParse(name, out var id) ? id
        : throw ProblemException.BadConfiguration("USAGE", "--accept takes the id of a dataset.", name, "The message of the run that was stopped names it."))];

    /// <summary>Who says so, as the directory of people in the store has them.</summary>
    /// <exception cref="ProblemException">Nobody of that name.</exception>
    public Person PersonOf(ParseResult parse, StoreDatabase database) => new StoredRegistry(database).Load().People.TryFind(parse.GetValue(_person)!, out var person) ? person
        : throw ProblemException.Refused("NOT_PERMITTED", "The directory of people knows no such person. Nothing was recorded.", parse.GetValue(_person), "Check --person; people and their roles stand in people.yaml, and come into the store by 'linkage rules import'.");

    /// <summary>Records what was accepted.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="deliveries">The store.</param>
    /// <param name="run">The run that was stopped; null for the last one.</param>
    /// <param name="person">Who says so.</param>
    /// <exception cref="ProblemException">Nothing waits for it.</exception>
    public void Record(ParseResult parse, StoredDeliveries deliveries, string? run, Person person)
    {
        foreach (var dataset in Datasets(parse))
        {
            deliveries.AllowOnce(dataset, run, person.Id, parse.GetValue(_reason)!);
        }
    }
}
