using System.Security.Cryptography;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// Keys in a folder that only its owner may enter: <c>root.key</c> (a header line and 64 hexadecimal digits), <c>signing.key</c> (PKCS#8 PEM),
/// <c>signing-public.pem</c>, which is no secret and goes to whoever verifies releases, a folder <c>grants</c> with the grant secrets, and a folder <c>credentials</c>. Opening the vault reads
/// nothing and makes nothing.
/// </summary>
public sealed class LocalKeyVault : IKeyVault, ICredentialVault
{
    /// <summary>File name of the root secret.</summary>
    public const string RootFileName = "root.key";

    /// <summary>File name of the private signing key.</summary>
    public const string SigningFileName = "signing.key";

    /// <summary>File name of the public half of the signing key.</summary>
    public const string PublicFileName = "signing-public.pem";

    /// <summary>Folder of the grant secrets, within the folder of the vault.</summary>
    public const string GrantsFolderName = "grants";

    /// <summary>Folder of the credentials, within the folder of the vault.</summary>
    public const string CredentialsFolderName = "credentials";

    /// <summary>Length of the root secret, in bytes.</summary>
    public const int RootSecretLength = 32;

    private readonly string _folder;
    private readonly LocalGrantKeys _grants;
    private readonly LocalCredentials _credentials;

    /// <summary>Names the folder. Nothing is read until a key is asked for.</summary>
    public LocalKeyVault(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _grants = new LocalGrantKeys(Path.Combine(_folder, GrantsFolderName));
        _credentials = new LocalCredentials(Path.Combine(_folder, CredentialsFolderName));
    }

    /// <summary>Whether the folder holds a secret: a root, a signing key, secrets of grants or credentials.</summary>
    public bool HoldsSecrets => File.Exists(Path.Combine(_folder, RootFileName)) || File.Exists(Path.Combine(_folder, SigningFileName)) || _grants.HasAny || _credentials.Names().Count > 0;

    /// <summary>Path of the public half of the signing key.</summary>
    public string PublicKeyPath => Path.Combine(_folder, PublicFileName);

    /// <summary>
    /// Makes the folder and whichever key is missing, from the operating system's random source. A key that is there is never replaced.
    /// Called only when somebody asks for new keys; a run never does, for a new root makes every earlier pseudonym unreachable.
    /// For the same reason a root is made only where nothing tells that there was one: no other file in the folder, no set made with keys.
    /// </summary>
    /// <param name="folder">The key folder.</param>
    /// <param name="zones">Folder of the zones these keys are for, which may be missing; null when there are none.</param>
    /// <param name="scheme">How a signing key that is made here signs.</param>
    /// <exception cref="KeyVaultException">The folder is there and open to others, or the root secret was lost.</exception>
    public static LocalKeyVault CreateIfMissing(string folder, string? zones = null, SignatureScheme scheme = SignatureSchemes.Default)
    {
        var vault = new LocalKeyVault(folder);
        PrivateFolder.Create(vault._folder);
        PrivateKeyFile.RequirePrivateFolder(vault._folder);
        var rootPath = Path.Combine(vault._folder, RootFileName);
        if (!File.Exists(rootPath))
        {
            vault.RequireNeverHadRoot(rootPath, zones);
            WriteNew(rootPath, RootKeyFile.Draw());
        }

        var signingPath = Path.Combine(vault._folder, SigningFileName);
        if (!File.Exists(signingPath))
        {
            WriteNew(signingPath, SigningKeyFile.Draw(scheme));
        }

        SigningKeyFile.WritePublicHalf(vault, vault._folder);
        return vault;
    }

    /// <inheritdoc/>
    public byte[] ReadRootSecret() => Read(RootFileName, RootKeyFile.Read);

    /// <inheritdoc/>
    public byte[] ReadSigningKey() => Read(SigningFileName, SigningKeyFile.Read);

    /// <inheritdoc/>
    public GrantSecret OpenGrantSecret(GrantScope scope) => _grants.OpenOrCreate(scope);

    /// <inheritdoc/>
    public GrantTombstone DestroyGrantSecret(GrantKey key, string reason, DateTimeOffset at) => _grants.Destroy(key, reason, at);

    /// <inheritdoc/>
    public IReadOnlyList<GrantKey> GrantKeys() => _grants.Keys();

    /// <inheritdoc/>
    public string GrantLocation(string contentHash) => Path.Combine(_folder, GrantsFolderName, contentHash + ".key");

    /// <inheritdoc/>
    public IReadOnlyList<GrantTombstone> GrantTombstones() => _grants.Tombstones();

    /// <inheritdoc/>
    public IReadOnlyList<string> Credentials() => _credentials.Names();

    /// <inheritdoc/>
    public byte[]? ReadCredential(string name) => _credentials.Read(name);

    /// <inheritdoc/>
    public void WriteCredential(string name, ReadOnlySpan<byte> text) => _credentials.Write(name, text);

    /// <inheritdoc/>
    public bool RemoveCredential(string name) => _credentials.Remove(name);

    /// <inheritdoc/>
    public string CredentialLocation(string name) => _credentials.PathOf(name);

    internal byte[] ReadRootText() => PrivateKeyFile.Read(Path.Combine(_folder, RootFileName));

    internal byte[] ReadSigningText() => PrivateKeyFile.Read(Path.Combine(_folder, SigningFileName));

    private static void WriteNew(string path, byte[] text)
    {
        PrivateFolder.WriteNewFile(path, text);
        CryptographicOperations.ZeroMemory(text);
    }

    private byte[] Read(string fileName, Func<string, ReadOnlySpan<byte>, byte[]> read)
    {
        var path = Path.Combine(_folder, fileName);
        var text = PrivateKeyFile.Read(path);
        try
        {
            return read(path, text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    // A half-written file of an earlier attempt (.tmp) is no key yet.
    private void RequireNeverHadRoot(string rootPath, string? zones)
    {
        var others = Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Where(f => !f.EndsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var evidence = others.Count > 0 ? string.Join(", ", others)
            : _grants.HasAny ? "secrets of grants"
            : zones is not null && ZoneStore.HoldsKeyedSets(zones) ? "sets made with it in the zones"
            : null;
        if (evidence is not null)
        {
            throw new KeyVaultException(
                rootPath,
                $"is missing where there was one, for it left {evidence}; no new one was made, since it would change every pseudonym",
                "Restore the key folder from its backup. If the root key is lost for good, leave this workspace as it is and start a new one.");
        }
    }
}
