namespace DuckDB.NET.Bindings.Tests.StandIn;

/// <summary>A NUL character ends a string in C. Ours neither cuts a value there nor runs half a statement.</summary>
public sealed class NulCharacterTests
{
    [Fact]
    public void Parameter_TextWithNulCharacter_ComesBackWhole()
    {
        using var database = new Database();

        Assert.Equal("before\0after", database.Scalar<string>("select $value", ("value", "before\0after")));
        Assert.Equal(12L, database.Scalar<long>("select length($value)", ("value", "before\0after")));
    }

    [Fact]
    public void Execute_TextWithNulCharacter_IsRefused()
    {
        using var database = new Database();
        database.Execute("create table t (a integer); insert into t values (1), (2)");

        // Cut off at the NUL, this would delete every row.
        Assert.Throws<ArgumentException>(() => database.Execute("delete from t\0 where a = 1"));
        Assert.Equal(2L, database.Scalar<long>("select count(*) from t"));
    }
}
