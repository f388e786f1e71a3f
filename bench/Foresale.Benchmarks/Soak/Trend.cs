namespace Foresale.Benchmarks.Soak;

/// <summary>How a figure went after the warm-up.</summary>
/// <param name="First">Its mean in the first third.</param>
/// <param name="Last">Its mean in the last third.</param>
/// <param name="PerHour">The median of the slopes between all pairs of looks (Theil 1950, Sen 1968), which single peaks do not move.</param>
internal readonly record struct Trend(double First, double Last, double PerHour)
{
    /// <summary>The trend of a figure.</summary>
    /// <param name="looks">In order of time, three at least.</param>
    /// <param name="figure">The figure.</param>
    public static Trend Of(IReadOnlyList<Look> looks, Func<Look, double> figure)
    {
        var third = Math.Max(1, looks.Count / 3);
        var slopes = new List<double>();
        for (var i = 0; i < looks.Count; i++)
        {
            for (var j = i + 1; j < looks.Count; j++)
            {
                slopes.Add((figure(looks[j]) - figure(looks[i])) / (looks[j].Minute - looks[i].Minute) * 60);
            }
        }

        slopes.Sort();
        return new Trend(looks.Take(third).Average(figure), looks.TakeLast(third).Average(figure), slopes.Count == 0 ? 0 : slopes[slopes.Count / 2]);
    }

    /// <summary>True where the last third has more than the first by more than what comes and goes.</summary>
    public bool Grew(double slack) => Last - First > slack;
}
