using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// The file of a grant secret: a header, whose it is, the secret in hexadecimal digits, and a SHA-256 over all of that. A secret of which one digit was lost
/// would give everybody other keys without a word; the last line is there so that it is refused.
/// </summary>
internal static class GrantKeyFile
{
    private const string Header = "linkage-grant-key-v1";
    private const string Restore = "Restore it from its backup.";

    /// <summary>The file of a secret; the caller clears the bytes.</summary>
    public static byte[] Write(GrantScope scope, ReadOnlySpan<byte> secret)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{Header}\ngrant {scope.ContentHash}\nrule {scope.RuleId}\nversion {scope.RuleVersion}\nrule-hash {scope.RuleHash}\nsecret "));
        Span<byte> digits = stackalloc byte[2 * GrantSecret.Length];
        Convert.TryToHexStringLower(secret, digits, out _);
        byte[] body = [.. head, .. digits, (byte)'\n'];
        byte[] file = [.. body, .. "check "u8, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body))), (byte)'\n'];
        CryptographicOperations.ZeroMemory(digits);
        CryptographicOperations.ZeroMemory(body);
        return file;
    }

    /// <summary>Reads a secret.</summary>
    /// <param name="path">Where it was read from, for a message.</param>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="isNew">It was made just now.</param>
    /// <exception cref="KeyVaultException">It is not what was written.</exception>
    public static GrantSecret Read(string path, ReadOnlySpan<byte> file, bool isNew = false)
    {
        var rest = file;
        if (!Take(ref rest, Header + "\n", out _))
        {
            throw new KeyVaultException(path, $"does not begin with the line {Header}", Restore);
        }

        Span<byte> secret = stackalloc byte[GrantSecret.Length];
        try
        {
            if (!(Take(ref rest, "grant ", out var grant) && Take(ref rest, "rule ", out var rule) && Take(ref rest, "version ", out var version)
                && Take(ref rest, "rule-hash ", out var ruleHash) && Take(ref rest, "secret ", out var digits) && digits.Length == 2 * GrantSecret.Length
                && Convert.FromHexString(digits, secret, out _, out _) == OperationStatus.Done
                && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)))
            {
                throw new KeyVaultException(path, $"does not hold a grant, its rule and {2 * GrantSecret.Length} hexadecimal digits", Restore);
            }

            var body = file[..^rest.Length];
            if (!Take(ref rest, "check ", out var check) || rest.Length > 0 || !check.SequenceEqual(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(body)))))
            {
                throw new KeyVaultException(path, "is not as it was written", Restore);
            }

            return new GrantSecret(new GrantScope(Text(grant), Text(rule), number, Text(ruleHash)), secret, isNew);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    // A label that ends with the line end has nothing after it.
    private static bool Take(ref ReadOnlySpan<byte> rest, string label, out ReadOnlySpan<byte> value)
    {
        value = default;
        var start = Encoding.ASCII.GetBytes(label);
        if (!rest.StartsWith(start))
        {
            return false;
        }

        rest = rest[start.Length..];
        if (label.EndsWith('\n'))
        {
            return true;
        }

        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            return false;
        }

        value = rest[..end];
        rest = rest[(end + 1)..];
        return true;
    }
}
