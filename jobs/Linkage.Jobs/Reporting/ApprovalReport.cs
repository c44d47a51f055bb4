namespace Linkage.Jobs.Reporting;

/// <summary>Approvals and approvers' keys as a person reads them.</summary>
internal static class ApprovalReport
{
    private const int Indent = 2;

    /// <summary>Prints what was signed and what is missing.</summary>
    public static void Print(Screen screen, ApprovalDocument approved)
    {
        screen.Line($"[bold green]Approved[/] [bold]{Screen.Escape(approved.Rule)} v{approved.Version}[/] by {Screen.Escape(approved.Person)} as {approved.Role}; the rule is {approved.Status}");
        screen.Line($"[grey]signed {approved.Hash}[/]");
        foreach (var problem in approved.Missing)
        {
            screen.Inset(Indent, $"[yellow]{Screen.Escape(problem.Code)}[/] {Screen.Escape(problem.Explanation)}");
        }
    }

    /// <summary>Prints where the key is and what to do with its public half.</summary>
    public static void Print(Screen screen, ApproverKeyDocument made)
    {
        screen.Line("[bold green]Key made[/], readable by its owner only");
        screen.Plain($"private key  {RunReport.Shown(made.Key)}");
        screen.Line("Whoever keeps people.yaml checks with you that this line is yours, and writes it under your id:");
        screen.Plain($"    keys: [{{ publicKey: {made.PublicKey}, from: {made.From:yyyy-MM-dd} }}]");
        screen.Line("Keep the private key to yourself. Whoever has it can approve in your name.");
    }
}
