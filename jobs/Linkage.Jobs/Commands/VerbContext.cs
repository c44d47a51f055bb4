using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Commands;

/// <summary>What every verb is given by the host.</summary>
/// <param name="Clock">The clock of the machine; a verb that knows <c>--at</c> wraps it.</param>
/// <param name="Progress">Shows how far long work has come, on standard error.</param>
internal sealed record VerbContext(TimeProvider Clock, ProgressView Progress);
