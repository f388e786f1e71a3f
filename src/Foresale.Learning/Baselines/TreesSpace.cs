namespace Foresale.Learning.Baselines;

/// <summary>
/// Where settings of the trees are drawn from: most numbers log-uniform, since what matters is their order of magnitude
/// (Bergstra and Bengio 2012, "Random search for hyper-parameter optimization").
/// </summary>
internal static class TreesSpace
{
    private const double OffShare = .5; // of draws without the rarer penalties

    /// <summary>Settings without end; the same seed gives the same ones for all numbers of rows of one size.</summary>
    /// <param name="rows">Training rows: few of them get small trees.</param>
    /// <param name="seed">Of the draws.</param>
    public static IEnumerable<TreesSetting> Draw(int rows, int seed)
    {
        // By size and not by the very count: the folds of cross-fitting must draw the same settings, for the last fit compares them over folds.
        var (leaves, minData) = rows switch
        {
            < 5_000 => (24, 100),
            < 50_000 => (63, 200),
            _ => (255, 1_000),
        };
        var random = new Random(seed);
        while (true)
        {
            yield return new TreesSetting(
                Leaves: (int)Math.Round(LogUniform(random, 3, leaves)),
                MinDataInLeaf: (int)Math.Round(LogUniform(random, 5, minData)),
                LearningRate: LogUniform(random, .02, .1),
                FeatureFraction: Uniform(random, .2, 1),
                BaggingFraction: Uniform(random, .5, 1),
                LambdaL2: LogUniform(random, .1, 100),
                LambdaL1: OrOff(random, .01, 10),
                MinGainToSplit: OrOff(random, .01, 1));
        }
    }

    private static double Uniform(Random random, double low, double high) => low + ((high - low) * random.NextDouble());

    private static double LogUniform(Random random, double low, double high) => low * Math.Pow(high / low, random.NextDouble());

    private static double OrOff(Random random, double low, double high)
    {
        var (isOff, value) = (random.NextDouble() < OffShare, LogUniform(random, low, high));
        return isOff ? 0 : value;
    }
}
