namespace Linkage.Jobs.Reporting;

/// <summary>What <c>pull --json</c> prints; <c>schemas/formats/pull-output.schema.json</c>.</summary>
/// <param name="Configuration">The configuration file.</param>
/// <param name="Inbox">Folder of the inbox.</param>
/// <param name="Extracts">What became of each dataset that was asked for, in order.</param>
internal sealed record PullDocument(string Configuration, string Inbox, IReadOnlyList<PullDocument.Extract> Extracts)
{
    /// <summary>The extract of one dataset.</summary>
    /// <param name="Dataset">The dataset.</param>
    /// <param name="Kind">How it gets here.</param>
    /// <param name="From">Where it comes from.</param>
    /// <param name="Outcome">Received, Unchanged, Waiting (it may come another time) or Refused.</param>
    internal sealed record Extract(string Dataset, string Kind, string From, string Outcome)
    {
        /// <summary>Name of the file in the inbox.</summary>
        public string? File { get; init; }

        /// <summary>Its size.</summary>
        public long? Bytes { get; init; }

        /// <summary>Its digest, lower-case hex.</summary>
        public string? Sha256 { get; init; }

        /// <summary>How many of its bytes an earlier pull had brought.</summary>
        public long? ResumedFrom { get; init; }

        /// <summary>Why it did not come.</summary>
        public string? Code { get; init; }
    }
}
