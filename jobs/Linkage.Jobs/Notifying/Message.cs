using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Linkage.Jobs.Notifying;

/// <summary>What is sent: one notice, or several at once.</summary>
/// <param name="Id">Its id, 32 hex digits; a message that is sent again with the same notices has the same.</param>
/// <param name="Recipient">Name of the recipient.</param>
/// <param name="Title">What the installation is called.</param>
/// <param name="At">When it is made.</param>
/// <param name="Notices">What it tells.</param>
internal sealed record Message(string Id, string Recipient, string Title, DateTimeOffset At, IReadOnlyList<SpokenNotice> Notices)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>Makes one.</summary>
    /// <param name="recipient">Name of the recipient.</param>
    /// <param name="title">What the installation is called.</param>
    /// <param name="at">The present.</param>
    /// <param name="notices">What is to be told.</param>
    public static Message Of(string recipient, string title, DateTimeOffset at, IReadOnlyList<PendingNotice> notices) => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{recipient}\n{string.Join('\n', notices.Select(notice => notice.Id))}")))[..32],
        recipient,
        title,
        at,
        [.. notices.Select(notice => SpokenNotice.Of(notice, DateOnly.FromDateTime(at.UtcDateTime)))]);

    /// <summary>One that tells nothing but that messages arrive.</summary>
    public static Message Test(string recipient, string title, DateTimeOffset at)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new(id, recipient, title, at, [new SpokenNotice(id, "test", at, new NoticeText("A test of notifications", "Somebody asked for this message, to see whether it arrives. Nothing happened.", "Nothing.", "runbook.md#be-told"), new SortedDictionary<string, string>(StringComparer.Ordinal))]);
    }

    /// <summary>What happened, in a line.</summary>
    public string Subject => Notices is [var only]
        ? $"[{Title}] {only.Text.Title}"
        : $"[{Title}] {Notices.Count.ToString(CultureInfo.InvariantCulture)} notices: {string.Join(", ", Notices.GroupBy(notice => notice.Kind, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Count()}")))}";

    /// <summary>It as plain text.</summary>
    public string PlainText()
    {
        var text = new StringBuilder();
        foreach (var notice in Notices)
        {
            text.Append(notice.Text.Title).Append("\n\n").Append(notice.Text.Text).Append("\n\nWhat to do: ").Append(notice.Text.Remedy)
                .Append("\nMore: ").Append(notice.Text.Runbook).Append(CultureInfo.InvariantCulture, $"\nWhen: {Written(notice.At)}   Notice: {notice.Id}\n\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"-- \n{Title} sent this by itself to {Recipient}. Nobody reads answers. A notice that comes twice has the same id.\n").ToString();
    }

    /// <summary>It as JSON; <c>schemas/formats/notification.schema.json</c>.</summary>
    public byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["format"] = "linkage-notification/1",
            ["id"] = Id,
            ["title"] = Title,
            ["recipient"] = Recipient,
            ["at"] = Written(At),
            ["notices"] = new JsonArray([.. Notices.Select(notice => (JsonNode)new JsonObject
            {
                ["id"] = notice.Id,
                ["kind"] = notice.Kind,
                ["at"] = Written(notice.At),
                ["title"] = notice.Text.Title,
                ["text"] = notice.Text.Text,
                ["remedy"] = notice.Text.Remedy,
                ["runbook"] = notice.Text.Runbook,
                ["about"] = new JsonObject(notice.About.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)JsonValue.Create(fact.Value)))),
            })]),
        },
        Plain);

    private static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A notice in words.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="At">When it happened.</param>
/// <param name="Text">Its words.</param>
/// <param name="About">Ids, codes, counts and dates.</param>
internal sealed record SpokenNotice(string Id, string Kind, DateTimeOffset At, NoticeText Text, IReadOnlyDictionary<string, string> About)
{
    /// <summary>Puts a notice into words.</summary>
    public static SpokenNotice Of(PendingNotice notice, DateOnly today)
    {
        var kind = Enum.Parse<NoticeKind>(notice.Facts[NoticeFact.Kind], ignoreCase: true);
        var about = new SortedDictionary<string, string>(notice.Facts.Where(fact => fact.Key is not (NoticeFact.Kind or NoticeFact.At)).ToDictionary(fact => fact.Key, fact => fact.Value), StringComparer.Ordinal);
        return new SpokenNotice(notice.Id, Happening.Named(kind), DateTimeOffset.ParseExact(notice.Facts[NoticeFact.At], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), NoticeText.Of(notice.Facts, kind, today), about);
    }
}
