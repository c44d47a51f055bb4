namespace DuckDB.NET.Bindings.Tests.Behaviour;

[Collection(Measured.Name)]
public sealed class StreamingTests
{
    private const long RowCount = 20_000_000;

    [Fact]
    public Task UseStreamingMode_LargeResult_TakesLittleMemory() => Bounded.Run(
        () =>
        {
            using var database = new Database();
            using var command = database.Command($"select range as a, range * 2 as b from range({RowCount})");
            command.UseStreamingMode = true;
            var before = Environment.WorkingSet;
            long rows = 0, sum = 0, peak = 0;

            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                sum += reader.GetInt64(1) - reader.GetInt64(0);
                if (++rows % 1_000_000 == 0)
                {
                    peak = Math.Max(peak, Environment.WorkingSet);
                }
            }

            Assert.Equal(RowCount, rows);
            Assert.Equal(RowCount * (RowCount - 1) / 2, sum);

            // Held whole, the result is 320 MB.
            Assert.InRange(peak - before, long.MinValue, 160_000_000);
        },
        120);

    [Fact]
    public Task UseStreamingMode_ReaderClosedEarly_LeavesTheConnectionUsable() => Bounded.Run(() =>
    {
        using var database = new Database();
        using (var command = database.Command("select range from range(1000000000)"))
        {
            command.UseStreamingMode = true;
            using var reader = command.ExecuteReader();
            Assert.True(reader.Read());
        }

        Assert.Equal(1, database.Scalar<int>("select 1"));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Read_StringsAndNulls_SameInBothModes(bool streaming) => Bounded.Run(() =>
    {
        using var database = new Database();
        using var command = database.Command("select case when range % 3 = 0 then null else 'näme ' || range end from range(10000)");
        command.UseStreamingMode = streaming;

        using var reader = command.ExecuteReader();

        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal(i % 3 == 0 ? null : $"näme {i}", reader.IsDBNull(0) ? null : reader.GetString(0));
        }

        Assert.False(reader.Read());
    });
}
