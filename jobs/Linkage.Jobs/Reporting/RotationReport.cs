namespace Linkage.Jobs.Reporting;

/// <summary>A rotation as a person reads it.</summary>
internal static class RotationReport
{
    /// <summary>Prints what was ended and what to do now.</summary>
    public static void Print(Screen screen, RotationDocument rotated)
    {
        if (rotated.Ended is null)
        {
            screen.Line("[bold green]Carried[/]; the keys in use are the same, and no key was destroyed");
            screen.Plain($"in use   {rotated.InUse}");
            screen.Plain($"carried  {Screen.Plural(rotated.Carried + rotated.Already, "landed set")}, {Screen.Count(rotated.Bytes)} bytes");
            return;
        }

        screen.Line(rotated.Completed ? "[bold green]The rotation was completed[/]; an earlier attempt had ended the old keys" : "[bold green]The keys were rotated[/]");
        screen.Plain($"ended    {rotated.Ended}");
        screen.Plain($"in use   {rotated.InUse}");
        screen.Plain($"carried  {Screen.Plural(rotated.Carried + rotated.Already, "landed set")}, {Screen.Count(rotated.Bytes)} bytes; wiped {Screen.Plural(rotated.Wiped, "set")} of the old keys");
        screen.Line("Back the keys up now: what is lost from here on cannot be opened with an older backup. Destroy older backups of the keys. Every pseudonym is another from the next run on.");
    }

    /// <summary>Prints who approved, and what is missing.</summary>
    public static void Print(Screen screen, RotationApprovalDocument approval)
    {
        screen.Line($"[bold green]Approved[/] by {approval.Person} as {approval.Role}");
        screen.Plain($"key epoch  {approval.Epoch}");
        screen.Plain(approval.Missing ?? "Nothing is missing: linkage keys rotate");
    }
}
