using System.Globalization;

namespace Linkage.Pipeline.Keys;

/// <summary>
/// What a derived key is for: the <c>info</c> of HKDF. Every field stands with its length before it, so two different lists of fields
/// never give the same bytes.
/// </summary>
/// <param name="Use">What the key does: record-key or person-key.</param>
/// <param name="Council">Party id of the council.</param>
/// <param name="Scope">The dataset or grant, with its kind before it: <c>dataset:food-vouchers</c>.</param>
/// <param name="Field">The field whose values are keyed: record, person or household.</param>
/// <param name="Epoch">Key epoch, from 1.</param>
internal sealed record KeyInfo(string Use, string Council, string Scope, string Field, int Epoch)
{
    private const string Version = "linkage-key-info-v1";

    /// <summary>The encoding: for each field its length in UTF-8 bytes (four bytes, big-endian) and the bytes.</summary>
    internal byte[] Encode() => LengthPrefixed.Encode([Version, Use, Council, Scope, Field, Epoch.ToString(CultureInfo.InvariantCulture)]);
}
