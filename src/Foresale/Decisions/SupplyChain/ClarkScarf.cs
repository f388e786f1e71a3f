using Foresale.Decisions.Inventory;
using Foresale.Events;

namespace Foresale.Decisions.SupplyChain;

/// <summary>A stage of a serial system as the exact algorithm sees it.</summary>
/// <param name="EchelonHoldingCost">What a unit costs a period more here than one stage further up, &gt; 0.</param>
/// <param name="LeadTimeDemand">Customers' demand over the stage's lead time.</param>
public readonly record struct EchelonStage(double EchelonHoldingCost, DemandLaw LeadTimeDemand);

/// <summary>The best policy of a serial system.</summary>
/// <param name="Levels">Echelon base-stock levels, the stage next to the customers first.</param>
/// <param name="Cost">Average cost a period.</param>
public sealed record EchelonOptimum(IReadOnlyList<double> Levels, double Cost);

/// <summary>
/// The exact optimum of a serial system with backorders and without fixed costs (Clark and Scarf 1960; Chen and Zheng 1994; Snyder and Shen 2019,
/// section 6.2): each stage has one level up to which it orders the stock of its echelon, which is its own, all further down and all on the way there.
/// </summary>
/// <remarks>
/// From the customers up: Ĉ_j(x) = h_j x + C̲_{j-1}(x), C_j(y) = E Ĉ_j(y - D_j), S_j = argmin C_j, C̲_j(x) = C_j(min(x, S_j)), with
/// C̲_0(x) = (p + h_1 + ... + h_N) x^- and the cost C_N(S_N). All are straight below 0, which is how they go on beyond the table.
/// </remarks>
public static class ClarkScarf
{
    /// <summary>Solves it.</summary>
    /// <param name="stages">The stage next to the customers first.</param>
    /// <param name="shortageCost">p: cost a period of a unit that customers wait for.</param>
    /// <param name="unit">Size of a whole number of the demand laws: .01 where they count hundredths.</param>
    public static EchelonOptimum Solve(IReadOnlyList<EchelonStage> stages, double shortageCost, double unit = 1)
    {
        ArgumentNullException.ThrowIfNull(stages);
        if (stages.Count == 0 || stages.Any(s => !(s.EchelonHoldingCost > 0)) || !(shortageCost > 0))
        {
            throw new UserFaultException("serial system", "it has no stage, or a cost that is not above 0.", "Give each stage an echelon holding cost above 0, and a shortage cost above 0.");
        }

        var penalty = shortageCost + stages.Sum(s => s.EchelonHoldingCost);
        var below = new Line(-penalty, [0]); // C̲_0
        var (levels, cost) = (new double[stages.Count], 0.0);
        for (var j = 0; j < stages.Count; j++)
        {
            var most = stages.Take(j + 1).Sum(s => s.LeadTimeDemand.Max);
            var (h, law, under) = (stages[j].EchelonHoldingCost, stages[j].LeadTimeDemand, below);
            double Hat(int x) => (h * x) + under.At(x);
            var expected = new double[most + 1];
            for (var y = 0; y <= most; y++)
            {
                for (var d = 0; d <= law.Max; d++)
                {
                    expected[y] += law.Probabilities[d] * Hat(y - d);
                }
            }

            var level = Array.IndexOf(expected, expected.Min());
            (levels[j], cost) = (level * unit, expected[level] * unit);
            below = new Line(h + under.Slope, expected[..(level + 1)]);
        }

        return new EchelonOptimum(levels, cost);
    }

    /// <summary>A function of whole numbers: straight below 0, a table from 0 on, its last value beyond.</summary>
    private readonly record struct Line(double Slope, double[] Table)
    {
        public double At(int x) => x < 0 ? Table[0] + (Slope * x) : Table[Math.Min(x, Table.Length - 1)];
    }
}
