namespace Linkage.Pipeline.Zones;

/// <summary>This worker no longer holds its workspace, so it may not change anything that others see. What it was about to do was not done.</summary>
public sealed class WorkspaceLostException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="stoppedAt">What was about to happen, as the end of a sentence that begins "stopped before".</param>
    public WorkspaceLostException(string stoppedAt)
        : base($"The workspace was lost to another worker; stopped before {stoppedAt}.") => StoppedAt = stoppedAt;

    /// <summary>What was about to happen: names of zones and sets, never a value.</summary>
    public string StoppedAt { get; }

    /// <summary>Passes only while the worker may publish.</summary>
    /// <param name="fence">Who knows; null for a caller that is alone.</param>
    /// <param name="next">What is about to happen.</param>
    /// <exception cref="WorkspaceLostException">It may not.</exception>
    public static void ThrowIfLost(IPublicationFence? fence, string next)
    {
        if (fence?.MayPublish() == false)
        {
            throw new WorkspaceLostException(next);
        }
    }
}
