using System.Globalization;
using Foresale.Evaluation;

namespace Foresale.Cli;

/// <summary>
/// Progress where nobody watches a bar (a pipe, a log of CI): one line a stage when it is over, with the time it took, and while it
/// lasts one at each <see cref="Beat"/>. Short stages stay silent.
/// </summary>
/// <param name="write">Takes a line.</param>
/// <param name="clock">Measures.</param>
internal sealed class StageLines(Action<string> write, TimeProvider clock) : IProgress<StageProgress>
{
    private static readonly TimeSpan s_worthALine = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private StageProgress? _now;
    private long _start;

    /// <summary>How often <see cref="Beat"/> is to be called: nobody waits longer without a sign of life.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        lock (_lock)
        {
            if (!string.Equals(value.Stage, _now?.Stage, StringComparison.Ordinal))
            {
                End();
                _start = clock.GetTimestamp();
            }

            _now = value;
        }
    }

    /// <summary>Tells how far the stage at hand has come.</summary>
    public void Beat()
    {
        lock (_lock)
        {
            if (_now is { } now && clock.GetElapsedTime(_start) >= s_worthALine)
            {
                var share = now.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Math.Min(1, now.Done / now.Total) * 100:0} %,") : "";
                Write(now.Stage, $"{share}{(now.Note is null ? "" : $" {now.Note},")} so far");
            }
        }
    }

    /// <summary>Ends the last stage of work that was done whole; of work that broke off, its own message is the last line.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            End();
            _now = null;
        }
    }

    // A stage that comes again (two stages that take turns) is told once.
    private void End()
    {
        if (_now is { } now && clock.GetElapsedTime(_start) >= s_worthALine && _told.Add(now.Stage))
        {
            Write(now.Stage, "");
        }
    }

    private void Write(string stage, string how) =>
        write(string.Create(CultureInfo.InvariantCulture, $"   {LearnerTitles.Of(stage)}{how} {clock.GetElapsedTime(_start).TotalSeconds:N1} s"));
}
