using System.Security.Cryptography;
using System.Text;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// Keys in a folder that only its owner may enter: <c>root.key</c> (a header line and 64 hexadecimal digits), <c>signing.key</c> (PKCS#8 PEM),
/// <c>signing-public.pem</c>, which is no secret and goes to whoever verifies releases, and a folder <c>grants</c> with the grant secrets. Opening the vault reads
/// nothing and makes nothing.
/// </summary>
public sealed class LocalKeyVault : IKeyVault
{
    /// <summary>File name of the root secret.</summary>
    public const string RootFileName = "root.key";

    /// <summary>File name of the private signing key.</summary>
    public const string SigningFileName = "signing.key";

    /// <summary>File name of the public half of the signing key.</summary>
    public const string PublicFileName = "signing-public.pem";

    /// <summary>Folder of the grant secrets, within the folder of the vault.</summary>
    public const string GrantsFolderName = "grants";

    /// <summary>Length of the root secret, in bytes.</summary>
    public const int RootSecretLength = 32;

    private const string Header = "linkage-root-key-v1";
    private const string PemLabel = "PRIVATE KEY";
    private const int SigningKeyBits = 3072;

    private readonly string _folder;
    private readonly LocalGrantKeys _grants;

    /// <summary>Names the folder. Nothing is read until a key is asked for.</summary>
    public LocalKeyVault(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _grants = new LocalGrantKeys(Path.Combine(_folder, GrantsFolderName));
    }

    /// <summary>Path of the public half of the signing key.</summary>
    public string PublicKeyPath => Path.Combine(_folder, PublicFileName);

    /// <summary>
    /// Makes the folder and whichever key is missing, from the operating system's random source. A key that is there is never replaced.
    /// Called only when somebody asks for new keys; a run never does, for a new root makes every earlier pseudonym unreachable.
    /// For the same reason a root is made only where nothing tells that there was one: no other file in the folder, no set made with keys.
    /// </summary>
    /// <param name="folder">The key folder.</param>
    /// <param name="zones">Folder of the zones these keys are for, which may be missing; null when there are none.</param>
    /// <exception cref="KeyVaultException">The folder is there and open to others, or the root secret was lost.</exception>
    public static LocalKeyVault CreateIfMissing(string folder, string? zones = null)
    {
        var vault = new LocalKeyVault(folder);
        PrivateFolder.Create(vault._folder);
        PrivateKeyFile.RequirePrivateFolder(vault._folder);
        var rootPath = Path.Combine(vault._folder, RootFileName);
        if (!File.Exists(rootPath))
        {
            vault.RequireNeverHadRoot(rootPath, zones);
            var secret = RandomNumberGenerator.GetBytes(RootSecretLength);
            var text = Encoding.ASCII.GetBytes($"{Header}\n{Convert.ToHexStringLower(secret)}\n");
            PrivateFolder.WriteNewFile(rootPath, text);
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(text);
        }

        var signingPath = Path.Combine(vault._folder, SigningFileName);
        if (!File.Exists(signingPath))
        {
            using var rsa = RSA.Create(SigningKeyBits);
            var text = Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem() + "\n");
            PrivateFolder.WriteNewFile(signingPath, text);
            CryptographicOperations.ZeroMemory(text);
        }

        vault.WritePublicKey();
        return vault;
    }

    /// <inheritdoc/>
    public byte[] ReadRootSecret()
    {
        var path = Path.Combine(_folder, RootFileName);
        var text = PrivateKeyFile.Read(path);
        try
        {
            var line = text.AsSpan();
            if (!line.StartsWith(Encoding.ASCII.GetBytes(Header + "\n")))
            {
                throw new KeyVaultException(path, $"does not begin with the line {Header}", "Restore the root key file from its backup.");
            }

            var digits = line[(Header.Length + 1)..].TrimEnd((byte)'\n').TrimEnd((byte)'\r');
            var secret = new byte[RootSecretLength];
            if (digits.Length != 2 * RootSecretLength || Convert.FromHexString(digits, secret, out _, out _) != System.Buffers.OperationStatus.Done)
            {
                CryptographicOperations.ZeroMemory(secret);
                throw new KeyVaultException(path, $"does not hold {2 * RootSecretLength} hexadecimal digits", "Restore the root key file from its backup.");
            }

            return secret;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <inheritdoc/>
    public byte[] ReadSigningKey()
    {
        var path = Path.Combine(_folder, SigningFileName);
        var text = PrivateKeyFile.Read(path);
        var letters = new char[text.Length];
        try
        {
            Encoding.Latin1.GetChars(text, letters);
            if (!PemEncoding.TryFind(letters, out var fields) || !letters.AsSpan(fields.Label).SequenceEqual(PemLabel))
            {
                throw new KeyVaultException(path, $"holds no PEM block {PemLabel}", "Give the signing key as unencrypted PKCS#8 PEM.");
            }

            var key = new byte[fields.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(letters.AsSpan(fields.Base64Data), key, out var written) || written != key.Length)
            {
                throw new KeyVaultException(path, "holds a PEM block that cannot be decoded", "Restore the signing key file from its backup.");
            }

            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            Array.Clear(letters);
        }
    }

    /// <inheritdoc/>
    public GrantSecret OpenGrantSecret(GrantScope scope) => _grants.OpenOrCreate(scope);

    /// <inheritdoc/>
    public GrantTombstone DestroyGrantSecret(GrantKey key, string reason, DateTimeOffset at) => _grants.Destroy(key, reason, at);

    /// <inheritdoc/>
    public IReadOnlyList<GrantKey> GrantKeys() => _grants.Keys();

    /// <inheritdoc/>
    public IReadOnlyList<GrantTombstone> GrantTombstones() => _grants.Tombstones();

    private void WritePublicKey()
    {
        using var signing = SigningKey.Open(this);
        var pem = Encoding.ASCII.GetBytes(signing.PublicPem);
        if (!File.Exists(PublicKeyPath) || !File.ReadAllBytes(PublicKeyPath).AsSpan().SequenceEqual(pem))
        {
            PrivateFolder.WriteAllBytes(PublicKeyPath, pem);
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
