using MathNet.Numerics.Statistics;

namespace Foresale.Learning.Baselines;

/// <summary>
/// Ends trials that lose: one whose lowest validation log-loss so far lies above the median of what the trials before it had reached by
/// then (the median stopping rule, Golovin et al. 2017, "Google Vizier", 3.2.2).
/// </summary>
/// <remarks>"By then" is trees times learning rate: half the rate needs twice the trees to come as far.</remarks>
internal sealed class TrialCurves
{
    private const double Step = .5; // trees times rate between two looks: 10 trees at .05
    private const int FirstLook = 4; // steps: before, the least shrunk leaf is ahead
    private const int FewestTrials = 3;

    private readonly List<List<double>> _curves = [];
    private bool _mayStop;

    /// <summary>Begins a trial.</summary>
    /// <param name="mayStop">False runs it to its end whatever it loses.</param>
    public void Begin(bool mayStop)
    {
        _mayStop = mayStop;
        _curves.Add([]);
    }

    /// <summary>Notes how far the trial is.</summary>
    /// <param name="progress">Trees times learning rate.</param>
    /// <param name="lowest">Its lowest log-loss so far.</param>
    /// <returns>True where it loses.</returns>
    public bool Loses(double progress, double lowest)
    {
        var curve = _curves[^1];
        var steps = (int)(progress / Step);
        if (steps <= curve.Count)
        {
            return false;
        }

        while (curve.Count < steps)
        {
            curve.Add(lowest);
        }

        double[] others = [.. _curves.SkipLast(1).Where(c => c.Count > 0).Select(c => c[Math.Min(steps, c.Count) - 1])];
        return _mayStop && steps >= FirstLook && others.Length >= FewestTrials && lowest > others.Median();
    }
}
