using System.Globalization;
using System.Text;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.TestKit;
using Linkage.TestKit.Deliveries;
using Npgsql;

namespace Linkage.Pipeline.Tests.Deliveries;

/// <summary>Extracts by a query, from a real PostgreSQL.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PostgresDeliveryTests : IDisposable
{
    private const string People = "SELECT id AS \"ACCOUNT_NO\", name AS \"LIABLE_NAME\", since AS \"LIABLE_FROM\" FROM person ORDER BY id";
    private const string Ada = "Ada Lovelace";

    private readonly PostgresServer _server = PostgresServer.Instance;
    private readonly DeliveryWorld _world = new();
    private readonly string _database;
    private readonly string _reader;

    public PostgresDeliveryTests()
    {
        _database = new NpgsqlConnectionStringBuilder(_server.CreateDatabase()).Database!;
        _reader = $"reader_{_database}";
        Sql($"""
            CREATE ROLE {_reader} LOGIN;
            CREATE TABLE person (id int PRIMARY KEY, name text, since date);
            INSERT INTO person VALUES (1, '{Ada}', '1815-12-10'), (2, 'O"Hara, Grace', NULL), (3, '', '1906-12-09'), (4, E'two\nlines', '2020-02-29');
            GRANT SELECT ON person TO {_reader};
            """);
    }

    private SourceDatabase Database => new("tests", _server.Socket, 5432, _database, _reader, null, null, null);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Pull_Query_GivesItsRowsAsCsvOnce()
    {
        var first = await _world.PullAsync(Source(People));
        var again = await _world.PullAsync(Source(People + " ;\n"));

        Assert.Equal(("ctax_liabilitydelivered.csv", true, false), (Path.GetFileName(first.Path), first.IsNew, again.IsNew));
        Assert.Equal("ACCOUNT_NO,LIABLE_NAME,LIABLE_FROM\n1,Ada Lovelace,1815-12-10\n2,\"O\"\"Hara, Grace\",\n3,\"\",1906-12-09\n4,\"two\nlines\",2020-02-29\n", Encoding.UTF8.GetString(_world.Shown()));
        Assert.Equal(DeliveryWorld.Sha256(_world.Shown()), first.Sha256);

        Sql("UPDATE person SET name = 'Augusta' WHERE id = 1");
        Assert.True((await _world.PullAsync(Source(People))).IsNew);
        Assert.Contains("Augusta", Encoding.UTF8.GetString(_world.Shown()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_SettingsOfTheAccount_DoNotChangeWhatIsWritten()
    {
        const string Query = "SELECT date '2026-07-01' AS d, timestamptz '2026-07-01 12:00+00' AS t, interval '1 day' AS i, 0.1::float8 AS f, '\\x00ff'::bytea AS b";
        var plain = await _world.PullAsync(Source(Query));
        Sql($"ALTER ROLE {_reader} SET datestyle = 'SQL, MDY'; ALTER ROLE {_reader} SET timezone = 'Asia/Tokyo'; ALTER ROLE {_reader} SET intervalstyle = 'sql_standard'; ALTER ROLE {_reader} SET bytea_output = 'escape'; ALTER ROLE {_reader} SET extra_float_digits = 0; ALTER ROLE {_reader} SET client_encoding = 'LATIN1'");

        Assert.Equal(plain.Sha256, (await _world.PullAsync(Source(Query))).Sha256);
        Assert.Equal("d,t,i,f,b\n2026-07-01,2026-07-01 12:00:00+00,P1D,0.1,\\x00ff\n", Encoding.UTF8.GetString(_world.Shown()));
    }

    [Fact]
    public async Task Pull_DatasetsOfOneDatabase_AreOfOneMomentThoughOneIsRefused()
    {
        var contracts = Array.ConvertAll("council-tax gazetteer food-vouchers".Split(' '), id => ContractReader.Load(Path.Combine(RepositoryPaths.Sources, $"{id}.yaml")));
        const string Count = "SELECT count(*) AS people, 'x' AS x FROM person";
        var sources = contracts.ToDictionary(contract => contract.Id, contract => (DeliverySource)Source(contract == contracts[1] ? "SELECT 1/0" : Count));
        using (var office = _world.Office(sources))
        {
            var first = await office.PullAsync(contracts[0], null, CancellationToken.None);
            Sql("INSERT INTO person VALUES (5, 'late', NULL)");
            await Assert.ThrowsAsync<DeliveryException>(() => office.PullAsync(contracts[1], null, CancellationToken.None));
            var second = await office.PullAsync(contracts[2], null, CancellationToken.None);
            Assert.Equal("people,x\n4,x\n"u8.ToArray(), await File.ReadAllBytesAsync(first.Path));

            // Its contract has bars, and expects another encoding, which a mark overrides.
            Assert.Equal("\uFEFFpeople|x\n4|x\n"u8.ToArray(), await File.ReadAllBytesAsync(second.Path));
        }

        using var later = _world.Office(sources);
        Assert.Equal("people,x\n5,x\n", await File.ReadAllTextAsync((await later.PullAsync(contracts[0], null, CancellationToken.None)).Path));
    }

    [Fact]
    public async Task Pull_ConnectionCutInTheMiddle_KeepsNothingAndReadsNoOtherMoment()
    {
        var gazetteer = ContractReader.Load(Path.Combine(RepositoryPaths.Sources, "gazetteer.yaml"));
        var large = Source("SELECT generate_series(1, 2000000) AS n, repeat('x', 100) AS x");
        using (var office = _world.Office(new Dictionary<DatasetId, DeliverySource> { [_world.Contract.Id] = large, [gazetteer.Id] = Source(People) }))
        {
            var (cut, told) = (false, new Progress());
            told.At = _ =>
            {
                if (!cut)
                {
                    cut = true;
                    Sql($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{_reader}'");
                }
            };
            var broken = await Assert.ThrowsAsync<DeliveryException>(() => office.PullAsync(_world.Contract, told, CancellationToken.None));
            var lost = await Assert.ThrowsAsync<DeliveryException>(() => office.PullAsync(gazetteer, null, CancellationToken.None));
            Assert.Equal(("DELIVERY_UNREACHABLE", true, "DELIVERY_UNREACHABLE", true), (broken.Code, broken.IsTransient, lost.Code, lost.IsTransient));
            Assert.Contains("another moment", lost.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFiles(_world.Inbox.Root, "*", SearchOption.AllDirectories));
        Assert.Equal(0, (await _world.PullAsync(large)).ResumedFrom);
        Assert.Equal(2_000_001, File.ReadLines(Directory.GetFiles(_world.InboxFolder).Single()).Count());
    }

    [Theory]
    [InlineData("ALTER ROLE {0} SUPERUSER")]
    [InlineData("ALTER ROLE {0} BYPASSRLS")]
    [InlineData("ALTER ROLE {0} CREATEROLE")]
    [InlineData("ALTER ROLE {0} CREATEDB")]
    [InlineData("ALTER ROLE {0} REPLICATION")]
    [InlineData("GRANT pg_execute_server_program TO {0}")]
    [InlineData("GRANT pg_write_all_data TO {0}")]
    [InlineData("ALTER DATABASE {1} OWNER TO {0}")]
    [InlineData("GRANT INSERT ON person TO {0}")]
    [InlineData("GRANT UPDATE (name) ON person TO {0}")]
    [InlineData("GRANT DELETE ON person TO PUBLIC")]
    [InlineData("GRANT TRUNCATE ON person TO {0}")]
    [InlineData("ALTER TABLE person OWNER TO {0}")]
    [InlineData("CREATE SCHEMA other; CREATE VIEW other.seen AS SELECT 1 AS n; GRANT UPDATE ON other.seen TO {0}")]
    [InlineData("CREATE ROLE writer_{1}; GRANT INSERT ON person TO writer_{1}; ALTER ROLE {0} NOINHERIT; GRANT writer_{1} TO {0}")]
    public async Task Pull_AccountThatMayWrite_IsRefusedBeforeItReads(string sql)
    {
        await _world.PullAsync(Source(People));
        _world.Inbox.Wipe(_world.Contract.Id);
        Sql(string.Format(CultureInfo.InvariantCulture, sql, _reader, _database));

        var refused = await _world.RefusedAsync(Source(People));

        Assert.Equal(("SOURCE_ROLE_CAN_WRITE", false), (refused.Code, refused.IsTransient));
        Assert.DoesNotContain(_reader, refused.Message + refused.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2", "42601")]
    [InlineData("SELECT 1) TO STDOUT; COMMIT; CREATE TABLE taken (n int); COPY (SELECT 1", "42601")]
    [InlineData("SELECT 1) TO STDOUT; COMMIT; CREATE TABLE taken (n int); COPY (SELECT 1 --", "42601")]
    [InlineData("SELECT 1 /* ", "42601")]
    [InlineData("SELECT $1", "42P02")]
    [InlineData("COMMIT", "42601")]
    [InlineData("CREATE TABLE taken (n int)", "42601")]
    [InlineData("SELECT 1 AS n INTO taken", "0A000")]
    [InlineData("SELECT set_config('transaction_read_only', 'off', false)", "25001")]
    [InlineData("SELECT * FROM nowhere", "42P01, line 1, column 15")]
    [InlineData("SELECT *\n  FORM person", "42601, line 2, column 3")]
    [InlineData("SELECT 'Ada Lovelace'::int", "22P02, line 1, column 8")]
    [InlineData("SELECT name::int FROM person", "22P02")]
    public async Task Pull_QueryThatCannotBeCarriedOut_IsToldByItsCodeAndPlaceAlone(string query, string told)
    {
        Sql($"GRANT CREATE ON SCHEMA public TO {_reader}");

        var refused = await _world.RefusedAsync(Source(query));

        Assert.Equal(("DELIVERY_QUERY_REFUSED", false), (refused.Code, refused.IsTransient));
        Assert.Contains($"({told}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Lovelace", refused.ToString(), StringComparison.Ordinal);
        Assert.Null(refused.InnerException);
        Assert.Equal("0", Value("SELECT count(*) FROM pg_class WHERE relname = 'taken'"));
    }

    [Fact]
    public async Task Pull_QueryThatWrites_IsRefusedAndWritesNothing()
    {
        Sql($"CREATE SEQUENCE numbers; GRANT USAGE ON SEQUENCE numbers TO {_reader}; CREATE FUNCTION erase() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM person; SELECT 1'");

        foreach (var query in new[] { "SELECT nextval('numbers')", "SELECT erase()", "WITH gone AS (DELETE FROM person RETURNING id) SELECT id FROM gone" })
        {
            var refused = await _world.RefusedAsync(Source(query));
            Assert.Equal("DELIVERY_QUERY_REFUSED", refused.Code);
            Assert.Contains("its query writes", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal("4", Value("SELECT count(*) FROM person"));
    }

    [Fact]
    public async Task Pull_WhatAQuerySets_IsUndoneBeforeTheNext()
    {
        var gazetteer = ContractReader.Load(Path.Combine(RepositoryPaths.Sources, "gazetteer.yaml"));
        using var office = _world.Office(new Dictionary<DatasetId, DeliverySource>
        {
            [_world.Contract.Id] = Source("SELECT set_config('datestyle', 'SQL, MDY', false), set_config('statement_timeout', '1', false)"),
            [gazetteer.Id] = Source("SELECT date '2026-07-01' AS d, pg_sleep(0.1)::text AS s"),
        });
        await office.PullAsync(_world.Contract, null, CancellationToken.None);

        Assert.Equal("d,s\n2026-07-01,\"\"\n", await File.ReadAllTextAsync((await office.PullAsync(gazetteer, null, CancellationToken.None)).Path));
    }

    [Fact]
    public async Task Pull_TableItMayNotRead_IsDenied()
    {
        Sql($"REVOKE SELECT ON person FROM {_reader}");
        var refused = await _world.RefusedAsync(Source(People));

        Assert.Equal(("DELIVERY_DENIED", false), (refused.Code, refused.IsTransient));
        Assert.Contains("42501", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("DELIVERY_DENIED", false), await CodeAsync(Source(People) with { Database = Database with { User = "nobody" } }));
        Assert.Equal(("DELIVERY_DENIED", false), await CodeAsync(Source(People) with { Database = Database with { Database = "nowhere" } }));
        Assert.Equal(("DELIVERY_UNREACHABLE", true), await CodeAsync(Source(People) with { Database = Database with { Port = 1 } }));
    }

    [Fact]
    public async Task Pull_DatabaseThatCannotGiveItNow_MayLater()
    {
        Sql($"ALTER ROLE {_reader} CONNECTION LIMIT 0");
        Assert.Equal(("DELIVERY_UNREACHABLE", true), await CodeAsync(Source(People)));
        Sql($"ALTER ROLE {_reader} CONNECTION LIMIT -1");
        Sql($"ALTER DATABASE {_database} ALLOW_CONNECTIONS true");

        var slow = await _world.RefusedAsync(Source("SELECT pg_sleep(60)") with { Deadline = TimeSpan.FromSeconds(1) });
        Assert.Equal(("DELIVERY_UNREACHABLE", true), (slow.Code, slow.IsTransient));
    }

    [Fact]
    public async Task Pull_RowsWithoutEnd_AreGivenUpAndTheSnapshotStays()
    {
        var gazetteer = ContractReader.Load(Path.Combine(RepositoryPaths.Sources, "gazetteer.yaml"));
        var endless = Source("SELECT generate_series(1, 2000000000) AS n, repeat('x', 1000) AS x") with { MaximumBytes = 3 << 20 };
        using var office = _world.Office(new Dictionary<DatasetId, DeliverySource> { [_world.Contract.Id] = endless, [gazetteer.Id] = Source(People) });

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => office.PullAsync(_world.Contract, null, CancellationToken.None));

        Assert.Equal("DELIVERY_TOO_LARGE", refused.Code);
        Assert.Empty(Directory.GetFiles(_world.InboxFolder, "*", SearchOption.AllDirectories));
        Assert.True((await office.PullAsync(gazetteer, null, CancellationToken.None)).IsNew);
    }

    [Fact]
    public async Task Pull_Cancelled_LeavesNothing()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.PullAsync(
            Source("SELECT generate_series(1, 2000000000) AS n, repeat('x', 1000) AS x"), at: bytes => _ = bytes > 1 << 20 ? stop.CancelAsync() : null, cancellationToken: stop.Token));

        Assert.Empty(Directory.GetFiles(_world.InboxFolder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Pull_ByTls_ChecksTheServersNameAndShowsCertificateOrPassword()
    {
        await using var pems = new TlsFileServer();
        using var server = PostgresServer.StartOwn();
        server.ListenByTls(Encoding.ASCII.GetString(pems.Key), Encoding.ASCII.GetString(pems.Client), "hostssl all word 127.0.0.1/32 scram-sha-256", "hostssl all linkage 127.0.0.1/32 cert");
        server.Sql("postgres", "CREATE ROLE word LOGIN PASSWORD 'open sesame'; CREATE ROLE linkage LOGIN");
        var authority = _world.Folder.Write("ca.pem", pems.Authority);
        _world.Vault.WriteCredential("db-word", "open sesame\n"u8.ToArray());
        _world.Vault.WriteCredential("db-cert", pems.Client);
        _world.Vault.WriteCredential("db-stranger", pems.Stranger);
        var database = new SourceDatabase("tls", "localhost", server.Port, "postgres", "word", "db-word", null, authority);
        PostgresSource Encrypted(SourceDatabase database) => new(database, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");

        await _world.PullAsync(Encrypted(database));
        Assert.Equal("ssl\nt\n", Encoding.UTF8.GetString(_world.Shown()));
        await _world.PullAsync(Encrypted(database with { User = "linkage", Password = null, ClientCertificate = "db-cert" }));
        _world.Inbox.Wipe(_world.Contract.Id);

        // Its certificate is for another name; it is signed by nobody that is trusted; the password, the certificate, or neither is right.
        Assert.Equal(("DELIVERY_UNTRUSTED", false), await CodeAsync(Encrypted(database with { Host = "127.0.0.1" })));
        Assert.Equal(("DELIVERY_UNTRUSTED", false), await CodeAsync(Encrypted(database with { CaFile = _world.Folder.Write("other.pem", Encoding.ASCII.GetString(pems.Stranger).Split("-----BEGIN PRIVATE")[0]) })));
        _world.Vault.WriteCredential("db-word", "another"u8.ToArray());
        Assert.Equal(("DELIVERY_DENIED", false), await CodeAsync(Encrypted(database)));
        Assert.Equal(("DELIVERY_DENIED", false), await CodeAsync(Encrypted(database with { Password = null })));
        Assert.False((await CodeAsync(Encrypted(database with { User = "linkage", Password = null, ClientCertificate = null }))).IsTransient);
        File.SetUnixFileMode(authority, UnixFileMode.UserRead | UnixFileMode.GroupWrite);
        Assert.Equal(("DELIVERY_UNTRUSTED", false), await CodeAsync(Encrypted(database)));
    }

    [Theory]
    [InlineData("db.example", null, true)]
    [InlineData("10.0.0.1", null, true)]
    [InlineData("localhost", null, false)]
    [InlineData("127.0.0.1", null, false)]
    [InlineData("::1", null, false)]
    [InlineData("localhost", "/ca.pem", true)]
    [InlineData("/run/postgresql", null, false)]
    public void IsVerified_EveryHostButThisMachine_Is(string host, string? authorities, bool isVerified) =>
        Assert.Equal(isVerified, (Database with { Host = host, CaFile = authorities }).IsVerified);

    private PostgresSource Source(string query) => new(Database, query.TrimEnd().TrimEnd(';'));

    private async Task<(string Code, bool IsTransient)> CodeAsync(PostgresSource source) => await _world.RefusedAsync(source) is var refused ? (refused.Code, refused.IsTransient) : default;

    private void Sql(string sql) => _server.Sql(_database, sql);

    private string Value(string sql)
    {
        using var connection = new NpgsqlConnection(_server.ConnectionTo(_database, "postgres") + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    private sealed class Progress : IProgress<long>
    {
        public Action<long> At { get; set; } = _ => { };

        public void Report(long value) => At(value);
    }
}
