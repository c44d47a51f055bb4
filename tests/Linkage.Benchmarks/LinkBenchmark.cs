using System.Diagnostics;
using System.Globalization;
using System.Text;
using Linkage.Matching;
using Linkage.Matching.Blocking;
using Linkage.Matching.Clustering;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;

namespace Linkage.Benchmarks;

/// <summary>
/// The matching engine by itself: the person records of all the council's extracts as one set without UPRNs (names, dates, addresses and postcodes with
/// their errors), deduplicated under blocking rules given in advance, then clustered and held against the truth.
/// </summary>
internal static class LinkBenchmark
{
    internal static readonly LinkColumn[] Columns =
    [
        new("full_name", FieldMeaning.FullName),
        new("forename", FieldMeaning.Forename),
        new("surname", FieldMeaning.Surname),
        new("born", FieldMeaning.DateOfBirth),
        new("postcode", FieldMeaning.Postcode),
        new("address", FieldMeaning.Address),
    ];

    /// <summary>Rules of few pairs, about nine a record.</summary>
    internal static readonly BlockingRule[] Sparse =
    [
        new("date of birth and surname sound", ["x.dob", "s.sound"]),
        new("date of birth and forename initial", ["x.dob", "f.value[1]"]),
        new("postcode and forename", ["x.pc", "x.fn"]),
        new("postcode and surname", ["x.pc", "x.sn"]),
        new("both names", ["x.fn", "x.sn"]),
        new("address and forename initial", ["x.adr", "f.value[1]"]),
    ];

    /// <summary>The same with rules that give about 137 pairs a record.</summary>
    private static readonly BlockingRule[] Dense =
    [
        .. Sparse,
        new("postcode", ["x.pc"]),
        new("date of birth", ["x.dob"]),
        new("surname and year of birth", ["x.sn", "x.dob[1:4]"]),
        new("forename and year of birth", ["x.fn", "x.dob[1:4]"]),
        new("surname and postcode sector", ["x.sn", "left(x.pc, length(x.pc) - 2)"]),
        new("forename and postcode sector", ["x.fn", "left(x.pc, length(x.pc) - 2)"]),
        new("year and month of birth and postcode district", ["x.dob[1:6]", "left(x.pc, length(x.pc) - 3)"]),
        new("surname and initial", ["x.sn", "f.value[1]"]),
    ];

    /// <summary>As dense as the run of 137 million pairs that Splink was measured on, at about as many records.</summary>
    private static readonly BlockingRule[] Wide =
    [
        .. Dense,
        new("surname sound and year of birth", ["s.sound", "x.dob[1:4]"]),
        new("surname sound and initial", ["s.sound", "f.value[1]"]),
    ];

    /// <summary>Measures and prints one row of the table.</summary>
    /// <param name="city">Folder of a synthetic council.</param>
    /// <param name="blocks">sparse, dense or wide.</param>
    /// <param name="memoryMib">DuckDB's limit, MiB.</param>
    public static string Run(string city, string blocks, int memoryMib)
    {
        var spill = Path.Combine(city, "spill");
        using var session = DuckSession.Open(new DuckOptions { MemoryLimitMib = memoryMib, SpillDirectory = spill, PreserveInsertionOrder = false });
        Load(session, city);
        var records = session.Scalar<long>("SELECT count(*) FROM people", CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var settings = new LinkSettings
        {
            BlockingRules = blocks switch { "sparse" => Sparse, "dense" => Dense, _ => Wide },
            MinimumProbability = 0.5,
            MaxPairsPerBlock = long.MaxValue,
            MaxPairsPerRecordAndRule = 1_000,
            MaxPairsPerRecord = 1_000,
        };
        var input = new LinkInput { Dataset = "people", Relation = new SqlName("people"), RecordIdColumn = "id", Columns = Columns };
        // Processor time tells more than the clock on a machine that others use too.
        var cpu = new List<string>();
        var before = TimeSpan.Zero;
        void Used(string step)
        {
            var now = Process.GetCurrentProcess().TotalProcessorTime;
            cpu.Add(string.Create(CultureInfo.InvariantCulture, $"{step} {(now - before).TotalSeconds:F1}"));
            before = now;
        }

        Used("load");
        using var run = Linker.Prepare(session, [input], settings, null, CancellationToken.None);
        Used("prepare");
        var model = run.Train(null, CancellationToken.None);
        Used("train");
        var result = run.Score(model, null, CancellationToken.None);
        Used("score");
        var linked = clock.Elapsed.TotalSeconds;
        Console.Error.WriteLine($"processor seconds: {string.Join(", ", cpu)}");
        var clusters = Clusterer.Cluster(session, result.Links, result.Records, ["people"], new ClusterSettings(), CancellationToken.None);
        var all = clock.Elapsed.TotalSeconds;
        session.Execute("CREATE TEMP TABLE entities AS SELECT 'people' AS dataset, id AS record_id, person AS entity FROM people", CancellationToken.None);
        var quality = LinkEvaluation.Measure(session, result.Links, new SqlName("entities"), null, 0.95, CancellationToken.None);
        var steps = new StringBuilder();
        foreach (var (step, seconds) in result.Seconds)
        {
            steps.Append(CultureInfo.InvariantCulture, $"{step} {seconds:F1}, ");
        }

        foreach (var rule in result.Blocking)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule.Rule}: {rule.PairsInBlocks:N0} in blocks, {rule.PairsYielded:N0} new, largest {rule.LargestBlockPairs:N0}"));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {records:N0} | {blocks} | {result.PairsCompared:N0} | {all:F1} | {steps}cluster {all - linked:F1}, links {result.LinkCount:N0} | {result.PairsCompared / (result.Seconds["compare"] + result.Seconds["scan"]) / 1e6:F1} | {PeakMib():F0} | {quality.Best.Precision:F4} / {quality.Best.Recall:F4} / {quality.Best.F1:F4} | {quality.AtThreshold.Precision:F4} / {quality.AtThreshold.Recall:F4} / {quality.AtThreshold.F1:F4} | {clusters.ClusterCount:N0} |");
    }

    internal static void Load(DuckSession session, string city)
    {
        string File(string name) => SqlName.Literal(Path.Combine(city, name));
        session.Execute(
            $"""
            CREATE TABLE sourced AS
            SELECT 'council-tax' AS source, ACCOUNT_NO AS record_id, LIABLE_NAME AS full_name, NULL AS forename, NULL AS surname, NULL AS born, POSTCODE AS postcode, PROPERTY_ADDRESS AS address
            FROM read_csv({File("sources/ctax_liability.csv")}, all_varchar = true, header = true)
            UNION ALL BY NAME
            SELECT 'benefits-ctr-hb' AS source, claim_id AS record_id, surname, forenames AS forename, dob AS born, postcode, address
            FROM read_csv({File("sources/ctr_hb_caseload.txt")}, all_varchar = true, header = true, delim = ';', ignore_errors = true)
            UNION ALL BY NAME
            SELECT 'dwp-lcf-monthly' AS source, DWP_ID AS record_id, SURNAME AS surname, FIRST_NAME AS forename, DOB[5:8] || '-' || DOB[3:4] || '-' || DOB[1:2] AS born, POSTCODE AS postcode, ADDRESS_LINE AS address
            FROM read_csv({File("sources/dwp_lcf_202610.csv")}, all_varchar = true, header = true)
            UNION ALL BY NAME
            SELECT 'rent-arrears-panel' AS source, PANEL_REF AS record_id, SURNAME AS surname, FORENAME AS forename, DOB AS born, POSTCODE AS postcode, ADDR AS address
            FROM read_csv({File("sources/rent_arrears_panel_2026-10.csv")}, all_varchar = true, header = true)
            UNION ALL BY NAME
            SELECT 'food-vouchers' AS source, CaseNumber AS record_id, "Customer Name" AS full_name, "Date of Birth" AS born, "Post Code" AS postcode, "Address" AS address
            FROM read_csv({File("sources/contact_centre_food_vouchers_202610.csv")}, all_varchar = true, header = true, delim = '|', ignore_errors = true);
            CREATE TABLE people AS
            SELECT source || ' ' || s.record_id AS id, any_value(t.person_id::VARCHAR) AS person, any_value(full_name) AS full_name, any_value(forename) AS forename, any_value(surname) AS surname,
                any_value(born) AS born, any_value(postcode) AS postcode, any_value(address) AS address
            FROM sourced AS s JOIN read_parquet({File("truth/truth.parquet")}) AS t ON t.dataset = s.source AND t.record_id = s.record_id
            WHERE s.record_id IS NOT NULL
            GROUP BY ALL;
            DROP TABLE sourced
            """,
            CancellationToken.None);
    }

    internal static double PeakMib()
    {
        foreach (var line in System.IO.File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
            {
                return double.Parse(line["VmHWM:".Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
            }
        }

        return 0;
    }
}
