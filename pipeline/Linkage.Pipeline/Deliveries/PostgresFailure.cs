using System.Globalization;
using System.Security.Authentication;
using Npgsql;

namespace Linkage.Pipeline.Deliveries;

/// <summary>What an error of PostgreSQL means. Nothing of its text goes on, which may quote a row's values: its code, and the place in the query.</summary>
internal static class PostgresFailure
{
    /// <summary>An error as what is wrong and what to do.</summary>
    /// <param name="where">Where the extract comes from.</param>
    /// <param name="failure">The error.</param>
    /// <param name="query">The query that the error's place is in; null where that is not known.</param>
    public static DeliveryException Of(string where, NpgsqlException failure, string? query) => failure switch
    {
        PostgresException refused => Of(where, refused.SqlState, PlaceOf(refused, query)),
        { InnerException: AuthenticationException } => new(
            DeliveryProblem.Untrusted, where, "was not fetched: no connection by TLS came about: the server's certificate is not one that is trusted for its name, or it does not take ours", "Check host, caFile and clientCertificate in the configuration. The check cannot be switched off."),
        { InnerException: null } when failure.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) => new(
            DeliveryProblem.Untrusted, where, "was not fetched: the server offers no TLS, so nobody can tell it from another", "Have its operator switch TLS on. Only on this machine is it done without."),
        { InnerException: null } when failure.Message.Contains("password", StringComparison.OrdinalIgnoreCase) || failure.Message.Contains("authentication method", StringComparison.OrdinalIgnoreCase) => new(
            DeliveryProblem.Denied, where, "was not fetched: the server asks for a password that the configuration does not name, or asks for it in plain", "Name the credential with password in the configuration, and have the server ask by SCRAM."),
        _ => Unreachable(where, "was not fetched whole: the database cannot be reached, or the connection broke off"),
    };

    /// <summary>The database does not answer, or broke off.</summary>
    public static DeliveryException Unreachable(string where, string problem) =>
        new(DeliveryProblem.Unreachable, where, problem, "Pull again: nothing of it was kept. If it stays, check address, name service and firewall, and whether its operator ends long queries.");

    private static DeliveryException Of(string where, string state, string place) => state switch
    {
        "57014" or "25P03" or "25P04" => Unreachable(where, $"was ended by the database before it was whole ({state})"),
        "40001" or "40P01" or "55P03" => Unreachable(where, $"was not fetched: others were at work in the database ({state})"),
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("53", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) =>
            Unreachable(where, $"was not fetched: the database cannot give it now ({state})"),
        "3D000" => new(DeliveryProblem.Denied, where, $"was not fetched: there is no such database ({state})", "Check database in the configuration."),
        "42501" => new(DeliveryProblem.Denied, where, $"was not fetched: the account may not read what the query asks for ({state}{place})", "Have the owner of the table grant SELECT on it, and USAGE on its schema."),
        _ when state.StartsWith("28", StringComparison.Ordinal) =>
            new(DeliveryProblem.Denied, where, $"was not fetched: the database does not accept the account ({state})", "Check user, password and clientCertificate in the configuration, and that the account may still log in."),
        "25006" => Query(where, $"was not fetched: its query writes, and may only read ({state}{place})"),
        _ => Query(where, $"was not fetched: the database does not carry out its query ({state}{place})"),
    };

    private static DeliveryException Query(string where, string problem) =>
        new(DeliveryProblem.QueryRefused, where, problem, "Look the code up in PostgreSQL's list of error codes, and correct the query: one SELECT, WITH, VALUES or TABLE. To see the database's own words, run it there with psql, for they may quote a row.");

    private static string PlaceOf(PostgresException refused, string? query)
    {
        if (query is null || refused.Position < 1 || refused.Position > query.Length)
        {
            return string.Empty;
        }

        var before = query.AsSpan(0, refused.Position - 1);
        return string.Create(CultureInfo.InvariantCulture, $", line {before.Count('\n') + 1}, column {before.Length - before.LastIndexOf('\n')}");
    }
}
