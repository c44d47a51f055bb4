using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Release.Trials;

/// <summary>A trial over the people of <see cref="ReleaseWorld"/>, under a key that is written here, so that who gets which arm never changes.</summary>
internal sealed class TrialWorld : IDisposable
{
    internal const string CohortSql =
        "SELECT person_key, min(ward_code) AS ward_code FROM (SELECT person_key, ward_code FROM food_vouchers UNION ALL SELECT person_key, ward_code FROM rent_arrears_panel) GROUP BY person_key";

    internal static readonly GrantedTrial ByHousehold = new(
        "letters-2026",
        TrialUnit.Household,
        TrialAssignment.Random,
        null,
        [new GrantedArm("letter", 2, [], IsControl: false), new GrantedArm("usual-service", 1, [], IsControl: true)],
        ["ward_code"]);

    internal static readonly GrantedTrial ByWard = new(
        "wards-2026",
        TrialUnit.Person,
        TrialAssignment.ByColumn,
        "ward_code",
        [new GrantedArm("control", null, ["W3"], IsControl: true), new GrantedArm("treatment", null, ["W1", "W2"], IsControl: false)],
        []);

    internal static readonly ProjectOutput Arms = new(
        "arms",
        OutputKind.Aggregate,
        "City",
        ReleaseWorld.Query("arms.sql", "SELECT arm, count(*) AS people FROM cohort GROUP BY arm"),
        [new("arm", "Dimension", []), new("people", "Count", [])],
        []);

    internal static readonly ProjectOutput ArmsByWard = Arms with
    {
        Columns = [new("arm", "Dimension", ["food-vouchers.ward_code", "rent-arrears-panel.ward_code"]), new("people", "Count", [])],
    };

    private static readonly GrantMark Mark = new(ReleaseWorld.HashOf("grant"), "0123456789abcdef0123456789abcdef");

    private readonly PseudonymKey _key;

    internal TrialWorld(byte key = 1, int people = 1000)
    {
        World = new ReleaseWorld(people, SignatureScheme.RsaPkcs1);
        _key = KeyOf(key);
    }

    internal ReleaseWorld World { get; }

    public void Dispose()
    {
        _key.Dispose();
        World.Dispose();
    }

    internal ReleaseRequest Request(GrantedTrial trial, string? cohort = null, int month = 0, params ProjectOutput[] outputs)
    {
        var request = World.Request(outputs.Length == 0 ? [Arms] : outputs);
        var instant = ReleaseWorld.Instant.AddMonths(month);
        var (register, refusal) = EnrolmentRegister.Before(World.Store, request.Project.Id, trial, instant);
        Assert.Null(refusal);
        return request with
        {
            Project = request.Project with { Cohort = ReleaseWorld.Query("cohort.sql", cohort ?? CohortSql), Trial = Asked(trial) },
            Trial = new ReleaseTrial(_key, Mark, register),
            Instant = instant,
        };
    }

    internal static ReleaseTerms Terms(ReleaseRequest request, GrantedTrial trial) =>
        ReleaseWorld.Terms(request) with { Trial = trial, PermitsOutput = (_, column) => column is "ward_code" or "tenure" or "arrears_gbp" or "customer_name" or "title" or "forename" or "surname" or "address" or "postcode" };

    internal ReleaseResult.Released Release(GrantedTrial trial, string? cohort = null, int month = 0, params ProjectOutput[] outputs) =>
        Release(Request(trial, cohort, month, outputs), trial);

    internal ReleaseResult.Released Release(ReleaseRequest request, GrantedTrial trial) => World.Release(request, Terms(request, trial));

    internal ReleaseResult.Refused Refuse(ReleaseRequest request, GrantedTrial trial) => World.Refuse(request, Terms(request, trial));

    /// <summary>The arm of each person by number, as the newest register has it; a person whose records are in two arms fails.</summary>
    internal SortedDictionary<int, string> Enrolled(GrantedTrial trial) => Enrolled(World.Store, trial);

    internal static SortedDictionary<int, string> Enrolled(ZoneStore store, GrantedTrial trial)
    {
        var (register, refusal) = EnrolmentRegister.Before(store, "homes-and-money", trial, DateTimeOffset.MaxValue);
        Assert.Null(refusal);
        var rows = ReleaseWorld.Read(
            $"SELECT DISTINCT i, arm FROM (SELECT CAST(i AS INTEGER) AS i, unhex(sha256('v' || i)) AS v, unhex(sha256('a' || i)) AS a FROM range(1, 300001) r(i)) JOIN read_parquet('{register!.PathOf(EnrolmentRegister.File)}') e ON e.record_key = v OR e.record_key = a",
            r => (Person: r.GetInt32(0), Arm: r.GetString(1)));
        return new SortedDictionary<int, string>(rows.ToDictionary(r => r.Person, r => r.Arm));
    }

    /// <summary>Writes a changed copy of the spine, and of the mounted tables, that a later run would have.</summary>
    internal ReleaseRequest Changed(ReleaseRequest request, string spine, string? personKey = null)
    {
        var path = World.PathOf($"spine-{Guid.CreateVersion7()}.parquet");
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        session.Execute($"COPY (SELECT {spine} FROM read_parquet('{request.Spine}')) TO '{path}' (FORMAT parquet)", CancellationToken.None);
        if (personKey is null)
        {
            return request with { Spine = path };
        }

        return request with
        {
            Spine = path,
            Mounted = request.Mounted.ToDictionary(m => m.Key, m =>
            {
                var copy = World.PathOf($"mounted-{Guid.CreateVersion7()}.parquet");
                session.Execute($"COPY (SELECT * REPLACE ({personKey} AS person_key) FROM read_parquet('{m.Value}')) TO '{copy}' (FORMAT parquet)", CancellationToken.None);
                return copy;
            }),
        };
    }

    internal static RequestedTrial Asked(GrantedTrial trial) => new(
        trial.Id, trial.Unit.ToString(), trial.Assignment.ToString(), trial.Column, [.. trial.Arms.Select(a => new RequestedArm(a.Name, a.Share, a.Values, a.IsControl))], trial.Strata);

    internal static PseudonymKey KeyOf(byte seed) => new([.. Enumerable.Repeat(seed, 32)], [seed]);
}
