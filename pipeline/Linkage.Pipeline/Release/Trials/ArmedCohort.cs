using System.Globalization;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Trials;

/// <summary>
/// Gives everybody of a cohort the arm of the trial they are in, before any output sees the cohort: who was enrolled keeps theirs, and units of which nobody was get one by chance
/// under the trial's key, in blocks within their stratum, or by their column.
/// </summary>
/// <param name="Register">The register with those who are new, in the run's scratch.</param>
/// <param name="OfTwoArms">People whose records were enrolled in different arms; they keep the earliest.</param>
/// <param name="ApartFromUnit">People who keep their arm in a unit that has another.</param>
internal sealed record ArmedCohort(string Register, long OfTwoArms, long ApartFromUnit)
{
    /// <summary>Name of the table of people by arm; no output has it.</summary>
    internal const string ArmTable = "trial-arms";

    /// <summary>Name of the table of people by arm and stratum; no output has it.</summary>
    internal const string BalanceTable = "trial-balance";

    private const string Results = ReleaseWorkbench.Results;

    private static readonly string Cohort = $"{Results}.{new SqlName(CohortQueries.CohortTable)}";

    /// <summary>
    /// The tables of the trial as outputs that are counted and protected with the others, and of which no file is written: people by arm, and by arm and stratum. The second is left out
    /// where rows of people are released: they can be counted by whoever has them, and a count hidden here would have to be hidden there too.
    /// </summary>
    /// <param name="trial">The trial.</param>
    /// <param name="outputs">The outputs of the project.</param>
    /// <param name="sourcesOf">What a column of the cohort is made of.</param>
    internal static IReadOnlyList<ProjectOutput> Tables(GrantedTrial trial, IReadOnlyList<ProjectOutput> outputs, Func<string, IReadOnlyList<string>> sourcesOf)
    {
        var byArm = Table(ArmTable, []);
        return trial.Strata.Count == 0 || outputs.Any(o => o.Kind == OutputKind.PseudonymisedRows) ? [byArm] : [byArm, Table(BalanceTable, trial.Strata)];

        ProjectOutput Table(string name, IReadOnlyList<string> strata) => new(
            name,
            OutputKind.Aggregate,
            nameof(Granularity.City),
            null,
            [
                .. strata.Prepend(TrialArm.ArmColumn).Select(d => new ProjectOutputColumn(d, "Dimension", sourcesOf(d))),
                .. Counted(name, trial).Select(c => new ProjectOutputColumn(c, "Count", [])),
            ],
            []);
    }

    /// <summary>Whether a name is that of a table of the trial.</summary>
    internal static bool IsTable(string name) => name is ArmTable or BalanceTable;

    /// <summary>Works in the scratch database of the queries: gives its cohort the column, and adds the tables of the trial.</summary>
    internal static ArmedCohort Make(ReleaseRequest request, GrantedTrial trial, string databasePath, DuckOptions limits, CancellationToken cancellationToken)
    {
        var (arms, known) = (request.Trial!.Arms, request.Trial.Register);
        using var session = DuckSession.Open(limits with { DatabasePath = null, PreserveInsertionOrder = true });
        void Execute(string sql) => session.Execute(sql, cancellationToken);
        void Run(string step, params IEnumerable<(string, string)> fragments) => Execute(SqlStep.Load(typeof(ArmedCohort), step).With(fragments).Text);

        Execute($"ATTACH {SqlName.Literal(databasePath)} AS {Results}");
        Execute($"CREATE TABLE spine AS SELECT dataset, record_key, person_key, household_key FROM read_parquet({SqlName.File(request.Spine)}, hive_partitioning = false)");
        Execute(known is null
            ? "CREATE TABLE register (dataset VARCHAR, record_key BLOB, unit BLOB, stratum VARCHAR, position BIGINT, arm VARCHAR, enrolled VARCHAR)"
            : $"CREATE TABLE register AS SELECT * FROM read_parquet({SqlName.File(known.PathOf(EnrolmentRegister.File))}, hive_partitioning = false)");
        arms.MountForBytes(session, "unit_hmac");
        arms.MountForText(session, "place_hmac");

        Run(
            "trial_people",
            ("cohort", Cohort),
            ("stratum", Stratum(trial)),
            ("value", trial.Column is { } column ? $"CAST({new SqlName(column)} AS VARCHAR)" : "CAST(NULL AS VARCHAR)"),
            ("unit", trial.Unit == TrialUnit.Household ? "home.household_key" : "person.person_key"));
        Run("trial_enrolled", ("pseudonym", "unit_hmac"));
        Run("trial_new_units", ("pseudonym", "unit_hmac"));
        Deal(trial, Execute, Run);
        Run("arms_of_people", ("instant", SqlName.Literal(ReleaseStatement.Instant(request.Instant))));
        Run("armed_cohort", ("cohort", Cohort), ("armed", $"{Results}.{new SqlName("cohort with arm")}"), ("name", new SqlName(CohortQueries.CohortTable).ToString()), ("arm", new SqlName(TrialArm.ArmColumn).ToString()));
        foreach (var (table, strata) in new[] { (ArmTable, []), (BalanceTable, trial.Strata) })
        {
            Run(
                "trial_balance",
                ("table", $"{Results}.{new SqlName(CohortQueries.TableOf(table))}"),
                ("cohort", Cohort),
                ("dimensions", string.Join(", ", strata.Prepend(TrialArm.ArmColumn).Select(d => $"cohort.{new SqlName(d)}"))),
                ("counts", string.Join(", ", Counted(table, trial).Select(CountOf))));
        }

        var register = Path.Combine(Path.GetDirectoryName(databasePath)!, EnrolmentRegister.File);
        Run("enrolment_register", ("target", SqlName.Literal(register)));
        long Count(string of) => session.Scalar<long>($"SELECT count(*) FROM trial_arm WHERE {of}", cancellationToken);
        return new ArmedCohort(register, Count("is_of_two_arms"), Count("is_apart_from_unit"));
    }

    /// <summary>
    /// The counts of a table of the trial: rows, people and units apart by arm, and people alone by stratum. Counts of one group that differ by a few tell of those few, so that beside people
    /// most counts of households would have to be hidden in every stratum, and others with them.
    /// </summary>
    internal static IReadOnlyList<string> Counted(string table, GrantedTrial trial) =>
        table == BalanceTable ? ["people"] : trial.Unit == TrialUnit.Person ? ["cases", "people"] : ["cases", "people", "units"];

    private static string CountOf(string what) => what switch
    {
        "cases" => "count(*) AS cases",
        "people" => "count(DISTINCT cohort.person_key) AS people",
        _ => "count(DISTINCT trial_arm.unit_key) AS units",
    };

    private static void Deal(GrantedTrial trial, Action<string> execute, Action<string, IEnumerable<(string, string)>> run)
    {
        if (trial.Assignment == TrialAssignment.ByColumn)
        {
            execute("CREATE TABLE trial_value (value VARCHAR, arm VARCHAR)");
            foreach (var (value, arm) in trial.Arms.SelectMany(a => a.Values.Select(v => (v, a.Name))))
            {
                execute($"INSERT INTO trial_value VALUES ({SqlName.Literal(value)}, {SqlName.Literal(arm)})");
            }

            run("arms_by_column", [("otherwise", trial.Arms.FirstOrDefault(a => a.Values.Count == 0) is { } rest ? SqlName.Literal(rest.Name) : "NULL")]);
            return;
        }

        // Shares of 2 and 4 are those of 1 and 2: the smaller the block, the nearer each stratum is to its shares.
        var divisor = trial.Arms.Select(a => a.Share!.Value).Aggregate((a, b) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(a, b));
        var slots = trial.Arms.SelectMany(a => Enumerable.Repeat(a.Name, a.Share!.Value / divisor)).ToList();
        execute("CREATE TABLE trial_slot AS SELECT * FROM (VALUES " + string.Join(", ", slots.Select((arm, slot) => string.Create(CultureInfo.InvariantCulture, $"({slot}, {SqlName.Literal(arm)})"))) + ") AS slots(slot, arm)");
        run("arms_by_chance", [("pseudonym", "place_hmac"), ("size", slots.Count.ToString(CultureInfo.InvariantCulture))]);
    }

    // Each value with its length before it, so that two different strata are never one text.
    private static string Stratum(GrantedTrial trial) => trial.Strata.Count == 0 ? "''" : string.Join(" || ',' || ", trial.Strata.Select(s =>
        $"CASE WHEN {new SqlName(s)} IS NULL THEN '-' ELSE length(CAST({new SqlName(s)} AS VARCHAR)) || ':' || CAST({new SqlName(s)} AS VARCHAR) END"));
}
