using System.Globalization;

namespace Foresale.Cli;

/// <summary>Progress where nobody watches a bar (a pipe, a log of CI): one line a stage when it is over, with the time it took; short stages stay silent.</summary>
/// <param name="write">Takes a line.</param>
/// <param name="clock">Measures.</param>
internal sealed class StageLines(Action<string> write, TimeProvider clock) : IProgress<StageProgress>
{
    private static readonly TimeSpan s_worthALine = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private string? _stage;
    private long _start;

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        lock (_lock)
        {
            if (!string.Equals(value.Stage, _stage, StringComparison.Ordinal))
            {
                End();
                (_stage, _start) = (value.Stage, clock.GetTimestamp());
            }
        }
    }

    /// <summary>Ends the last stage of work that was done whole; of work that broke off, its own message is the last line.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            End();
            _stage = null;
        }
    }

    // A stage that comes again (two stages that take turns) is told once.
    private void End()
    {
        if (_stage is not null && clock.GetElapsedTime(_start) is var took && took >= s_worthALine && _told.Add(_stage))
        {
            write(string.Create(CultureInfo.InvariantCulture, $"   {_stage} {took.TotalSeconds:N1} s"));
        }
    }
}
