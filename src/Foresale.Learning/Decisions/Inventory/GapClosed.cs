using Foresale.Evaluation;

namespace Foresale.Learning.Decisions.Inventory;

/// <summary>How much of the way from one cost to a lower one a third has come.</summary>
public static class GapClosed
{
    private const int Draws = 2_000, Seed = 4_711;

    /// <summary>(from - found) / (from - to), each a mean over logs, with the 95 % interval of redrawing logs, whose three costs stay together.</summary>
    /// <param name="from">Costs of the one, a log each.</param>
    /// <param name="found">Costs of the way that is judged, on the same logs.</param>
    /// <param name="to">Costs of the bound, on the same logs.</param>
    public static Interval Of(IReadOnlyList<double> from, IReadOnlyList<double> found, IReadOnlyList<double> to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(to);
        var logs = from.Count;
        var random = new Random(Seed);
        var draws = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var (closed, gap) = (0.0, 0.0);
            for (var i = 0; i < logs; i++)
            {
                var log = random.Next(logs);
                (closed, gap) = (closed + from[log] - found[log], gap + from[log] - to[log]);
            }

            draws[draw] = closed / gap;
        }

        return Interval.OfDraws((from.Sum() - found.Sum()) / (from.Sum() - to.Sum()), draws, level: .95);
    }
}
