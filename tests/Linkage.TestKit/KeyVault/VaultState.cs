using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Linkage.TestKit.KeyVault;

/// <summary>What a vault holds and how it answers, after the REST reference of Azure Key Vault secrets 7.4: versions, pages, soft delete, purge, recovery, backup.</summary>
internal sealed partial class VaultState(KeyVaultServer server)
{
    private readonly Lock _lock = new();

    public List<VaultSecret> Secrets { get; } = [];

    public VaultAnswer Answer(string method, string path, IReadOnlyDictionary<string, string> query, JsonNode? body)
    {
        lock (_lock)
        {
            return (method, path.Trim('/').Split('/')) switch
            {
                ("GET", ["secrets"]) => Allowed("list", () => Page(path, query, Live().Select(s => Item(s, s.Versions[^1], isVersion: false)))),
                ("GET", ["deletedsecrets"]) => Allowed("list", () => Page(path, query, Secrets.Where(IsShownDeleted).Select(DeletedItem))),
                ("GET", ["secrets", var name, "versions"]) => Allowed("list", () => Page(path, query, Live(name)?.Versions.Select(v => Item(Live(name)!, v, isVersion: true)) ?? [])),
                ("POST", ["secrets", "restore"]) => Allowed("restore", () => Restore(body!)),
                ("POST", ["secrets", var name, "backup"]) => Allowed("backup", () => Existing(name, Backup)),
                ("PUT", ["secrets", var name]) => Allowed("set", () => Put(name, body!)),
                ("GET", ["secrets", var name]) => Allowed("get", () => Existing(name, s => Get(s, s.Versions[^1]))),
                ("GET", ["secrets", var name, var version]) => Allowed("get", () => Existing(name, s => s.Versions.FirstOrDefault(v => v.Id == version) is { } found ? Get(s, found) : NotFound())),
                ("PATCH", ["secrets", var name, var version]) => Allowed("set", () => Existing(name, s => s.Versions.FirstOrDefault(v => v.Id == version) is { } found ? Patch(s, found, body!) : NotFound())),
                ("DELETE", ["secrets", var name]) => Allowed("delete", () => Delete(name)),
                ("GET", ["deletedsecrets", var name]) => Allowed("get", () => ShowDeleted(name)),
                ("DELETE", ["deletedsecrets", var name]) => Allowed("purge", () => Purge(name)),
                ("POST", ["deletedsecrets", var name, "recover"]) => Allowed("recover", () => Recover(name)),
                _ => VaultAnswer.Error(404, "NotFound"),
            };
        }
    }

    [GeneratedRegex("^[0-9A-Za-z-]{1,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    private static VaultAnswer NotFound() => VaultAnswer.Error(404, "SecretNotFound");

    private static long Seconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds();

    private VaultAnswer Allowed(string right, Func<VaultAnswer> then) => server.Denied.Contains(right) ? VaultAnswer.Error(403, "Forbidden", "ForbiddenByRbac") : then();

    private IEnumerable<VaultSecret> Live() => Secrets.Where(s => s.DeletedOn is null).OrderBy(s => s.Name, StringComparer.Ordinal);

    private VaultSecret? Live(string name) => Live().FirstOrDefault(s => s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private VaultSecret? Gone(string name) => Secrets.FirstOrDefault(s => s.DeletedOn is not null && s.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private bool IsShownDeleted(VaultSecret secret) => secret is { DeletedOn: not null } && (secret.SettlesAfter == 0 || secret.IsBeingPurged);

    private VaultAnswer Existing(string name, Func<VaultSecret, VaultAnswer> then) => Live(name) is { } secret ? then(secret) : NotFound();

    private VaultAnswer Put(string name, JsonNode body)
    {
        if (!SecretName().IsMatch(name) || body["value"]?.GetValue<string>() is not { Length: <= 25_000 } value)
        {
            return VaultAnswer.Error(400, "BadParameter");
        }

        if (Gone(name) is { } gone)
        {
            return VaultAnswer.Error(409, "Conflict", gone.SettlesAfter > 0 ? "ObjectIsBeingDeleted" : "ObjectIsDeletedButRecoverable");
        }

        var tags = Tags(body);
        if (tags is { Count: > 15 } || tags?.Any(t => t.Key.Length > 256 || t.Value.Length > 256) == true)
        {
            return VaultAnswer.Error(400, "BadParameter");
        }

        var now = server.Now;
        var version = new VaultSecretVersion
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Value = value,
            Created = now,
            Updated = now,
            ContentType = body["contentType"]?.GetValue<string>(),
            Tags = tags ?? [],
        };
        Attributes(version, body);
        if (Live(name) is not { } secret)
        {
            Secrets.Add(secret = new VaultSecret(name));
        }

        secret.Versions.Add(version);
        return VaultAnswer.Ok(Bundle(secret, version, withValue: true));
    }

    private VaultAnswer Get(VaultSecret secret, VaultSecretVersion version) =>
        version.Enabled ? VaultAnswer.Ok(Bundle(secret, version, withValue: true)) : VaultAnswer.Error(403, "Forbidden", "SecretDisabled");

    private VaultAnswer Patch(VaultSecret secret, VaultSecretVersion version, JsonNode body)
    {
        Attributes(version, body);
        version.Tags = Tags(body) ?? version.Tags;
        version.ContentType = body["contentType"]?.GetValue<string>() ?? version.ContentType;
        version.Updated = server.Now;
        return VaultAnswer.Ok(Bundle(secret, version, withValue: false));
    }

    private VaultAnswer Delete(string name)
    {
        if (Live(name) is not { } secret)
        {
            return Gone(name) is { SettlesAfter: > 0 } ? VaultAnswer.Error(409, "Conflict", "ObjectIsBeingDeleted") : NotFound();
        }

        var shown = Bundle(secret, secret.Versions[^1], withValue: false);
        if (!server.KeepsDeleted)
        {
            Secrets.Remove(secret);
            return VaultAnswer.Ok(shown);
        }

        (secret.DeletedOn, secret.SettlesAfter) = (server.Now, server.SettlesAfter);
        return VaultAnswer.Ok(DeletedFacts(secret, shown));
    }

    private VaultAnswer ShowDeleted(string name)
    {
        if (Gone(name) is not { } secret)
        {
            return NotFound();
        }

        if (secret.SettlesAfter > 0)
        {
            secret.SettlesAfter--;
            return secret.IsBeingPurged ? VaultAnswer.Ok(DeletedFacts(secret, Bundle(secret, secret.Versions[^1], withValue: false))) : NotFound();
        }

        if (secret.IsBeingPurged)
        {
            Secrets.Remove(secret);
            return NotFound();
        }

        return VaultAnswer.Ok(DeletedFacts(secret, Bundle(secret, secret.Versions[^1], withValue: false)));
    }

    private VaultAnswer Purge(string name)
    {
        if (server.PurgeProtection)
        {
            return VaultAnswer.Error(403, "Forbidden", "ForbiddenByPolicy");
        }

        switch (Gone(name))
        {
            case null:
                return NotFound();
            case { SettlesAfter: > 0 }:
                return VaultAnswer.Error(409, "Conflict", "ObjectIsBeingDeleted");
            case var secret:
                (secret.IsBeingPurged, secret.SettlesAfter) = (true, server.SettlesAfter);
                if (server.SettlesAfter == 0)
                {
                    Secrets.Remove(secret);
                }

                return new VaultAnswer(204, null);
        }
    }

    private VaultAnswer Recover(string name)
    {
        if (Gone(name) is not { IsBeingPurged: false } secret)
        {
            return NotFound();
        }

        secret.DeletedOn = null;
        return VaultAnswer.Ok(Bundle(secret, secret.Versions[^1], withValue: false));
    }

    private VaultAnswer Backup(VaultSecret secret) =>
        VaultAnswer.Ok(new JsonObject { ["value"] = Base64Url(JsonSerializer.SerializeToUtf8Bytes(secret)) });

    private VaultAnswer Restore(JsonNode body)
    {
        var text = body["value"]!.GetValue<string>().Replace('-', '+').Replace('_', '/');
        var secret = JsonSerializer.Deserialize<VaultSecret>(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')))!;
        if (Live(secret.Name) is not null || Gone(secret.Name) is not null)
        {
            return VaultAnswer.Error(409, "Conflict");
        }

        Secrets.Add(secret);
        return VaultAnswer.Ok(Bundle(secret, secret.Versions[^1], withValue: false));
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    // A page begins after the last entry of the page before, whatever was added or went meanwhile.
    private VaultAnswer Page(string path, IReadOnlyDictionary<string, string> query, IEnumerable<JsonObject> all)
    {
        var after = query.TryGetValue("$skiptoken", out var token) ? Encoding.UTF8.GetString(Convert.FromHexString(token)) : string.Empty;
        var left = all.Where(i => string.CompareOrdinal(i["id"]!.GetValue<string>(), after) > 0).OrderBy(i => i["id"]!.GetValue<string>(), StringComparer.Ordinal).ToList();
        var link = left.Count > server.PageSize
            ? $"{server.Address.AbsoluteUri.TrimEnd('/')}/{path.Trim('/')}?api-version={query["api-version"]}&$skiptoken={Convert.ToHexString(Encoding.UTF8.GetBytes(left[server.PageSize - 1]["id"]!.GetValue<string>()))}"
            : null;
        return VaultAnswer.Ok(new JsonObject { ["value"] = new JsonArray([.. left.Take(server.PageSize)]), ["nextLink"] = link });
    }

    private static Dictionary<string, string>? Tags(JsonNode body) => body["tags"] is JsonObject tags ? tags.ToDictionary(t => t.Key, t => t.Value!.GetValue<string>()) : null;

    private static void Attributes(VaultSecretVersion version, JsonNode body)
    {
        if (body["attributes"] is not JsonObject attributes)
        {
            return;
        }

        version.Enabled = attributes["enabled"]?.GetValue<bool>() ?? version.Enabled;
        version.NotBefore = attributes["nbf"] is { } nbf ? DateTimeOffset.FromUnixTimeSeconds(nbf.GetValue<long>()) : version.NotBefore;
        version.Expires = attributes["exp"] is { } exp ? DateTimeOffset.FromUnixTimeSeconds(exp.GetValue<long>()) : version.Expires;
    }

    private JsonObject Facts(VaultSecret secret, VaultSecretVersion version, bool withVersion)
    {
        var attributes = new JsonObject
        {
            ["enabled"] = version.Enabled,
            ["created"] = Seconds(version.Created),
            ["updated"] = Seconds(version.Updated),
            ["recoveryLevel"] = server.RecoveryLevel,
            ["recoverableDays"] = 90,
        };
        if (version.NotBefore is { } nbf)
        {
            attributes["nbf"] = Seconds(nbf);
        }

        if (version.Expires is { } exp)
        {
            attributes["exp"] = Seconds(exp);
        }

        var facts = new JsonObject { ["id"] = $"{server.Address}secrets/{secret.Name}{(withVersion ? $"/{version.Id}" : null)}", ["attributes"] = attributes };
        if (version.ContentType is not null)
        {
            facts["contentType"] = version.ContentType;
        }

        if (version.Tags.Count > 0)
        {
            facts["tags"] = new JsonObject(version.Tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));
        }

        return facts;
    }

    private JsonObject Item(VaultSecret secret, VaultSecretVersion version, bool isVersion) => Facts(secret, version, isVersion);

    private JsonObject DeletedItem(VaultSecret secret) => DeletedFacts(secret, Facts(secret, secret.Versions[^1], withVersion: false));

    private JsonObject Bundle(VaultSecret secret, VaultSecretVersion version, bool withValue)
    {
        var bundle = Facts(secret, version, withVersion: true);
        if (withValue)
        {
            bundle["value"] = version.Value;
        }

        return bundle;
    }

    private JsonObject DeletedFacts(VaultSecret secret, JsonObject facts)
    {
        facts["recoveryId"] = $"{server.Address}deletedsecrets/{secret.Name}";
        facts["deletedDate"] = Seconds(secret.DeletedOn!.Value);
        facts["scheduledPurgeDate"] = Seconds(secret.DeletedOn!.Value.AddDays(90));
        return facts;
    }
}
