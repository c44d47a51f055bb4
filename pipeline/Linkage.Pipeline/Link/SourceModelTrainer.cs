using System.Globalization;
using Linkage.Matching;
using Linkage.Matching.Duck;
using Linkage.Matching.Training;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Link;

/// <summary>
/// Trains the default models (<see cref="SourceModels"/>) on extracts whose truth is known: those of a synthetic council. Of every pair of kinds m is counted
/// among the true pairs, the priors of a match and of a household are their shares, and u comes from the extracts. Real extracts have no truth file, and to join all of a council's
/// sources for training would itself need a gateway.
/// </summary>
public sealed class SourceModelTrainer
{
    /// <summary>True pairs a model needs, as many as its default parameters count for; with fewer a run is weighed by a model trained on its own pairs.</summary>
    public const int LeastMatches = 20;

    /// <summary>
    /// Pairs of two people of one household for each true pair, at least. Where a source holds one person a home (a claim, a letter), hardly any such pair is
    /// in the truth, and a twin who asks as well would be taken for the first.
    /// </summary>
    public const double LeastHouseholdPairs = .25;

    private readonly DuckSession _session;
    private readonly IReadOnlyList<(DatasetContract Contract, LinkInput Input)> _sources;

    /// <summary>Prepares the extracts.</summary>
    /// <param name="session">A session that may read the files.</param>
    /// <param name="extracts">The contracts that have a domain, and what was extracted under them. Only columns with a meaning are read.</param>
    /// <param name="truthPath">Parquet file of dataset, record_id, person_id and household_id.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    public SourceModelTrainer(DuckSession session, IReadOnlyList<(DatasetContract Contract, Extracted Extract)> extracts, string truthPath, CancellationToken cancellationToken)
    {
        _session = session;
        session.Execute(
            $"CREATE OR REPLACE TEMP TABLE model_truth AS SELECT dataset, CAST(record_id AS VARCHAR) AS record_id, CAST(person_id AS VARCHAR) AS person_id, household_id FROM read_parquet({SqlName.File(truthPath)}, hive_partitioning = false)", cancellationToken);
        _sources = [.. extracts.Where(e => e.Contract.Domain is not null && HasPeople(e.Contract)).Select(e => (e.Contract, InputOf(e.Contract, e.Extract, cancellationToken)))];
    }

    /// <summary>The pairs of kinds that occur, by name.</summary>
    public IReadOnlyList<string> Names => [.. Pairs().Select(p => p.Name).Distinct()];

    /// <summary>Trains the models, one at a time.</summary>
    /// <param name="progress">Told of each pair; may be null.</param>
    /// <param name="cancellationToken">Interrupts the work.</param>
    /// <returns>By name of the pair of kinds: the model, or null where there were fewer than <see cref="LeastMatches"/> true pairs.</returns>
    public IEnumerable<(string Name, long Matches, LinkModel? Model)> Train(IProgress<StageProgress>? progress, CancellationToken cancellationToken)
    {
        var names = Names;
        foreach (var (number, kinds) in Pairs().GroupBy(p => p.Name).Index())
        {
            progress?.Report(new StageProgress("Train", kinds.Key, number, names.Count));
            // Where several datasets are of one kind, those of the most true pairs speak for all.
            var (_, left, right) = kinds.Count() == 1 ? kinds.First() : kinds.MaxBy(p => Label(p.Left.Input.Dataset, p.Right.Input.Dataset, cancellationToken));
            var matches = Label(left.Input.Dataset, right.Input.Dataset, cancellationToken);
            yield return (kinds.Key, matches, matches < LeastMatches ? null : Train(left.Input, right.Input, matches, cancellationToken));
        }
    }

    private static bool HasPeople(DatasetContract contract) => contract.WithMeaning(Meaning.Surname) is not null || contract.WithMeaning(Meaning.FullName) is not null;

    private IEnumerable<(string Name, (DatasetContract Contract, LinkInput Input) Left, (DatasetContract Contract, LinkInput Input) Right)> Pairs() =>
        from left in _sources
        from right in _sources
        where string.CompareOrdinal(left.Input.Dataset, right.Input.Dataset) <= 0
        let name = SourceModels.NameOf(left.Contract.Domain!, right.Contract.Domain!)
        orderby name
        select (name, left, right);

    private LinkModel Train(LinkInput left, LinkInput right, long matches, CancellationToken cancellationToken)
    {
        var own = left.Dataset == right.Dataset;
        var settings = new LinkSettings
        {
            PermittedPairs = [new(left.Dataset, right.Dataset)],
            Labels = new SqlName("model_label"),
            LabelUse = LabelUse.Only,
            // Trained once and then frozen: a larger sample than a run takes.
            TrainingPairs = 10_000_000,
            FixedPrior = matches / (double)PossiblePairs(left, right, cancellationToken),
        };
        using var run = Linker.Prepare(_session, own ? [left] : [left, right], settings, null, cancellationToken);
        var model = run.Train(null, cancellationToken);
        var households = _session.Scalar<long>(SqlStep.Load(typeof(SourceModelTrainer), "household_pairs").Text, [left.Dataset, right.Dataset], cancellationToken);
        return model with { HouseholdPairsPerRecord = Math.Max(households, LeastHouseholdPairs * matches) / run.RecordCount };
    }

    private long PossiblePairs(LinkInput left, LinkInput right, CancellationToken cancellationToken)
    {
        long Count(LinkInput input) => _session.Scalar<long>($"SELECT count(*) FROM {input.Relation}", cancellationToken);
        return left.Dataset == right.Dataset ? Count(left) * (Count(left) - 1) / 2 : Count(left) * Count(right);
    }

    /// <summary>Makes model_label of the true pairs of two datasets, and returns how many there are.</summary>
    private long Label(string left, string right, CancellationToken cancellationToken)
    {
        _session.Execute(SqlStep.Load(typeof(SourceModelTrainer), "true_pairs").Text, [left, right], cancellationToken);
        return _session.Scalar<long>("SELECT count(*) FROM model_label", cancellationToken);
    }

    /// <summary>An input with every field there can be: those its source lacks are empty, so that the model has them for runs in which another source brings them.</summary>
    private LinkInput InputOf(DatasetContract contract, Extracted extract, CancellationToken cancellationToken)
    {
        var relation = new SqlName($"model_{contract.Id.ViewName}");
        var own = LinkInputs.Columns(contract).ToList();
        var columns = own.Select(LinkInputs.ToColumn).ToList();
        var select = string.Concat(own.Select(c => $", {SqlName.Quote(c.Name)}"));
        foreach (var (number, meaning) in Enum.GetValues<Meaning>().Select(LinkInputs.ToField).Index())
        {
            if (!columns.Exists(c => c.Meaning == meaning))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"lacking_{number}");
                select += $", CAST(NULL AS VARCHAR) AS {name}";
                columns.Add(new LinkColumn(name, meaning));
            }
        }

        _session.Execute(
            // Of rows under one record id the first stands, as after Pseudonymise.
            $"""
            CREATE OR REPLACE TEMP VIEW {relation} AS
            SELECT CAST({SqlName.Quote(contract.RecordId.Name)} AS VARCHAR) AS record_id{select}
            FROM read_parquet({SqlName.File(extract.RowsPath)}, hive_partitioning = false)
            QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY line_number) = 1
            """,
            cancellationToken);
        return new LinkInput { Dataset = contract.Id.Value, Relation = relation, RecordIdColumn = "record_id", Columns = columns };
    }
}
