using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release;

/// <summary>How a release ended.</summary>
public abstract record ReleaseResult
{
    private ReleaseResult()
    {
    }

    /// <summary>The bundle is published.</summary>
    /// <param name="Bundle">The bundle.</param>
    /// <param name="Report">The rows, an output a part.</param>
    public sealed record Released(ReleasedBundle Bundle, StageReport Report) : ReleaseResult;

    /// <summary>Nothing was published, and trying again changes nothing.</summary>
    /// <param name="Code">Reason code.</param>
    /// <param name="Message">What, where and what to do; no value from a row.</param>
    public sealed record Refused(string Code, string Message) : ReleaseResult;
}
