namespace Linkage.Jobs.Reporting;

/// <summary>What <c>verify --json</c> prints; <c>schemas/formats/verify-output.schema.json</c>.</summary>
/// <param name="Valid">Signature and every digest hold.</param>
/// <param name="Failures">What is wrong, each naming its file.</param>
/// <param name="ReleaseId">Its id, when the signature holds.</param>
/// <param name="Expires">From when on it may not be used, when the signature holds.</param>
/// <param name="Expired">That time has come.</param>
/// <param name="ListIssuedAt">When the list of withdrawn releases that it was held against was signed; absent when none was given. It says nothing of what was withdrawn since.</param>
/// <param name="Release">The folder that was checked.</param>
/// <param name="Key">The key it was checked with.</param>
internal sealed record VerifyDocument(
    bool Valid,
    IReadOnlyList<string> Failures,
    string? ReleaseId,
    DateTimeOffset? Expires,
    bool Expired,
    DateTimeOffset? ListIssuedAt,
    string Release,
    VerifyDocument.PublicKey Key)
{
    /// <summary>A public key.</summary>
    /// <param name="Path">Its file.</param>
    /// <param name="Fingerprint">SHA-256 of the key, lower-case hex.</param>
    internal sealed record PublicKey(string Path, string Fingerprint);
}
