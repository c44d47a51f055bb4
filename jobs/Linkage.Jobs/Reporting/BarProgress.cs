using System.Collections.Concurrent;
using Linkage.Matching.Review;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Linkage.Jobs.Reporting;

/// <summary>Progress as bars, one a part, on a terminal.</summary>
internal sealed class BarProgress(Screen screen) : ProgressView
{
    private readonly ConcurrentDictionary<int, string> _steps = new();
    private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);
    private ProgressContext? _context;
    private TaskCompletionSource? _end;
    private Task _display = Task.CompletedTask;

    /// <inheritdoc/>
    public override void Open(string title)
    {
        Close();
        screen.Line($"[bold]{Screen.Escape(title)}[/]");
    }

    /// <inheritdoc/>
    public override void Begin(string part) => _ = TaskOf(part);

    /// <inheritdoc/>
    public override void Move(string part, string step, double done)
    {
        var task = TaskOf(part);
        task.Value = Math.Clamp(done, 0, 1);
        _steps[task.Id] = step;
    }

    /// <inheritdoc/>
    public override void End(string part, string summary)
    {
        var task = TaskOf(part);
        task.Value = 1;
        _steps[task.Id] = summary;
        task.StopTask();
    }

    /// <inheritdoc/>
    public override void Note(string line)
    {
        Close();
        screen.Line(Screen.Escape(line));
    }

    /// <inheritdoc/>
    public override void Dispose() => Close();

    private ProgressTask TaskOf(string part)
    {
        if (!_tasks.TryGetValue(part, out var task))
        {
            task = Context().AddTask(Screen.Escape(part), maxValue: 1);
            _tasks.Add(part, task);
        }

        return task;
    }

    private ProgressContext Context()
    {
        if (_context is null)
        {
            var ready = new TaskCompletionSource<ProgressContext>(TaskCreationOptions.RunContinuationsAsynchronously);
            var end = _end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var narrow = screen.Width < 100;
            _display = new Progress(screen.Console)
                .AutoClear(false)
                .HideCompleted(false)
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn { Width = narrow ? 16 : 30, CompletedStyle = Style.Parse("teal"), FinishedStyle = Style.Parse("green") },
                    new ElapsedTimeColumn { Style = Style.Parse("grey") },
                    new StepColumn(_steps, screen.Width - (narrow ? 46 : 60)))
                .StartAsync(async context =>
                {
                    ready.SetResult(context);
                    await end.Task.ConfigureAwait(false);
                });
            _context = ready.Task.GetAwaiter().GetResult();
        }

        return _context;
    }

    private void Close()
    {
        if (_context is not null)
        {
            foreach (var task in _tasks.Values.Where(t => !t.IsFinished))
            {
                task.StopTask();
            }

            _end!.SetResult();
            _display.GetAwaiter().GetResult();
            _context = null;
            _tasks.Clear();
        }
    }

    /// <summary>What a part is doing, cut to what fits so that the line never breaks.</summary>
    private sealed class StepColumn(ConcurrentDictionary<int, string> steps, int width) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            var step = VisibleText.Of(steps.GetValueOrDefault(task.Id, string.Empty));
            return new Text(step.Length <= width ? step : $"{step[..(width - 1)]}…", Style.Parse("grey"));
        }
    }
}
