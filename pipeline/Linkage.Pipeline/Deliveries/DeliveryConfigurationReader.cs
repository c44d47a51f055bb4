using System.Globalization;
using System.Text.RegularExpressions;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Deliveries;

/// <summary>Reads the configuration file and refuses what is not understood in it; <c>schemas/formats/configuration.schema.json</c>.</summary>
public static partial class DeliveryConfigurationReader
{
    private const int MostSettleSeconds = 3600;
    private const int LeastDeadlineSeconds = 60;
    private const int MostDeadlineSeconds = 24 * 3600;
    private const int MostGraceSeconds = 28 * 24 * 3600;

    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contracts">Folder of the contracts: every dataset named must have one.</param>
    /// <exception cref="ConfigurationException">The file cannot be accepted; file, line and key are named.</exception>
    public static DeliveryConfiguration Load(string path, string contracts)
    {
        var deliveries = YamlDocument.Load(path).Root.AsMap(map =>
        {
            var databases = map.OptionalEntries("databases", Database).ToDictionary(database => database.Id, StringComparer.Ordinal);

            // A file may hold any section, and one of them it has to.
            ConfigurationSections.LeaveAllBut(map, "databases", "deliveries");
            (DatasetId Id, DeliverySource Source) Delivery(string key, YamlNode node) => (Dataset(key, node, contracts), node.AsMap(source => Source(source, node, Path.Combine(contracts, $"{key}.yaml"), databases)));
            return ConfigurationSections.HasOthers(map) ? map.OptionalEntries("deliveries", Delivery) : map.RequiredEntries("deliveries", Delivery);
        });
        return new DeliveryConfiguration(Path.GetFullPath(path), deliveries.ToDictionary(d => d.Id, d => d.Source));
    }

    private static DatasetId Dataset(string key, YamlNode node, string contracts) =>
        DatasetId.TryParse(key, out var id) && File.Exists(Path.Combine(contracts, $"{id}.yaml"))
            ? id
            : throw node.Error("this is no dataset that has a contract; write the id of one, as its file in schemas/sources is called.");

    private static DeliverySource Source(YamlMapping map, YamlNode node, string contract, Dictionary<string, SourceDatabase> databases)
    {
        DeliverySource source = map.Required("kind").AsOneOf(["folder", "sftp", "https", "postgres"]) switch
        {
            "folder" => Folder(map),
            "sftp" => Sftp(map),
            "postgres" => Postgres(map, node, contract, databases),
            _ => Https(map),
        };
        var deadline = map.Optional("deadline");
        source = source with
        {
            MaximumBytes = map.OptionalInteger("maximumMib", 1, 1 << 20) is { } mib ? (long)mib << 20 : DeliverySource.UsualMaximumBytes,
            Deadline = deadline is null ? DeliverySource.UsualDeadline : Deadline(deadline),
            Due = Due(map, source),
        };
        return source is FolderSource folder && folder.Settle >= folder.Deadline
            ? throw deadline!.Error("this is over before a file has settled; write a longer one than settle, which is 30s where it is not said.")
            : source;
    }

    private static DeliveryDue? Due(YamlMapping map, DeliverySource source)
    {
        var (due, grace) = (map.Optional("due"), map.Optional("grace"));
        if (due is null)
        {
            return grace is null ? null : throw grace.Error("nothing says when a file is due that this is the grace of; write due, or leave grace out.");
        }

        return source is PostgresSource ? throw due.Error("a query answers whenever it is asked, so it is never late; leave due out.")
            : CronFields.Problem(due.AsString(), out _) is { } problem ? throw due.Error(problem)
            : new DeliveryDue(due.AsString(), grace is null ? DeliveryDue.UsualGrace : Grace(grace));
    }

    private static FolderSource Folder(YamlMapping map)
    {
        var path = AbsolutePath(map.Required("path"));
        var marker = map.OptionalBoolean("doneMarker") ?? false;
        var settle = map.Optional("settle");
        return marker && settle is not null
            ? throw settle.Error("a file with a marker needs no time to settle; keep doneMarker or settle, not both.")
            : new FolderSource(path, marker, settle is null ? TimeSpan.FromSeconds(30) : Settle(settle));
    }

    private static SftpSource Sftp(YamlMapping map) => new(
        Matching(map.Required("host"), Host(), "this is no host; write its name or address."),
        map.OptionalInteger("port", 1, 65535) ?? 22,
        Matching(map.Required("user"), User(), "this is no account; write its name, which begins with a letter, a digit or _."),
        RemotePath(map.Required("path")),
        Credential(map.Required("identity")),
        AbsolutePath(map.Required("knownHosts")));

    private static HttpsSource Https(YamlMapping map)
    {
        var digest = map.Optional("digest");
        var inHead = digest?.AsString() == "header";
        return new HttpsSource(
            Address(map.Required("url")),
            map.Optional("clientCertificate") is { } certificate ? Credential(certificate) : null,
            map.Optional("caFile") is { } authority ? AbsolutePath(authority) : null,
            digest is null || inHead ? null : Address(digest),
            inHead);
    }

    private static TimeSpan Settle(YamlNode node) => Seconds(node, "sm") is var seconds and >= 1 and <= MostSettleSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw node.Error("this is no time from one second to an hour; write whole seconds or minutes, such as 30s or 5m.");

    private static TimeSpan Deadline(YamlNode node) => Seconds(node, "mh") is var seconds and >= LeastDeadlineSeconds and <= MostDeadlineSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw node.Error("this is no time from a minute to a day; write whole minutes or hours, such as 30m or 2h.");

    private static TimeSpan Grace(YamlNode node) => Seconds(node, "mh") is var seconds and >= LeastDeadlineSeconds and <= MostGraceSeconds
        ? TimeSpan.FromSeconds(seconds)
        : throw node.Error("this is no time from a minute to four weeks; write whole minutes or hours, such as 30m or 48h.");

    private static int Seconds(YamlNode node, string units) =>
        node.AsString() is var text && Duration().IsMatch(text) && units.Contains(text[^1], StringComparison.Ordinal)
            ? int.Parse(text.AsSpan(..^1), CultureInfo.InvariantCulture) * text[^1] switch { 's' => 1, 'm' => 60, _ => 3600 }
            : 0;

    private static string AbsolutePath(YamlNode node) =>
        node.AsString() is var path && Path.IsPathFullyQualified(path) && !path.Any(char.IsControl) ? Path.GetFullPath(path) : throw node.Error("this is no absolute path; write the whole path, for a host may be started anywhere.");

    private static string RemotePath(YamlNode node) =>
        node.AsString() is var path && path.StartsWith('/') && !path.Any(char.IsControl) && !path.Split('/').Contains("..", StringComparer.Ordinal)
            ? path
            : throw node.Error("this is no absolute path on the server; begin it with a slash, and end it with one when it is a folder.");

    private static string Credential(YamlNode node) =>
        CredentialName.IsName(node.AsString()) ? node.AsString() : throw node.Error("this is no name of a credential; write lower-case letters, digits and single hyphens, at most 60, and keep the key itself in the vault (linkage keys credential set).");

    // The error quotes nothing: an address may hold what should never have been written there.
    private static Uri Address(YamlNode node) =>
        Uri.TryCreate(node.AsString(), UriKind.Absolute, out var url) && url is { Scheme: "https", UserInfo: "", Fragment: "" }
            ? url
            : throw node.Error("this is no address that is fetched; write https:// with a host and a path, without a user or a password in it.");

    private static string Matching(YamlNode node, Regex shape, string problem) => shape.IsMatch(node.AsString()) ? node.AsString() : throw node.Error(problem);

    [GeneratedRegex("^[1-9][0-9]{0,3}[smh]\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    [GeneratedRegex("^([A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,40})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex User();
}
