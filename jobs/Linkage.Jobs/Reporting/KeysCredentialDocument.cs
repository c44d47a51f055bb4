namespace Linkage.Jobs.Reporting;

/// <summary>What <c>keys credential set|list|remove --json</c> prints; <c>schemas/formats/keys-credential-output.schema.json</c>.</summary>
/// <param name="Changed">The credential that was set or removed; null where nothing was.</param>
/// <param name="Credentials">The names there are now, in order. Nothing of what they hold.</param>
internal sealed record KeysCredentialDocument(string? Changed, IReadOnlyList<string> Credentials);
