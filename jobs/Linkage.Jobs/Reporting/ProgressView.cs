namespace Linkage.Jobs.Reporting;

/// <summary>How far long work has come, shown on standard error: bars on a terminal, lines elsewhere. Safe to call from one thread at a time.</summary>
internal abstract class ProgressView : IDisposable
{
    /// <summary>Chooses the form that fits the stream.</summary>
    public static ProgressView On(Screen screen, TimeProvider clock) => screen.IsTerminal ? new BarProgress(screen) : new LineProgress(screen, clock);

    /// <summary>A new piece of work, such as a run, with its title.</summary>
    public abstract void Open(string title);

    /// <summary>What follows is of this run, until the next one.</summary>
    public virtual void Name(string run)
    {
    }

    /// <summary>A part of it began.</summary>
    public abstract void Begin(string part);

    /// <summary>A part moved on.</summary>
    /// <param name="part">The part.</param>
    /// <param name="step">What it is doing.</param>
    /// <param name="done">Share done, 0 to 1.</param>
    public abstract void Move(string part, string step, double done);

    /// <summary>A part ended.</summary>
    /// <param name="part">The part.</param>
    /// <param name="summary">Its counts, in a few words.</param>
    public abstract void End(string part, string summary);

    /// <summary>Something worth a line of its own.</summary>
    public abstract void Note(string line);

    /// <summary>Ends the display, leaving the terminal as it was.</summary>
    public abstract void Dispose();
}
