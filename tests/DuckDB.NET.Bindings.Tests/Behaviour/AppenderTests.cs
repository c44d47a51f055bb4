using System.Numerics;
using DuckDB.NET.Data;
using DuckDB.NET.Data.Mapping;
using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

public sealed class AppenderTests
{
    [Fact]
    public Task Append_EachType_ArrivesEqual() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("""
            create type mood as enum ('ok', 'sad');
            create table t (a boolean, b tinyint, c smallint, d integer, e bigint, f hugeint, g utinyint, h uinteger, i ubigint, j float, k double,
                            l decimal(18, 3), m varchar, n blob, o date, p time, q timestamp, r timestamptz, s interval, u uuid, v mood, w integer[])
            """);

        using (var appender = database.Connection.CreateAppender("t"))
        {
            appender.CreateRow()
                .AppendValue(true).AppendValue((sbyte?)-1).AppendValue((short?)-2).AppendValue((int?)-3).AppendValue((long?)-4)
                .AppendValue(BigInteger.Pow(2, 100)).AppendValue((byte?)255).AppendValue((uint?)4_000_000_000).AppendValue((ulong?)ulong.MaxValue)
                .AppendValue((float?)1.5f).AppendValue((double?)Math.PI).AppendValue((decimal?)-12.345m).AppendValue("Siân 😀")
                .AppendValue(new byte[] { 0, 1, 255 }).AppendValue((DateOnly?)new DateOnly(2024, 2, 29)).AppendValue((TimeOnly?)new TimeOnly(1, 2, 3, 4, 5))
                .AppendValue((DateTime?)new DateTime(2024, 2, 29, 1, 2, 3, 4, 5)).AppendValue((DateTimeOffset?)new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(1)))
                .AppendValue((TimeSpan?)new TimeSpan(1, 2, 3, 4)).AppendValue((Guid?)Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")).AppendValue("sad")
                .AppendValue(new List<int> { 1, 2 })
                .EndRow();
            var nulls = appender.CreateRow();
            for (var i = 0; i < 22; i++)
            {
                nulls.AppendNullValue();
            }

            nulls.EndRow();
        }

        database.Execute("set TimeZone = 'UTC'");
        Assert.Equal(
            [
                @"true|-1|-2|-3|-4|1267650600228229401496703205376|255|4000000000|18446744073709551615|1.5|3.141592653589793|-12.345|Siân 😀|\x00\x01\xFF|"
                    + "2024-02-29|01:02:03.004005|2024-02-29 01:02:03.004005|2023-12-31 23:00:00+00|1 day 02:03:04|00112233-4455-6677-8899-aabbccddeeff|sad|[1, 2]",
                string.Join('|', Enumerable.Repeat("NULL", 22)),
            ],
            database.Rows("select columns(*)::varchar from t"));
    });

    [Fact]
    public Task Append_ManyRows_AllArriveInOrder() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table t (a bigint, b varchar)");

        using (var appender = database.Connection.CreateAppender("t"))
        {
            for (var i = 0L; i < 300_000; i++)
            {
                var row = appender.CreateRow().AppendValue(i);
                (i % 7 == 0 ? row.AppendNullValue() : row.AppendValue($"a text of some length {i}")).EndRow();
            }
        }

        Assert.Equal("300000|42858|299999", Assert.Single(database.Rows("select count(*), count(*) filter (b is null), max(a) from t")));
        Assert.Equal(0L, database.Scalar<long>("select count(*) from t where a <> rowid or b <> 'a text of some length ' || a or (b is null) <> (a % 7 = 0)"));
    });

    [Fact]
    public Task AppendDefault_ColumnWithDefault_TakesIt() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create schema s; create table s.t (a integer, b varchar default 'd')");

        using (var appender = database.Connection.CreateAppender("s", "t"))
        {
            appender.CreateRow().AppendValue((int?)1).AppendDefault().EndRow();
        }

        Assert.Equal(["1|d"], database.Rows("from s.t"));
    });

    [Fact]
    public Task Clear_AfterRows_DropsThem() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table t (a bigint)");

        using (var appender = database.Connection.CreateAppender("t"))
        {
            appender.CreateRow().AppendValue(1L).EndRow();
            appender.Clear();
        }

        Assert.Equal(0L, database.Scalar<long>("select count(*) from t"));
    });

    [Fact]
    public Task Close_DuplicateKey_ThrowsAndKeepsNothing() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table t (a bigint primary key)");
        var appender = database.Connection.CreateAppender("t");
        appender.CreateRow().AppendValue(1L).EndRow();
        appender.CreateRow().AppendValue(1L).EndRow();

        var error = Assert.Throws<DuckDBException>(appender.Close);

        Assert.Equal(DuckDBErrorType.Constraint, error.ErrorType);
        appender.Dispose();
        Assert.Equal(0L, database.Scalar<long>("select count(*) from t"));
    });

    [Fact]
    public Task Close_NullInNotNullColumn_Throws() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table t (a varchar not null)");
        var appender = database.Connection.CreateAppender("t");
        appender.CreateRow().AppendNullValue().EndRow();

        Assert.Equal(DuckDBErrorType.Constraint, Assert.Throws<DuckDBException>(appender.Close).ErrorType);
    });

    [Fact]
    public Task CreateAppender_TableThatIsNotThere_Throws() => Bounded.Run(() =>
    {
        using var database = new Database();

        Assert.Equal(DuckDBErrorType.Catalog, Assert.Throws<DuckDBException>(() => database.Connection.CreateAppender("nowhere")).ErrorType);
    });

    [Fact]
    public Task CreateAppender_MappedToOtherType_IsRefused() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Execute("create table good (id bigint, name varchar); create table bad (id integer, name varchar)");

        using (var appender = database.Connection.CreateAppender<Person, PersonMap>("good"))
        {
            appender.AppendRecords([new Person(1, "a"), new Person(2, null)]);
        }

        Assert.Equal(["1|a", "2|NULL"], database.Rows("from good"));
        Assert.Throws<InvalidOperationException>(() => database.Connection.CreateAppender<Person, PersonMap>("bad"));
    });

    private sealed record Person(long Id, string? Name);

    private sealed class PersonMap : DuckDBAppenderMap<Person>
    {
        public PersonMap()
        {
            Map(person => person.Id);
            Map(person => person.Name);
        }
    }
}
