using System.Text.RegularExpressions;
using Linkage.Governance.Documents;
using Linkage.Jobs.Sending;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Keys;

namespace Linkage.Jobs.Notifying;

/// <summary>Reads the section <c>notifications</c> of the configuration file and refuses what is not understood in it; <c>schemas/formats/configuration.schema.json</c>.</summary>
internal static partial class NotificationSettingsReader
{
    private const int UsualPerHour = 20;

    private static readonly string[] Kinds = [.. Enum.GetValues<NoticeKind>().Select(Happening.Named)];

    /// <summary>Reads it.</summary>
    /// <param name="path">The configuration file.</param>
    /// <returns>The section; null where there is none.</returns>
    /// <exception cref="ConfigurationException">It cannot be accepted; file, line and key are named, and no address is quoted.</exception>
    public static NotificationSettings? Load(string path) => YamlDocument.Load(path).Read(map =>
    {
        ConfigurationSections.LeaveAllBut(map, "notifications");
        return map.OptionalMap("notifications", Section);
    });

    private static NotificationSettings Section(YamlMapping map)
    {
        var title = Matching(map, "title", Title(), "this is no title; write up to 60 letters, digits, spaces and plain punctuation.") ?? "Linkage";
        var limit = map.OptionalInteger("perHour", 1, 1000) ?? UsualPerHour;
        var mail = map.OptionalMap("mail", Server);
        var recipients = map.RequiredEntries("recipients", (name, node) => CredentialName.IsName(name)
            ? node.AsMap(recipient => Recipient(name, recipient, mail is not null))
            : throw node.Error("this is no name of a recipient; write a role in lower-case letters, digits and single hyphens, such as ig-office."));
        return new NotificationSettings(title, limit, mail, [.. recipients.OrderBy(recipient => recipient.Name, StringComparer.Ordinal)]);
    }

    private static MailServer Server(YamlMapping map)
    {
        var host = Matching(map.Required("host"), Host(), "this is no host; write its name or address.");
        var user = map.Optional("user");
        var password = map.Optional("password");
        var authority = ConfiguredServer.Authority(map);
        if ((user is null) != (password is null))
        {
            throw (user ?? password)!.Error("user and password belong together; password names a credential of the vault.");
        }

        return user is not null && Loopback.Is(host) && authority is null
            ? throw user.Error("a password is sent over TLS alone; name the server's certificate with caFile.")
            : new MailServer(
                host,
                map.OptionalInteger("port", 1, 65535) ?? 587,
                Matching(map.Required("from"), Address(), "this is no address of mail; write one, such as linkage@council.example."),
                user is null ? null : Matching(user, Account(), "this is no account; write its name without blanks."),
                password is null ? null : ConfiguredServer.Credential(password),
                authority);
    }

    private static Recipient Recipient(string name, YamlMapping map, bool hasMail)
    {
        var on = map.RequiredList("on", node => Enum.Parse<NoticeKind>(node.AsOneOf(Kinds), ignoreCase: true)).ToHashSet();
        var projects = map.OptionalList("projects", node => Matching(node, Name(), "this is no id of a project.")).ToHashSet(StringComparer.Ordinal);
        var webhook = map.Optional("webhook");
        var mail = map.Optional("mail");
        if ((webhook is null) == (mail is null))
        {
            throw map.Error("say where the recipient is told: webhook or mail, one of them.");
        }

        if (on.Count == 0)
        {
            throw map.Required("on").Error("say at least one thing that the recipient is told of.");
        }

        if (mail is not null)
        {
            return hasMail
                ? new Recipient(name, on, projects, null, Matching(mail, Address(), "this is no address of mail; write one, such as ig@council.example."))
                : throw mail.Error("how mail is sent is not said; add mail with host and from to notifications.");
        }

        return new Recipient(name, on, projects, new Webhook(ConfiguredServer.Url(webhook!), ConfiguredServer.Credential(map.Required("secret")), ConfiguredServer.Authority(map)), null);
    }

    private static string? Matching(YamlMapping map, string key, Regex shape, string problem) => map.Optional(key) is { } node ? Matching(node, shape, problem) : null;

    private static string Matching(YamlNode node, Regex shape, string problem) => shape.IsMatch(node.AsString()) ? node.AsString() : throw node.Error(problem);

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9 ,.'()-]{0,59}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("^([A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,40})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Host();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex("^[!-~]{1,254}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Account();
}
