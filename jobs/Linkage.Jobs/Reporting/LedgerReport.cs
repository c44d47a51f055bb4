namespace Linkage.Jobs.Reporting;

/// <summary>The ledger as a person reads of it.</summary>
internal static class LedgerReport
{
    /// <summary>Prints the verdict, what is wrong, and how far it was vouched for.</summary>
    public static void Print(Screen screen, LedgerVerifyDocument check)
    {
        screen.Line(check.Valid
            ? "[bold green]Whole[/]  every event follows the one before, and every recorded row is what its event says"
            : $"[bold red]Broken[/]  {Screen.Plural(check.Findings.Count, "finding")}{(check.FirstBad is { } first ? $", the first at event {Screen.Count(first)}" : null)}");
        foreach (var finding in check.Findings)
        {
            screen.Inset(2, $"[red]{finding.Fault}[/] {Screen.Escape(finding.Message)}");
        }

        screen.Plain($"ledger       {check.Ledger ?? "without a name"}");
        screen.Plain($"events       {Screen.Count(check.Events)}, over {Screen.Plural(check.Rows, "recorded row")}");
        screen.Plain($"root         {RunReport.Digest(screen, check.Root)}");
        screen.Plain(check.NewestCheckpoint is { } signed
            ? $"checkpoints  {Screen.Count(check.Checkpoints)}, the newest of {Screen.Instant(signed)}"
            : "checkpoints  none");
        if (check.Valid && check.Events > check.VouchedFor)
        {
            screen.Line($"[yellow]{Screen.Plural(check.Events - check.VouchedFor, "event")} at the end[/] no checkpoint counts yet: that nothing was cut off or added there cannot be told. A run that ends signs one; so does 'linkage ledger checkpoint'.");
        }
    }

    /// <summary>Prints what was signed and where it is.</summary>
    public static void Print(Screen screen, LedgerCheckpointDocument made)
    {
        screen.Line($"[bold green]Signed[/]  {Screen.Plural(made.Size, "event")} of {Screen.Escape(made.Ledger)}");
        screen.Plain($"root  {RunReport.Digest(screen, made.Root)}");
        screen.Plain($"file  {RunReport.Shown(made.Path)}, {Screen.Plural(made.Checkpoints, "checkpoint")}");
        screen.Line($"[grey]key fingerprint {made.Key}[/]");
        screen.Line("Keep it where whoever administers the workspace cannot change it. 'linkage ledger verify --checkpoint FILE' holds the ledger against it.");
    }

    /// <summary>Prints an event and its proof.</summary>
    public static void Print(Screen screen, LedgerProofDocument proof)
    {
        screen.Plain(proof.Event);
        screen.Line($"[grey]leaf {proof.LeafHash}[/]");
        foreach (var hash in proof.Proof)
        {
            screen.Line($"[grey]     {hash}[/]");
        }

        screen.Line($"[grey]root {proof.Root}[/]");
        screen.Line($"[bold green]Included[/] in the {Screen.Plural(proof.Size, "event")} of this checkpoint:");
        screen.Raw(proof.Checkpoint);
    }
}
