namespace Linkage.Jobs.Reporting;

/// <summary>New keys as a person reads it.</summary>
internal static class KeysReport
{
    /// <summary>Prints where they are and what to do with them.</summary>
    public static void Print(Screen screen, KeysDocument made)
    {
        var isCloud = made.Keys.StartsWith("https://", StringComparison.Ordinal);
        screen.Line((made.Created, made.SigningKeyCreated) switch
        {
            (true, _) => isCloud ? "[bold green]Keys made[/] in the key vault" : "[bold green]Keys made[/], readable by their owner only",
            (false, true) => "[bold green]A new signing key was made[/]; the root secret was there already and was kept",
            _ => "[bold]Keys were there already[/], and were kept",
        });
        screen.Plain(isCloud ? $"key vault   {made.Keys}" : $"key folder  {RunReport.Shown(made.Keys)}");
        screen.Plain($"public key  {RunReport.Shown(made.PublicKey)}");
        screen.Line($"[grey]fingerprint {made.Fingerprint}[/]");
        screen.Plain($"signs with  {made.Signature}");
        screen.Line(isCloud
            ? "Give recipients the public key and tell them the fingerprint by another way. Back the vault's secrets up: without the root secret no earlier pseudonym can be made again."
            : "Give recipients the public key and tell them the fingerprint by another way. Back the key folder up where only you can read it: without the root secret no earlier pseudonym can be made again.");
    }

    /// <summary>Prints what was brought into a vault.</summary>
    public static void Print(Screen screen, KeysImportDocument brought)
    {
        screen.Line($"[bold green]{Screen.Plural(brought.Written, "key")} written[/] to the key vault; whatever was there was kept");
        screen.Plain($"key vault  {brought.Vault}");
        screen.Plain($"from       {RunReport.Shown(brought.From)}");
        screen.Line("The folder still holds its keys. Back it up, make sure that a run works with the vault, then destroy the secrets in the folder; the public key stays.");
    }
}
