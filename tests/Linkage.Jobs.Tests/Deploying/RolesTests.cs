using Linkage.Jobs.Store;
using Linkage.TestKit;
using Npgsql;

namespace Linkage.Jobs.Tests.Deploying;

/// <summary>The script that makes accounts and grants rights, on a server of its own: accounts are of a server, not of a database.</summary>
public sealed class RolesTests : IDisposable
{
    private static readonly string Script = RepositoryPaths.Of("jobs", "Linkage.Jobs", "Deploying", "roles.sql");

    private readonly PostgresServer _server = PostgresServer.StartOwn();

    public RolesTests()
    {
        _server.Sql("postgres", "CREATE DATABASE linkage");
        PostgresDatabase.Parse(_server.ConnectionTo("linkage", "postgres")).Migrate(TimeProvider.System);
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Roles_RunTwice_GiveEachAccountItsRoleAndNothingElse()
    {
        _server.Sql("postgres", "CREATE ROLE stranger LOGIN");
        Run("job=linkage_job", "officer=ig_sandhu", "auditor=audit");
        Run("job=linkage_job", "officer=Ig \"O'Neill\"", "auditor=audit");

        Assert.Equal(
            ["Ig \"O'Neill\" linkage_officer", "audit linkage_auditor", "ig_sandhu linkage_officer", "linkage_job linkage_worker"],
            await ReadAsync("postgres", "SELECT account.rolname, role.rolname FROM pg_auth_members JOIN pg_roles AS account ON account.oid = member JOIN pg_roles AS role ON role.oid = roleid WHERE role.rolname LIKE 'linkage%' ORDER BY account.rolname COLLATE \"C\""));
        Assert.Equal(["0"], await ReadAsync("linkage_job", "SELECT count(*) FROM linkage.runs"));
        Assert.NotEqual(["0"], await ReadAsync("audit", "SELECT count(*) FROM linkage.ledger"));
        await RefusedAsync("42501", "linkage_job", "DELETE FROM linkage.runs");
        await RefusedAsync("42501", "linkage_job", "INSERT INTO linkage.approvals DEFAULT VALUES");
        await RefusedAsync("42501", "ig_sandhu", "INSERT INTO linkage.runs DEFAULT VALUES");
        await RefusedAsync("42501", "audit", "INSERT INTO linkage.ledger DEFAULT VALUES");
        await RefusedAsync("42501", "linkage_job", "CREATE TABLE public.mine ()");
        await RefusedAsync("42501", "linkage_job", "CREATE TEMPORARY TABLE mine ()");
        await RefusedAsync("42501", "stranger", "SELECT 1");
    }

    [Theory]
    [InlineData("three accounts", "job=one", "officer=one", "auditor=audit")]
    [InlineData("three accounts", "job=one", "officer=two", "auditor=two")]
    [InlineData("Name the officer", "job=one", "auditor=audit")]
    [InlineData("role of another", "job=one", "officer=held", "auditor=audit")]
    [InlineData("role of another", "job=approves", "officer=two", "auditor=audit")]
    public async Task Roles_AccountThatWouldHaveTwoRoles_IsRefusedAndNothingIsDone(string said, params string[] variables)
    {
        _server.Sql("postgres", "CREATE ROLE held LOGIN IN ROLE linkage_worker; CREATE ROLE approves LOGIN IN ROLE linkage_officer");

        var refused = Assert.Throws<InvalidOperationException>(() => Run(variables));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0"], await ReadAsync("postgres", "SELECT count(*) FROM pg_roles WHERE rolname IN ('one', 'two', 'audit')"));
    }

    private void Run(params string[] variables) => _server.Script("linkage", Script, variables);

    private async Task<List<string>> ReadAsync(string account, string sql)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionTo("linkage", account) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    private async Task RefusedAsync(string state, string account, string sql) => Assert.Equal(state, (await Assert.ThrowsAsync<PostgresException>(() => ReadAsync(account, sql))).SqlState);
}
