namespace Linkage.Jobs.Reporting;

/// <summary>What <c>keys import --json</c> prints; <c>schemas/formats/keys-import-output.schema.json</c>.</summary>
/// <param name="Vault">Address of the vault.</param>
/// <param name="From">The folder.</param>
/// <param name="Written">How many keys were written; the others were there already.</param>
internal sealed record KeysImportDocument(string Vault, string From, int Written);
