namespace Foresale.Client;

/// <summary>Exponential backoff with full jitter: any wait from 0 to a ceiling that doubles, so that many shops do not come back at one moment.</summary>
internal sealed class Backoff(ForesaleOptions options, Random random)
{
    /// <summary>The next wait.</summary>
    /// <param name="failures">In a row, from 1.</param>
    public TimeSpan Next(int failures)
    {
        lock (random)
        {
            return Ceiling(failures) * random.NextDouble();
        }
    }

    /// <summary>The longest that <see cref="Next"/> can be.</summary>
    /// <param name="failures">In a row, from 1.</param>
    public TimeSpan Ceiling(int failures)
    {
        var doubled = options.FirstBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 60) - 1);
        return TimeSpan.FromMilliseconds(Math.Min(doubled, options.MaxBackoff.TotalMilliseconds));
    }
}
