using System.Diagnostics;
using System.Globalization;
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

    /// <summary>As sparse as the run of 9.0 million pairs that Splink was measured on, at about as many records.</summary>
    private static readonly BlockingRule[] Nine =
    [
        .. Sparse,
        new("surname and postcode sector", ["x.sn", "left(x.pc, length(x.pc) - 2)"]),
        new("forename and postcode sector", ["x.fn", "left(x.pc, length(x.pc) - 2)"]),
    ];

    /// <summary>The same with rules that give about 75 pairs a record.</summary>
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
        new("forename sound and year of birth", ["f.sound", "x.dob[1:4]"]),
        new("year of birth and postcode sector", ["x.dob[1:4]", "left(x.pc, length(x.pc) - 2)"]),
    ];

    /// <summary>The rules by the name they have on the command line, in the order of their pairs.</summary>
    internal static readonly IReadOnlyDictionary<string, BlockingRule[]> Blocks =
        new Dictionary<string, BlockingRule[]>(StringComparer.Ordinal) { ["sparse"] = Sparse, ["nine"] = Nine, ["dense"] = Dense, ["wide"] = Wide };

    /// <summary>Links, clusters and measures. Where the time went, by step and by processor, goes to the error stream.</summary>
    /// <param name="city">Folder of a synthetic council.</param>
    /// <param name="blocks">A name of <see cref="Blocks"/>.</param>
    /// <param name="memoryMib">DuckDB's limit, MiB.</param>
    public static Figures Run(string city, string blocks, int memoryMib)
    {
        var spill = Path.Combine(city, "spill");
        using var session = DuckSession.Open(new DuckOptions { MemoryLimitMib = memoryMib, SpillDirectory = spill, PreserveInsertionOrder = false });
        Load(session, city);
        var used = new ProcessorClock();
        var settings = new LinkSettings
        {
            BlockingRules = Blocks[blocks],
            MinimumProbability = 0.5,
            MaxPairsPerBlock = long.MaxValue,
            MaxPairsPerRecordAndRule = 1_000,
            MaxPairsPerRecord = 1_000,
        };
        var input = new LinkInput { Dataset = "people", Relation = new SqlName("people"), RecordIdColumn = "id", Columns = Columns };
        var result = Link(session, input, settings, used);
        var clock = Stopwatch.StartNew();
        var clusters = Clusterer.Cluster(session, result, ["people"], new ClusterSettings(), CancellationToken.None);
        var clustering = clock.Elapsed.TotalSeconds;
        used.Lap("cluster");
        var peak = ProcessorClock.PeakMib();
        session.Execute("CREATE TEMP TABLE entities AS SELECT 'people' AS dataset, id AS record_id, person AS entity FROM people", CancellationToken.None);
        var quality = LinkEvaluation.Measure(session, result.Links, new SqlName("entities"), null, 0.95, CancellationToken.None);
        foreach (var rule in result.Blocking)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule.Rule}: {rule.PairsInBlocks:N0} in blocks, {rule.PairsYielded:N0} new, largest {rule.LargestBlockPairs:N0}"));
        }

        var steps = new Dictionary<string, double>(result.Seconds, StringComparer.Ordinal) { ["cluster"] = clustering };
        Console.Error.WriteLine($"seconds: {string.Join(", ", steps.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value:F2}")))}");
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor seconds: {used}; {clusters.ClusterCount:N0} clusters"));
        return new Figures
        {
            Data = "synthetic council, dedupe",
            Blocks = blocks,
            Records = result.RecordCount,
            Pairs = result.PairsCompared,
            Links = result.LinkCount,
            Seconds = steps,
            ProcessorSeconds = used.All,
            PeakMib = peak,
            Best = quality.Best,
            AtThreshold = quality.AtThreshold,
        };
    }

    /// <summary>Links step by step; what only the run itself needs is let go before clustering, as <see cref="Linker.Link(DuckSession, IReadOnlyList{LinkInput}, LinkSettings, IProgress{MatchingProgress}?, CancellationToken)"/> does.</summary>
    private static LinkResult Link(DuckSession session, LinkInput input, LinkSettings settings, ProcessorClock used)
    {
        using var run = Linker.Prepare(session, [input], settings, null, CancellationToken.None);
        used.Lap("prepare");
        var model = run.Train(null, CancellationToken.None);
        used.Lap("train");
        var result = run.Score(model, null, CancellationToken.None);
        used.Lap("score");
        return result;
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
}
