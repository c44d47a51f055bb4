namespace Linkage.Jobs.Reporting;

/// <summary>Trained models as a person reads them.</summary>
internal static class ModelsReport
{
    /// <summary>Prints what was trained.</summary>
    public static void Print(Screen screen, ModelsDocument trained)
    {
        screen.Line($"[bold green]{trained.Models.Count(m => m.Digest is not null)} models[/] in {Screen.Escape(RunReport.Shown(trained.Folder))}");
        foreach (var model in trained.Models)
        {
            var state = model switch
            {
                { Digest: null } => "too few true pairs, no model",
                { Converged: false } => "did not converge",
                _ => model.Digest[..12],
            };
            screen.Plain($"  {model.Name,-44} {Screen.Count(model.Matches),12} true pairs  {state}");
        }
    }
}
