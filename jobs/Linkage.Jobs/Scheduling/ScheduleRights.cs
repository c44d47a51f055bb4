using Linkage.Governance.Rules;

namespace Linkage.Jobs.Scheduling;

/// <summary>
/// Who may say what of a schedule. Anyone in the directory may pause one: stopping never waits. To let it run, or ask for a run, is for who asks for the project and for who answers for information;
/// and what somebody who answers for information has paused, the same alone let run.
/// </summary>
internal static class ScheduleRights
{
    private static readonly ApproverRole[] Answering = [ApproverRole.IAO, ApproverRole.IGLead, ApproverRole.SIRO, ApproverRole.DPO, ApproverRole.Caldicott];

    /// <summary>Why a person may not resume a schedule or ask for its runs, in a sentence; null when they may.</summary>
    /// <param name="person">The person.</param>
    /// <param name="project">The project.</param>
    /// <param name="pausedBy">Person id of who paused it; null when it is not paused.</param>
    /// <param name="people">The directory.</param>
    /// <param name="day">The day.</param>
    public static string? WhyNotStarted(Person person, ScheduledProject project, string? pausedBy, People people, DateOnly day)
    {
        if (Answers(person, day))
        {
            return null;
        }

        if (!people.TryFind(project.Requester, out var requester) || requester.Id != person.Id)
        {
            return $"{person.Id} is not who asks for {project.Id}, and holds no role that answers for information.";
        }

        return pausedBy is not null && people.TryFind(pausedBy, out var pauser) && Answers(pauser, day)
            ? $"{pausedBy}, who paused {project.Id}, answers for information, and {person.Id} does not."
            : null;
    }

    private static bool Answers(Person person, DateOnly day) => person.Roles.Any(held => Answering.Contains(held.Role) && held.Covers(day));
}
