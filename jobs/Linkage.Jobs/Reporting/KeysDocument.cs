namespace Linkage.Jobs.Reporting;

/// <summary>What <c>keys init --json</c> prints; <c>schemas/formats/keys-output.schema.json</c>.</summary>
/// <param name="Keys">The key folder, or the address of the key vault.</param>
/// <param name="Created">False when the root secret was there already and was kept.</param>
/// <param name="SigningKeyCreated">False when the signing key was there already and was kept.</param>
/// <param name="PublicKey">The public key, to give to recipients.</param>
/// <param name="Fingerprint">SHA-256 of the public key, lower-case hex.</param>
/// <param name="Signature">How the signing key signs: <c>ecdsa-p256</c> or <c>rsa-3072</c>.</param>
internal sealed record KeysDocument(string Keys, bool Created, bool SigningKeyCreated, string PublicKey, string Fingerprint, string Signature);
