using System.Text;
using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>The secrets of one Key Vault: the client, with a bounded time for each step and with failures that say what, where and what to do.</summary>
internal sealed class AzureSecrets : IDisposable
{
    private readonly SecretClient _client;
    private readonly AzureKeyVaultOptions _options;
    private readonly SecretCache _cache;

    public AzureSecrets(Uri vault, TokenCredential credential, AzureKeyVaultOptions options)
    {
        options.Require();
        if (vault.Scheme != Uri.UriSchemeHttps || vault.AbsolutePath != "/" || vault.Query.Length > 0 || vault.UserInfo.Length > 0)
        {
            throw new ArgumentException("A vault is named by https and its host alone.", nameof(vault));
        }

        _options = options;
        Vault = vault.AbsoluteUri;
        var client = new SecretClientOptions(SecretClientOptions.ServiceVersion.V7_4)
        {
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = options.Retries,
                Delay = options.RetryDelay,
                MaxDelay = TimeSpan.FromSeconds(16),
                NetworkTimeout = TimeSpan.FromSeconds(20),
            },
            Diagnostics = { IsLoggingEnabled = false, IsLoggingContentEnabled = false, IsDistributedTracingEnabled = false, IsTelemetryEnabled = false },
        };
        if (options.Transport is not null)
        {
            client.Transport = options.Transport;
        }

        _client = new SecretClient(vault, credential, client);
        _cache = new SecretCache(options.CacheTime, options.CacheCount, options.Clock);
    }

    /// <summary>Address of the vault.</summary>
    public string Vault { get; }

    /// <summary>How many values are kept in memory.</summary>
    public int CachedCount => _cache.Count;

    /// <summary>Address of a secret, for messages.</summary>
    public string LocationOf(string name) => $"{Vault}secrets/{name}";

    /// <summary>What there is, without values: the latest version of each secret of ours, and the vault's clock.</summary>
    public (IReadOnlyList<SecretProperties> Secrets, DateTimeOffset Now) List() =>
        Do(Vault, "listed", token => Pages(_client.GetPropertiesOfSecrets(token), p => p.Name.StartsWith(AzureSecretName.Prefix, StringComparison.Ordinal)));

    /// <summary>Deleted secrets of ours that can be recovered.</summary>
    public IReadOnlyList<DeletedSecret> Deleted() => Do(
        Vault, "listed", token => _client.GetDeletedSecrets(token).Where(s => s.Name.StartsWith(AzureSecretName.Prefix, StringComparison.Ordinal)).ToList());

    /// <summary>Every version of a secret, the oldest first, and the vault's clock; none where there is no such secret.</summary>
    public (IReadOnlyList<SecretProperties> Versions, DateTimeOffset Now) Versions(string name) => Do(LocationOf(name), "listed", token =>
    {
        try
        {
            var (versions, now) = Pages(_client.GetPropertiesOfSecretVersions(name, token), _ => true);
            return ([.. versions.OrderBy(v => v.CreatedOn).ThenBy(v => v.Version, StringComparer.Ordinal)], now);
        }
        catch (RequestFailedException answer) when (answer.Status == 404)
        {
            return ((IReadOnlyList<SecretProperties>)[], _options.Clock.GetUtcNow());
        }
    });

    /// <summary>The version of a secret that counts, once it is old enough for nobody to see another: the oldest, whatever was written after it.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="counts">Versions that are left out are as if they were not there; null leaves none out.</param>
    /// <returns>It and the vault's clock; null when there is none.</returns>
    public (SecretProperties Version, DateTimeOffset Now)? Oldest(string name, Func<SecretProperties, bool>? counts = null)
    {
        var waiting = StartWaiting();
        while (true)
        {
            var (versions, now) = Versions(name);
            var oldest = versions.FirstOrDefault(v => counts is null || counts(v));
            if (oldest is null || !waiting.IsNeeded(oldest, now))
            {
                return oldest is null ? null : (oldest, now);
            }
        }
    }

    /// <summary>Waits for secrets to settle.</summary>
    public Waiting StartWaiting() => new(this);

    /// <summary>The value of a version, which the caller clears.</summary>
    /// <exception cref="KeyVaultException">It is disabled, not valid yet or any more, or cannot be read.</exception>
    public byte[] Read((SecretProperties Version, DateTimeOffset Now) asked)
    {
        var (version, now) = asked;
        var location = LocationOf(version.Name);
        RequireUsable(version, now, location);
        if (_cache.Find(version.Name, version.Version) is { } kept)
        {
            return kept;
        }

        var value = Bytes(Do(location, "read", token => _client.GetSecret(version.Name, version.Version, token)).Value.Value);
        _cache.Keep(version.Name, version.Version, value);
        return value;
    }

    /// <summary>The value of the latest version, for what is no secret.</summary>
    public byte[] ReadLatest(string name) => Bytes(Do(LocationOf(name), "read", token => _client.GetSecret(name, null, token)).Value.Value);

    /// <summary>Writes a value as a new version.</summary>
    /// <param name="name">The secret.</param>
    /// <param name="value">Its text, ASCII or UTF-8.</param>
    /// <param name="contentType">What it is.</param>
    /// <param name="tags">What may be known of it by whoever may list, none of it secret.</param>
    public void Write(string name, ReadOnlySpan<byte> value, string contentType, params ReadOnlySpan<(string Name, string Value)> tags)
    {
        var secret = new KeyVaultSecret(name, Encoding.UTF8.GetString(value)) { Properties = { ContentType = contentType } };
        foreach (var (tag, text) in tags)
        {
            secret.Properties.Tags[tag] = text.Length <= 256 ? text : text[..256];
        }

        Do(LocationOf(name), "written", token => _client.SetSecret(secret, token));
    }

    /// <summary>Tags the latest version of a secret, beside the tags it has.</summary>
    public void Tag(SecretProperties latest, string tag, string value)
    {
        latest.Tags[tag] = value;
        Do(LocationOf(latest.Name), "written", token => _client.UpdateSecretProperties(latest, token));
    }

    /// <summary>Deletes a secret with all its versions and waits until it is deleted.</summary>
    /// <returns>What can still be recovered or purged; null where nothing can.</returns>
    public DeletedSecret? Delete(string name)
    {
        _cache.Forget(name);
        var (isThere, isKept) = Do(LocationOf(name), "deleted", token =>
        {
            try
            {
                return (true, _client.StartDeleteSecret(name, token).Value.RecoveryId is not null);
            }
            catch (RequestFailedException answer) when (answer.Status is 404 or 409)
            {
                return (answer.Status == 409, true);
            }
        });
        if (isThere)
        {
            return isKept ? Until(LocationOf(name), () => FindDeleted(name), found => found is not null) : null;
        }

        // Gone, or deleted this very moment by somebody else and not among the deleted yet.
        if (FindDeleted(name) is { } found)
        {
            return found;
        }

        Task.Delay(_options.Settling, _options.Clock).GetAwaiter().GetResult();
        return FindDeleted(name);
    }

    /// <summary>What a vault keeps of a deleted secret; null when nothing.</summary>
    public DeletedSecret? FindDeleted(string name) => Do(LocationOf(name), "looked for among the deleted", token =>
    {
        try
        {
            return _client.GetDeletedSecret(name, token).Value;
        }
        catch (RequestFailedException answer) when (answer.Status == 404)
        {
            return null;
        }
    });

    /// <summary>Purges a deleted secret and waits until it is gone.</summary>
    /// <returns>False when the vault or the rights of the identity forbid it.</returns>
    public bool Purge(DeletedSecret deleted)
    {
        var level = deleted.Properties.RecoveryLevel;
        if (level is not null && !level.Contains("Purgeable", StringComparison.Ordinal))
        {
            return false;
        }

        var isPermitted = Do(LocationOf(deleted.Name), "purged", token =>
        {
            try
            {
                _client.PurgeDeletedSecret(deleted.Name, token);
                return true;
            }
            catch (RequestFailedException answer) when (answer.Status == 403)
            {
                return false;
            }
            catch (RequestFailedException answer) when (answer.Status is 404 or 409)
            {
                // Gone, or on its way.
                return true;
            }
        });
        return isPermitted && Until(LocationOf(deleted.Name), () => FindDeleted(deleted.Name), found => found is null) is null;
    }

    /// <summary>Brings a deleted secret back.</summary>
    public void Recover(string name)
    {
        Do(LocationOf(name), "recovered", token => _client.StartRecoverDeletedSecret(name, token));
        Until(LocationOf(name), () => Versions(name).Versions.Count > 0, found => found);
    }

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private static byte[] Bytes(string value)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(value), pinned: true);
        Encoding.UTF8.GetBytes(value, bytes);
        return bytes;
    }

    private (IReadOnlyList<SecretProperties> Found, DateTimeOffset Now) Pages(Pageable<SecretProperties> listing, Func<SecretProperties, bool> wanted)
    {
        var found = new List<SecretProperties>();
        DateTimeOffset? now = null;
        foreach (var page in listing.AsPages())
        {
            // The first page's clock: what was written since may be missing from it.
            now ??= page.GetRawResponse().Headers.Date;
            found.AddRange(page.Values.Where(wanted));
        }

        return (found, now ?? _options.Clock.GetUtcNow());
    }

    private static void RequireUsable(SecretProperties version, DateTimeOffset now, string location)
    {
        if (version.Enabled == false)
        {
            throw new KeyVaultException(location, "is disabled", "Find out who disabled it and why; enable it if it may be used.");
        }

        if (version.ExpiresOn <= now)
        {
            throw new KeyVaultException(location, FormattableString.Invariant($"expired on {version.ExpiresOn:yyyy-MM-dd HH:mm} UTC"), "Find out who set that date and why; take it off if the secret may be used. Our keys bear none.");
        }

        if (version.NotBefore > now)
        {
            throw new KeyVaultException(location, FormattableString.Invariant($"is not valid before {version.NotBefore:yyyy-MM-dd HH:mm} UTC"), "Find out who set that date and why; take it off if the secret may be used. Our keys bear none.");
        }
    }

    /// <summary>The waiting of one caller, bounded by <see cref="AzureKeyVaultOptions.Patience"/>.</summary>
    internal sealed class Waiting(AzureSecrets secrets)
    {
        private readonly long _began = secrets._options.Clock.GetTimestamp();

        /// <summary>Waits when a secret was made too short a time ago to be used, for no longer than the settling time.</summary>
        /// <returns>True when it waited: what was seen has to be looked at anew.</returns>
        public bool IsNeeded(SecretProperties made, DateTimeOffset now)
        {
            var options = secrets._options;
            var wait = (made.CreatedOn ?? now) + options.Settling - now;
            if (wait <= TimeSpan.Zero)
            {
                return false;
            }

            if (options.Clock.GetElapsedTime(_began) > options.Patience)
            {
                throw new KeyVaultException(secrets.LocationOf(made.Name), "bears a date in the future, so it cannot be known whether it is the first", "Run again later; if it stays, pass it on to whoever looks after the vault.");
            }

            Task.Delay(wait < options.Settling ? wait : options.Settling, options.Clock).GetAwaiter().GetResult();
            return true;
        }
    }

    // Deleting, purging and recovering are answered before they are done.
    private T Until<T>(string location, Func<T> look, Func<T, bool> isDone)
    {
        var began = _options.Clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(50); ; pause = pause < TimeSpan.FromSeconds(2) ? 2 * pause : pause)
        {
            var seen = look();
            if (isDone(seen))
            {
                return seen;
            }

            if (_options.Clock.GetElapsedTime(began) > _options.Patience)
            {
                throw new KeyVaultException(location, "was not deleted, purged or recovered in time, though the vault began to", "Run again: what was begun is completed first.");
            }

            Task.Delay(pause, _options.Clock).GetAwaiter().GetResult();
        }
    }

    private T Do<T>(string location, string deed, Func<CancellationToken, T> step)
    {
        using var limit = new CancellationTokenSource(_options.Patience, _options.Clock);
        try
        {
            return step(limit.Token);
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException or OperationCanceledException or InvalidOperationException
            or Azure.Identity.AuthenticationFailedException or IOException or HttpRequestException)
        {
            throw AzureFailure.Of(limit.IsCancellationRequested && failure is not RequestFailedException { Status: > 0 } ? new OperationCanceledException() : failure, Vault, location, deed, _options.Patience);
        }
    }
}
