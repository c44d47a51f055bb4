#pragma warning disable
namespace Linkage.Pipeline.Release
{
    public sealed record VerificationResult(bool Valid, IReadOnlyList<string> Failures);
    public static class ReleaseVerifier { public static VerificationResult Verify(string folder, string pem) => throw new NotImplementedException(); }
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
namespace Linkage.Jobs.Commands
{
    using System.CommandLine;
    internal sealed class LinkVerb() : Verb("link", "pending", [new("x","y")]) { public override Task<VerbResult> ExecuteAsync(ParseResult p, VerbContext c, CancellationToken t) => throw new NotImplementedException(); }
}
