using System.Text;
using System.Text.RegularExpressions;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;

namespace Linkage.Pipeline.Deliveries;

/// <content>Databases, and the queries that are asked of them.</content>
public static partial class DeliveryConfigurationReader
{
    private const int LongestQuery = 1 << 20;

    private static SourceDatabase Database(string id, YamlNode node) => CredentialName.IsName(id)
        ? node.AsMap(map =>
        {
            var host = map.Required("host");
            var database = new SourceDatabase(
                id,
                Matching(host, HostOrSocket(), "this is no host; write its name or address, or the folder of its socket on this machine."),
                map.OptionalInteger("port", 1, 65535) ?? 5432,
                Matching(map.Required("database"), DatabaseName(), "this is no name of a database that is taken; write letters, digits and _.-, at most 63."),
                Matching(map.Required("user"), User(), "this is no account; write its name, which begins with a letter, a digit or _."),
                map.Optional("password") is { } password ? Credential(password) : null,
                map.Optional("clientCertificate") is { } certificate ? Credential(certificate) : null,
                map.Optional("caFile") is { } authority ? AbsolutePath(authority) : null);
            return !database.IsSocket || (database.CaFile ?? database.ClientCertificate) is null
                ? database
                : throw host.Error("by a socket there is no TLS; leave out caFile and clientCertificate, or write the host's name.");
        })
        : throw node.Error("this is no name for a database; write lower-case letters, digits and single hyphens, at most 60.");

    private static PostgresSource Postgres(YamlMapping map, YamlNode node, string contract, Dictionary<string, SourceDatabase> databases)
    {
        var from = map.Required("from");
        var (query, file) = (map.Optional("query"), map.Optional("queryFile"));
        if (query is null == file is null)
        {
            throw node.Error("a database is asked one thing; write query or queryFile, and not both.");
        }

        if (ContractReader.Load(contract).File.Format != SourceFormat.Csv)
        {
            throw node.Error("a query gives CSV, and the contract of this dataset asks for another format; correct the contract, or have a file delivered.");
        }

        return new PostgresSource(
            databases.TryGetValue(from.AsString(), out var database) ? database : throw from.Error("this is none of the databases of this file; write the name of one as it stands under databases."),
            query is not null ? Query(query.AsString(), query) : Query(QueryFile(AbsolutePath(file!), file!), file!));
    }

    // The end that psql asks for is no part of it.
    private static string Query(string text, YamlNode node) =>
        text.TrimEnd() is var query && query.EndsWith(';') ? Query(query[..^1], node)
        : query.Length is > 0 and <= LongestQuery && !query.Contains('\0', StringComparison.Ordinal) ? query
        : throw node.Error("this is no query; write one SELECT of at most a million characters.");

    // Who may write it chooses what is fetched, as who may write the configuration does.
    private static string QueryFile(string path, YamlNode node)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LongestQuery } && !PinFile.IsWrittenByOthers(path)
                ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF')
                : throw node.Error("this file is not there, is larger than a mebibyte, or can be written by group or others; put the query there as a file that its owner alone may write.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw node.Error("this file cannot be read as text in UTF-8 by this account; put the query there as one that it may read.");
        }
    }

    [GeneratedRegex("^(/[A-Za-z0-9._/-]{1,90}|[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,40})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex HostOrSocket();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex DatabaseName();
}
