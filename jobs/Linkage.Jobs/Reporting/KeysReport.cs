namespace Linkage.Jobs.Reporting;

/// <summary>New keys as a person reads it.</summary>
internal static class KeysReport
{
    /// <summary>Prints where they are and what to do with them.</summary>
    public static void Print(Screen screen, KeysDocument made)
    {
        screen.Line((made.Created, made.SigningKeyCreated) switch
        {
            (true, _) => "[bold green]Keys made[/], readable by their owner only",
            (false, true) => "[bold green]A new signing key was made[/]; the root secret was there already and was kept",
            _ => "[bold]Keys were there already[/], and were kept",
        });
        screen.Plain($"key folder  {RunReport.Shown(made.Keys)}");
        screen.Plain($"public key  {RunReport.Shown(made.PublicKey)}");
        screen.Line($"[grey]fingerprint {made.Fingerprint}[/]");
        screen.Line("Give recipients the public key and tell them the fingerprint by another way. Back the key folder up where only you can read it: without the root secret no earlier pseudonym can be made again.");
    }
}
