using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Run;

/// <summary>What a run would do, printed before anything is done.</summary>
/// <param name="Project">The project.</param>
/// <param name="Decisions">How the gate decides at this moment: the whole request, and the narrower one when only that is permitted. The last counts.</param>
/// <param name="LeftOut">Datasets the project asks for only where permitted, and which no rule permits now.</param>
/// <param name="Stages">The stages in order.</param>
public sealed record RunPlan(Project Project, IReadOnlyList<Decision> Decisions, IReadOnlyList<string> LeftOut, IReadOnlyList<PlannedStage> Stages)
{
    /// <summary>The decision that counts.</summary>
    public Decision Decision => Decisions[^1];

    /// <summary>The disclosure terms of the rule that permits it; null when none does, or when it has none.</summary>
    public DisclosureTerms? Disclosure { get; init; }
}

/// <summary>One stage of a plan.</summary>
/// <param name="Name">Extract, Pseudonymise, Link, Gate or Release.</param>
/// <param name="Description">What it does for this project.</param>
/// <param name="Steps">Its steps in order.</param>
public sealed record PlannedStage(string Name, string Description, IReadOnlyList<PlannedStep> Steps);

/// <summary>One step of a planned stage.</summary>
/// <param name="Name">Dataset, file or SQL step.</param>
/// <param name="Description">What it makes.</param>
/// <param name="Sql">The statement, or null for a step that is not SQL.</param>
public sealed record PlannedStep(string Name, string Description, string? Sql);
