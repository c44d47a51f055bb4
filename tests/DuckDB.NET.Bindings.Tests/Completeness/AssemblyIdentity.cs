using System.Reflection.Metadata;
using System.Security.Cryptography;

namespace DuckDB.NET.Bindings.Tests.Completeness;

/// <summary>An assembly's identity as "name, version, public key token".</summary>
internal static class AssemblyIdentity
{
    public static string Of(AssemblyReference reference, MetadataReader reader) =>
        Text(reader.GetString(reference.Name), reference.Version, reader.GetBlobBytes(reference.PublicKeyOrToken));

    public static string Of(AssemblyDefinition definition, MetadataReader reader) =>
        Text(reader.GetString(definition.Name), definition.Version, Token(reader.GetBlobBytes(definition.PublicKey)));

    private static string Text(string name, Version version, byte[] token) => $"{name}, {version}, {(token.Length == 0 ? "unsigned" : Convert.ToHexString(token))}";

    // ECMA-335 II.6.2.1.3: the last eight bytes of the key's SHA-1, reversed. It names the key and guards nothing.
#pragma warning disable CA5350
    private static byte[] Token(byte[] publicKey) => publicKey.Length == 0 ? [] : [.. SHA1.HashData(publicKey).Reverse().Take(8)];
#pragma warning restore CA5350
}
