using Linkage.Governance.Rules;

namespace Linkage.Jobs.Scheduling;

/// <summary>
/// Who may say what of a schedule. Anyone in the directory may pause one: stopping never waits. To let it run, or ask for a run, is for who asks for the project and for who answers for information;
/// and what somebody who answers for information has paused or cancelled, these alone let run again.
/// </summary>
internal static class ScheduleRights
{
    private static readonly ApproverRole[] Answering = [ApproverRole.IAO, ApproverRole.IGLead, ApproverRole.SIRO, ApproverRole.DPO, ApproverRole.Caldicott];

    /// <summary>Why a person may not resume a schedule or ask for its runs, in a sentence; null when they may.</summary>
    /// <param name="person">The person.</param>
    /// <param name="project">The project.</param>
    /// <param name="stoppedBy">Person ids of everyone who stopped it (<see cref="StoredSchedules.StoppedBy"/>).</param>
    /// <param name="people">The directory.</param>
    /// <param name="day">The day.</param>
    public static string? WhyNotStarted(Person person, ScheduledProject project, IReadOnlyList<string> stoppedBy, People people, DateOnly day)
    {
        if (Answers(person, day))
        {
            return null;
        }

        if (!people.TryFind(project.Requester, out var requester) || requester.Id != person.Id)
        {
            return $"{person.Id} is not who asks for {project.Id}, and holds no role that answers for information.";
        }

        return stoppedBy.FirstOrDefault(one => Answers(one, people, day)) is { } stopper
            ? $"{stopper}, who stopped {project.Id}, answers for information, and {person.Id} does not."
            : null;
    }

    /// <summary>Whether a person of the directory holds a role that answers for information.</summary>
    /// <param name="id">Person id.</param>
    /// <param name="people">The directory.</param>
    /// <param name="day">The day.</param>
    public static bool Answers(string id, People people, DateOnly day) => people.TryFind(id, out var person) && Answers(person, day);

    private static bool Answers(Person person, DateOnly day) => person.Roles.Any(held => Answering.Contains(held.Role) && held.Covers(day));
}
