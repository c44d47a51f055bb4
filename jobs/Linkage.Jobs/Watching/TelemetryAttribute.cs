namespace Linkage.Jobs.Watching;

/// <summary>
/// What may stand beside a span or a measurement: these attributes and no others. Nobody else can make one, and <see cref="Telemetry"/> takes nothing else.
/// </summary>
internal sealed class TelemetryAttribute
{
    /// <summary>Id of the run.</summary>
    public static readonly TelemetryAttribute Run = new("linkage.run.id");

    /// <summary>Id of the project.</summary>
    public static readonly TelemetryAttribute Project = new("linkage.project.id");

    /// <summary>The slot of a schedule, an instant in UTC.</summary>
    public static readonly TelemetryAttribute Slot = new("linkage.slot");

    /// <summary>How a run ended: Released, Refused, Failed or Cancelled.</summary>
    public static readonly TelemetryAttribute Outcome = new("linkage.outcome");

    /// <summary>The stage, or the point of a decision.</summary>
    public static readonly TelemetryAttribute Stage = new("linkage.stage");

    /// <summary>Whether a stage found its output published already.</summary>
    public static readonly TelemetryAttribute Reused = new("linkage.stage.reused");

    /// <summary>What became of rows: in, kept or rejected.</summary>
    public static readonly TelemetryAttribute Disposition = new("linkage.row.disposition");

    /// <summary>Rows offered to a stage.</summary>
    public static readonly TelemetryAttribute RowsIn = new("linkage.rows.in");

    /// <summary>Rows it passed on.</summary>
    public static readonly TelemetryAttribute RowsKept = new("linkage.rows.kept");

    /// <summary>Rows it did not pass on.</summary>
    public static readonly TelemetryAttribute RowsRejected = new("linkage.rows.rejected");

    /// <summary>Whether the gate said yes.</summary>
    public static readonly TelemetryAttribute Allowed = new("linkage.decision.allowed");

    /// <summary>Id of the rule that decided.</summary>
    public static readonly TelemetryAttribute Rule = new("linkage.rule.id");

    /// <summary>Version of that rule.</summary>
    public static readonly TelemetryAttribute RuleVersion = new("linkage.rule.version");

    /// <summary>Id of a release.</summary>
    public static readonly TelemetryAttribute Release = new("linkage.release.id");

    /// <summary>What was done with a key of a grant: Made, Found, Used or Destroyed.</summary>
    public static readonly TelemetryAttribute KeyAct = new("linkage.key.act");

    /// <summary>The reason code of a refusal or problem, by its name in the semantic conventions.</summary>
    public static readonly TelemetryAttribute ErrorType = new("error.type");

    private TelemetryAttribute(string name) => Name = name;

    /// <summary>Its name: dotted, lower case.</summary>
    public string Name { get; }

    /// <summary>With a text that is an id or a code.</summary>
    public TelemetryValue With(string text) => new(this, text);

    /// <summary>With a count.</summary>
    public TelemetryValue With(long count) => new(this, count);

    /// <summary>With a yes or no.</summary>
    public TelemetryValue With(bool value) => new(this, value);
}
