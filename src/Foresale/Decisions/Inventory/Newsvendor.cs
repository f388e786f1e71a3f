using MathNet.Numerics.Distributions;

namespace Foresale.Decisions.Inventory;

/// <summary>How much to have, and what it costs a period on average.</summary>
/// <param name="Level">Units to have before demand.</param>
/// <param name="Cost">Expected cost a period.</param>
public readonly record struct StockLevel(double Level, double Cost);

/// <summary>
/// One period's stock: the p / (p + h) quantile of demand (Arrow, Harris and Marschak 1951; Snyder and Shen 2019, section 4.3).
/// With revenue r, purchase cost c and salvage value v, h = c - v and p = r - c.
/// </summary>
public static class Newsvendor
{
    /// <summary>For demand in whole units.</summary>
    public static StockLevel Of(DemandLaw demand, double holdingCost, double shortageCost)
    {
        ArgumentNullException.ThrowIfNull(demand);
        var level = demand.Quantile(shortageCost / (shortageCost + holdingCost));
        return new StockLevel(level, CostAt(level, demand, holdingCost, shortageCost));
    }

    /// <summary>Expected cost of a period at a level: h E(y - D)+ + p E(D - y)+.</summary>
    public static double CostAt(int level, DemandLaw demand, double holdingCost, double shortageCost)
    {
        ArgumentNullException.ThrowIfNull(demand);
        var cost = 0.0;
        for (var k = 0; k <= demand.Max; k++)
        {
            cost += demand.Probabilities[k] * (level > k ? holdingCost * (level - k) : shortageCost * (k - level));
        }

        return cost;
    }

    /// <summary>For normal demand, in units of any fineness: S = mu + sigma z, cost (h + p) sigma phi(z) with z the quantile.</summary>
    public static StockLevel Normal(double mean, double deviation, double holdingCost, double shortageCost)
    {
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, shortageCost / (shortageCost + holdingCost));
        return new StockLevel(mean + (deviation * z), (holdingCost + shortageCost) * deviation * MathNet.Numerics.Distributions.Normal.PDF(0, 1, z));
    }

    /// <summary>For log-normal demand: ln D ~ N(mu, sigma).</summary>
    public static StockLevel LogNormal(double mu, double sigma, double holdingCost, double shortageCost)
    {
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, shortageCost / (shortageCost + holdingCost));
        var (level, mean) = (Math.Exp(mu + (sigma * z)), Math.Exp(mu + (sigma * sigma / 2)));
        var below = mean * MathNet.Numerics.Distributions.Normal.CDF(0, 1, z - sigma); // E(D; D <= S)
        var held = (level * MathNet.Numerics.Distributions.Normal.CDF(0, 1, z)) - below;
        return new StockLevel(level, (holdingCost * held) + (shortageCost * (mean - level + held)));
    }
}
