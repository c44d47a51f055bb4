namespace Linkage.Jobs.Notifying;

/// <summary>What may be said of a thing; a message holds nothing else. <c>schemas/formats/notification.schema.json</c>.</summary>
internal static class NoticeFact
{
    /// <summary>The kind of thing.</summary>
    public const string Kind = "kind";

    /// <summary>When it happened.</summary>
    public const string At = "at";

    /// <summary>What it is within its kind; chooses the words.</summary>
    public const string What = "what";

    /// <summary>Id of a project.</summary>
    public const string Project = "project";

    /// <summary>Id of a dataset.</summary>
    public const string Dataset = "dataset";

    /// <summary>Id of a run.</summary>
    public const string Run = "run";

    /// <summary>The slot, ISO 8601.</summary>
    public const string Slot = "slot";

    /// <summary>A reason code.</summary>
    public const string Code = "code";

    /// <summary>A rule version, as in <c>homes-and-money.v3</c>.</summary>
    public const string Rule = "rule";

    /// <summary>Id of a release.</summary>
    public const string Release = "release";

    /// <summary>A last day, ISO 8601.</summary>
    public const string Until = "until";

    /// <summary>How many.</summary>
    public const string Count = "count";
}
