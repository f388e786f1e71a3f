using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Foresale.Decisions.SupplyChain;

/// <summary>Parameters of a rule that cost least in simulation (Nelder and Mead 1965): all are tried on the same demand.</summary>
public static class LevelSearch
{
    private const int MostSteps = 2_000;

    /// <summary>Searches.</summary>
    /// <param name="problem">The chain.</param>
    /// <param name="policy">The rule of some parameters.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="step">Size of the first steps.</param>
    /// <param name="runs">Runs of a trial.</param>
    /// <param name="periods">Periods of a run that count.</param>
    /// <param name="before">Periods before them.</param>
    /// <param name="seed">Of the demand; another one than what judges.</param>
    /// <param name="cancellationToken">Looked at once a trial.</param>
    public static double[] Best(SupplyChainProblem problem, Func<double[], ISupplyPolicy> policy, double[] start, double step, int runs, int periods, int before, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(start);
        double Cost(Vector<double> parameters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SupplyChainSimulation.Run(problem, policy(parameters.ToArray()), runs, periods, before, seed).Average(r => r.Cost);
        }

        var from = Vector<double>.Build.DenseOfArray(start);
        var best = Cost(from);
        while (true)
        {
            // Costs have kinks, on which a simplex may fold up: it begins anew where it stopped until that gains nothing.
            Vector<double> found;
            try
            {
                found = NelderMeadSimplex.Minimum(ObjectiveFunction.Value(Cost), from, Vector<double>.Build.Dense(start.Length, step), 1e-4, MostSteps).MinimizingPoint;
            }
            catch (MaximumIterationsException)
            {
                return from.ToArray();
            }

            var cost = Cost(found);
            if (cost >= best * (1 - 1e-4))
            {
                return (cost < best ? found : from).ToArray();
            }

            (from, best) = (found, cost);
        }
    }
}
