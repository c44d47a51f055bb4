namespace Linkage.Pipeline.Release;

/// <summary>Carries a refusal out of the depth of the stage to <see cref="ReleaseStage"/>, which turns it into a result. Never leaves the room.</summary>
#pragma warning disable CA1032, CA1064 // One constructor and no public use: it is control flow inside one stage.
internal sealed class ReleaseRefusal(string code, string message) : Exception(message)
#pragma warning restore CA1032, CA1064
{
    internal string Code { get; } = code;
}
