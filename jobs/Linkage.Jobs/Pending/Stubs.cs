#pragma warning disable
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
