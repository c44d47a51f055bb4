namespace Linkage.Jobs.Reporting;

/// <summary>What <c>notify test --json</c> prints; <c>schemas/formats/notify-test-output.schema.json</c>.</summary>
/// <param name="Recipients">Every recipient, by name.</param>
internal sealed record NotifyTestDocument(IReadOnlyList<NotifyTestRecipient> Recipients);

/// <summary>How it went with one recipient.</summary>
/// <param name="Recipient">Their name in the configuration.</param>
/// <param name="By">webhook or mail.</param>
/// <param name="Sent">Whether their server took the message.</param>
/// <param name="Code">Why it did not; null when it did.</param>
internal sealed record NotifyTestRecipient(string Recipient, string By, bool Sent, string? Code);
