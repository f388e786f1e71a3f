using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Foresale.Learning.Baselines;

/// <summary>Fits BG/NBD to customers by maximum likelihood.</summary>
public static class BgNbdFit
{
    // A normal prior on the logarithm of each parameter, three powers of e wide on days scaled to the mean age: it keeps parameters finite
    // where customers do not differ or nobody leaves, and weighs as much as a fraction of one customer elsewhere.
    private const double Spread = 3;
    private const double Tolerance = 1e-6;
    private const int MaxSteps = 5_000;

    /// <summary>Searches the logarithms of the four parameters by Nelder and Mead's simplex.</summary>
    /// <param name="customers">One each, at least one.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    public static BgNbd Fit(IReadOnlyList<OrderHistory> customers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(customers);
        var scale = Math.Max(customers.Average(c => c.Age), 1e-3);

        // Many customers have the same orders, such as one order on the same day.
        var kinds = customers.GroupBy(c => c).Select(g => (History: new OrderHistory(g.Key.Repeats, g.Key.LastOrder / scale, g.Key.Age / scale), Count: g.Count())).ToList();
        double Cost(Vector<double> logs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var model = Model(logs, scale: 1);
            return (logs.Sum(l => l * l) / (2 * Spread * Spread)) - kinds.Sum(k => k.Count * model.LogLikelihood(k.History));
        }

        var start = Vector<double>.Build.Dense(4);
        var found = NelderMeadSimplex.Minimum(ObjectiveFunction.Value(Cost), start, Vector<double>.Build.Dense(4, .5), Tolerance, MaxSteps);
        return Model(found.MinimizingPoint, scale);
    }

    private static BgNbd Model(Vector<double> logs, double scale) => new(Math.Exp(logs[0]), Math.Exp(logs[1]) * scale, Math.Exp(logs[2]), Math.Exp(logs[3]));
}
