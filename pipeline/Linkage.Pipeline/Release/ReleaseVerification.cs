namespace Linkage.Pipeline.Release;

/// <summary>What a verifier found.</summary>
/// <param name="IsValid">True when every byte of every file is the signed one. Says nothing about expiry.</param>
/// <param name="Failures">What is wrong, each with the file it is wrong with.</param>
/// <param name="Notes">What is not wrong but should be known: an expired release.</param>
/// <param name="ReleaseId">Id of the release, when the signature holds.</param>
/// <param name="Expires">From when on it may not be used, when the signature holds.</param>
public sealed record ReleaseVerification(
    bool IsValid,
    IReadOnlyList<VerificationFailure> Failures,
    IReadOnlyList<string> Notes,
    string? ReleaseId,
    DateTimeOffset? Expires)
{
    /// <summary>True when the release may not be used any more at the instant it was verified for.</summary>
    public bool IsExpired => Notes.Count > 0;
}

/// <summary>One thing that is wrong with a bundle.</summary>
/// <param name="File">The file, by its name in the folder, or the path of the public key.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record VerificationFailure(string File, string Problem);
