using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace DuckDB.NET.Bindings.Tests.Behaviour;

public sealed class ScalarFunctionTests
{
    [Fact]
    public Task Register_TextToText_RunsOverManyVectors() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Connection.RegisterScalarFunction<string, string>("shout", (Func<string, string>)(text => text.ToUpperInvariant()));

        var rows = database.Scalar<long>("select count(*) from (select 'näme ' || range as s from range(100000)) where shout(s) = upper(s) and shout(s) <> s");

        Assert.Equal(100_000L, rows);
        Assert.Equal("SIÂN 😀", database.Scalar<string>("select shout('siân 😀')"));
    });

    [Fact]
    public Task Register_VectorAction_SeesWholeVectorsAndNulls() => Bounded.Run(() =>
    {
        using var database = new Database();
        var largest = 0UL;
        database.Connection.RegisterScalarFunction<string, int, string>(
            "suffix",
            (readers, writer, count) =>
            {
                largest = Math.Max(largest, count);
                for (ulong row = 0; row < count; row++)
                {
                    if (readers[0].IsValid(row) && readers[1].IsValid(row))
                    {
                        writer.WriteValue($"{readers[0].GetValue<string>(row)}-{readers[1].GetValue<int>(row)}", row);
                    }
                    else
                    {
                        writer.WriteNull(row);
                    }
                }
            },
            new ScalarFunctionOptions { HandlesNulls = true, IsPureFunction = true });

        Assert.Equal(["a-1", "NULL", "NULL"], database.Rows("select suffix(s, i) from (values ('a', 1), (null, 2), ('c', null)) v(s, i)"));
        Assert.Equal(0L, database.Scalar<long>("select count(*) from range(10000) where suffix('x' || range, range::integer) is null"));
        Assert.Equal(2048UL, largest);
    });

    [Fact]
    public Task Register_NumbersAndBooleans_ComeAndGo() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Connection.RegisterScalarFunction<long, double, bool>("above", (a, b) => a > b);
        database.Connection.RegisterScalarFunction<int, int?>("half", (Func<int, int?>)(a => a % 2 == 0 ? a / 2 : null));

        Assert.Equal(["true", "false"], database.Rows("select above(a, 1.5)::varchar from (values (2), (1)) v(a)"));
        Assert.Equal(["2", "NULL"], database.Rows("select half(a) from (values (4), (5)) v(a)"));
    });

    [Fact]
    public Task Register_FunctionThatThrows_ArrivesAsDuckDBException() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Connection.RegisterScalarFunction<string, string>("fail", (Func<string, string>)(_ => throw new FormatException("not my format")));

        var error = Assert.Throws<DuckDBException>(() => database.Execute("select fail('x' || range) from range(100000)"));

        Assert.Contains("not my format", error.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(error.InnerException);
        Assert.Equal(1, database.Scalar<int>("select 1"));
    });

    [Fact]
    public Task Register_OnOneConnection_IsSeenByAll() => Bounded.Run(() =>
    {
        using var database = new Database();
        database.Connection.RegisterScalarFunction<int, int>("twice", (Func<int, int>)(a => 2 * a));
        using var other = database.Connection.Duplicate();
        other.Open();
        using var command = new DuckDBCommand("select twice(21)", other);

        Assert.Equal(42, command.ExecuteScalar());
    });

    [Fact]
    public Task SpanFunction_BlobToBlob_WorksByteForByteOnManyThreads() => Bounded.Run(() =>
    {
        using var database = new Database("DataSource=:memory:;threads=4");
        SpanFunction.Register(database.Connection, "reversed", DuckDBType.Blob, DuckDBType.Blob, length => length, (input, output) =>
        {
            input.CopyTo(output);
            output[..input.Length].Reverse();
            return input.Length;
        });
        database.Execute("create table t as select case when range % 10 = 0 then null else encode(repeat('ab', (range % 30)::integer)) end as b from range(500000)");

        Assert.Equal(@"\xFF\x00\x01", database.Scalar<string>(@"select reversed('\x01\x00\xFF'::blob)::varchar"));
        Assert.Equal("", database.Scalar<string>("select reversed(''::blob)::varchar"));
        Assert.Equal(500_000L, database.Scalar<long>(
            "select count(*) from t where reversed(b)::varchar is not distinct from reverse(b::varchar)"));
    });

    [Fact]
    public Task SpanFunction_TextToText_KeepsNulAndNulls() => Bounded.Run(() =>
    {
        using var database = new Database();
        SpanFunction.Register(database.Connection, "same", DuckDBType.Varchar, DuckDBType.Varchar, length => length, (input, output) =>
        {
            input.CopyTo(output);
            return input.SequenceEqual("none"u8) ? -1 : input.Length;
        });

        Assert.True(database.Scalar<bool>("select same($value) = $value", ("value", "before\0after, long enough for the heap")));
        Assert.Equal(["NULL", "NULL", "", "näme"], database.Rows("select same(s) from (values (null), ('none'), (''), ('näme')) v(s)"));
    });

    [Fact]
    public Task SpanFunction_ThatThrows_ArrivesAsDuckDBException() => Bounded.Run(() =>
    {
        using var database = new Database();
        SpanFunction.Register(database.Connection, "fail", DuckDBType.Blob, DuckDBType.Blob, length => length, (_, _) => throw new FormatException("not my format"));

        var error = Assert.Throws<DuckDBException>(() => database.Execute("select fail('x'::blob) from range(100000)"));

        Assert.Contains("FormatException: not my format", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, database.Scalar<int>("select 1"));
    });
}
