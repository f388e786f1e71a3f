namespace Foresale.Learning.Fusion;

/// <summary>
/// One probability out of several: logit I = w0 + sum_m w_m logit p_m with w_m >= 0, fitted by weighted log-loss
/// (LEARNING.md section 4, P4). A learner that adds nothing gets weight 0; a single learner gets its scale and level mended (Platt).
/// </summary>
/// <remarks>
/// Few buyers cannot settle many weights. So a normal prior holds them around one weight in all, split by what each learner gains over the
/// base rate, and its width is chosen by cross-validation over shoppers: rows of one session share their outcome and count as less than they are.
/// </remarks>
/// <param name="Intercept">w0.</param>
/// <param name="Weights">[M] w, each &gt;= 0.</param>
public sealed record LogitFusion(double Intercept, IReadOnlyList<double> Weights)
{
    private const int Folds = 5;

    // Shoppers of the rarer outcome that each number to be fitted needs (Peduzzi et al. 1996).
    private const int EventsPerVariable = 10;

    // Standard deviations of the prior, narrow first: from "the split as it is" to "whatever the rows say".
    private static readonly double[] s_deviations = [.02, .06, .2, .6, 2];

    /// <summary>Standard deviation of the prior: what cross-validation chose, the narrowest where too few bought to choose by.</summary>
    public double PriorDeviation { get; init; }

    /// <summary>Fits.</summary>
    /// <param name="probabilities">[M][n] each learner's probabilities.</param>
    /// <param name="outcome">[n] 1 bought, 0 not.</param>
    /// <param name="weight">[n] &gt;= 0.</param>
    /// <param name="user">[n] the shopper; folds never part one.</param>
    /// <param name="isFree">False holds the weights by the narrowest prior; null asks <see cref="CanSettle"/>.</param>
    public static LogitFusion Fit(IReadOnlyList<float[]> probabilities, float[] outcome, float[] weight, int[] user, bool? isFree = null)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(user);
        var rows = new FusionRows(probabilities, outcome);
        var deviation = (isFree ?? CanSettle(rows.Size, outcome, weight, user)) ? ChooseDeviation(rows, weight, user) : s_deviations[0];
        var w = FusionFit.Solve(rows, weight, deviation);
        return new LogitFusion((float)w[0], [.. w.Skip(1).Select(x => (double)(float)x)]) { PriorDeviation = deviation }; // floats, as the graph holds them
    }

    /// <summary>The same weights at the level where the mean of the fused probabilities is the base rate.</summary>
    /// <param name="probabilities">[M][n] each learner's probabilities.</param>
    /// <param name="outcome">[n] 1 bought, 0 not; both occur.</param>
    /// <param name="weight">[n] &gt;= 0.</param>
    internal LogitFusion AtBaseRate(IReadOnlyList<float[]> probabilities, float[] outcome, float[] weight)
    {
        var sums = new double[outcome.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = Weights.Select((w, m) => w * Logit.Of(probabilities[m][i])).Sum();
        }

        // The mean rises with the level: halving ends at float precision.
        var wanted = outcome.Zip(weight, (y, w) => (double)y * w).Sum();
        var (low, high) = (-50.0, 50.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = sums.Select((s, i) => weight[i] * Logit.Sigmoid(middle + s)).Sum() < wanted ? (middle, high) : (low, middle);
        }

        return this with { Intercept = (float)low };
    }

    /// <summary>The fused probability of one row.</summary>
    /// <param name="probabilities">[M]</param>
    public double Fuse(ReadOnlySpan<float> probabilities)
    {
        var score = Intercept;
        for (var m = 0; m < probabilities.Length; m++)
        {
            score += Weights[m] * Logit.Of(probabilities[m]);
        }

        return Logit.Sigmoid(score);
    }

    /// <summary>True where shoppers enough of either outcome are there to settle some numbers by; with fewer, chance would settle them.</summary>
    internal static bool CanSettle(int numbers, float[] outcome, float[] weight, int[] user)
    {
        int Shoppers(bool bought) => Enumerable.Range(0, user.Length).Where(i => outcome[i] > 0 == bought && weight[i] > 0).Select(i => user[i]).Distinct().Count();
        return Math.Min(Shoppers(true), Shoppers(false)) >= EventsPerVariable * numbers;
    }

    // The narrowest prior that is not worse than the best one beyond the chance of five folds (Breiman et al. 1984, the one-standard-error
    // rule): some tens of buyers prefer a wide one by accident, and its weights of 2 and intercepts of 3 cost more than they ever gain.
    private static double ChooseDeviation(FusionRows rows, float[] weight, int[] user)
    {
        var fold = FoldsOf(user);
        var losses = new double[s_deviations.Length][];
        for (var d = 0; d < losses.Length; d++)
        {
            losses[d] = new double[Folds];
        }

        for (var left = 0; left < Folds; left++)
        {
            var inside = Masked(weight, fold, f => f != left);
            var outside = Masked(weight, fold, f => f == left);
            if (inside.Sum() == 0 || outside.Sum() == 0)
            {
                return s_deviations[0]; // too few shoppers to choose by
            }

            for (var d = 0; d < losses.Length; d++)
            {
                losses[d][left] = rows.Loss(FusionFit.Solve(rows, inside, s_deviations[d]), outside);
            }
        }

        var best = losses.MinBy(l => l.Sum())!;
        return s_deviations[Array.FindIndex(losses, l => IsWithinChance(l, best))];
    }

    private static bool IsWithinChance(double[] losses, double[] best)
    {
        double[] worse = [.. losses.Zip(best, (l, b) => l - b)];
        var mean = worse.Average();
        var deviation = Math.Sqrt(worse.Sum(w => (w - mean) * (w - mean)) / (Folds - 1));
        return mean <= deviation / Math.Sqrt(Folds);
    }

    private static int[] FoldsOf(int[] user)
    {
        var places = new Dictionary<int, int>();
        return Array.ConvertAll(user, u =>
        {
            if (!places.TryGetValue(u, out var place))
            {
                places.Add(u, place = places.Count);
            }

            return place % Folds;
        });
    }

    private static float[] Masked(float[] weight, int[] fold, Predicate<int> keep) =>
        [.. weight.Select((w, i) => keep(fold[i]) ? w : 0f)];
}
