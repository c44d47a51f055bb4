#pragma warning disable
namespace Linkage.Pipeline.Release
{
    public sealed record VerificationFailure(string File, string Problem);
    public sealed record ReleaseVerification(bool IsValid, IReadOnlyList<VerificationFailure> Failures, IReadOnlyList<string> Notes, string? ReleaseId, DateTimeOffset? Expires) { public bool IsExpired => Notes.Count > 0; }
    public static class ReleaseVerifier { public static ReleaseVerification Verify(string folder, string key, DateTimeOffset instant) => throw new NotImplementedException(); }
}
namespace Linkage.Jobs.Commands
{
    using Linkage.Pipeline.Run;
    internal static class Parts
    {
        public static Task<RunOutcome> RunAsync(RunEnvironment e, string projectFile, IRunObserver o, CancellationToken ct) => throw new NotImplementedException();
        public static RunPlan Plan(RunEnvironment e, string projectFile) => throw new NotImplementedException();
    }
}
namespace Linkage.Jobs.Demo
{
    using Linkage.Pipeline.Run;
    internal static class SpineQuality { public static LinkQuality? Measure(RunEnvironment e, RunOutcome o, string truth, CancellationToken ct) => null; }
}
