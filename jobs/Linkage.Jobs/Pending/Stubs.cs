#pragma warning disable
namespace Linkage.Synthetic
{
    public sealed record SyntheticFile(string Dataset, string Name, long Rows, long Bytes, string Sha256);
    public sealed record SyntheticOptions { public const int MaximumPeople = 4_000_000; public required int People { get; init; } public required long Seed { get; init; } public required string OutputFolder { get; init; } public int Threads { get; init; } }
    public sealed class SyntheticOptionsException : Exception { public string Option { get; } }
    public sealed record SyntheticProgress(string Step, int Done, int Total);
    public sealed record SyntheticSummary(int People, long Households, long Properties, IReadOnlyList<SyntheticFile> Files);
    public static class SyntheticCouncil { public static SyntheticSummary Generate(SyntheticOptions o, IProgress<SyntheticProgress> p, CancellationToken ct) => throw new NotImplementedException(); }
}
namespace Linkage.Pipeline.Keys
{
    public sealed class KeyVaultException(string m) : Exception(m);
    public sealed class LocalKeyVault(string folder) { public static LocalKeyVault Create(string folder) => throw new NotImplementedException(); }
}
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
