namespace Linkage.Jobs.Reporting;

/// <summary>Progress as plain lines: one when a part begins, one when it ends, and between them one every few seconds.</summary>
internal sealed class LineProgress(Screen screen, TimeProvider clock) : ProgressView
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private long _last = clock.GetTimestamp();

    /// <inheritdoc/>
    public override void Open(string title) => screen.Plain(title);

    /// <inheritdoc/>
    public override void Begin(string part) => Write($"{part}: begins");

    /// <inheritdoc/>
    public override void Move(string part, string step, double done)
    {
        if (clock.GetElapsedTime(_last) >= Quiet)
        {
            Write($"{part}: {Math.Floor(done * 100):0}% {step}");
        }
    }

    /// <inheritdoc/>
    public override void End(string part, string summary) => Write($"{part}: {summary}");

    /// <inheritdoc/>
    public override void Note(string line) => Write(line);

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    private void Write(string line)
    {
        screen.Plain($"  {line}");
        _last = clock.GetTimestamp();
    }
}
