using Foresale.Evaluation;

namespace Foresale.Quality.NextItem;

/// <summary>Intervals of means over cases by drawing whole sessions with replacement: the cases of one session are not independent.</summary>
internal sealed class SessionBootstrap
{
    private const int Draws = 1000;
    private const double Level = .95;
    private readonly int[] _session;
    private readonly int[][] _draws; // [draws][sessions] how often each is drawn

    /// <summary>Draws once, so that all figures are paired.</summary>
    /// <param name="session">[cases] 0..S-1.</param>
    /// <param name="seed">Of the draws.</param>
    public SessionBootstrap(int[] session, int seed)
    {
        _session = session;
        var random = new Random(seed);
        var sessions = session.Max() + 1;
        _draws = new int[Draws][];
        for (var d = 0; d < Draws; d++)
        {
            _draws[d] = new int[sessions];
            for (var s = 0; s < sessions; s++)
            {
                _draws[d][random.Next(sessions)]++;
            }
        }
    }

    /// <summary>The mean over cases.</summary>
    /// <param name="values">[cases].</param>
    public Interval MeanOf(IReadOnlyList<double> values)
    {
        var (sum, count) = (new double[_draws[0].Length], new double[_draws[0].Length]);
        for (var c = 0; c < values.Count; c++)
        {
            sum[_session[c]] += values[c];
            count[_session[c]]++;
        }

        var drawn = Array.ConvertAll(_draws, d => Weighted(d, sum) / Weighted(d, count));
        return Interval.OfDraws(values.Average(), drawn, Level);
    }

    private static double Weighted(int[] times, double[] values)
    {
        double sum = 0;
        for (var s = 0; s < times.Length; s++)
        {
            sum += times[s] * values[s];
        }

        return sum;
    }
}
