using Foresale.Evaluation;

namespace Foresale.Decisions.Recommendation.OffPolicy;

/// <summary>How a policy is judged by another's log.</summary>
public sealed record OffPolicyOptions
{
    /// <summary>Parts of the log; rewards of one are predicted from the others, &gt;= 2.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How many choices of its mean a cell of the reward table starts with, &gt; 0.</summary>
    public double Shrinkage { get; init; } = 50;

    /// <summary>Bootstrap draws of the intervals.</summary>
    public int Draws { get; init; } = 1_000;

    /// <summary>Folds and draws depend on it.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>What estimators say of a policy.</summary>
public sealed record OffPolicyResult
{
    /// <summary>How much of the log speaks for the policy.</summary>
    public required OffPolicySupport Support { get; init; }

    /// <summary>Mean reward of the policy that made the log.</summary>
    public required double LoggedReward { get; init; }

    /// <summary>Reward a choice by estimator, with 95 % intervals; empty where it is refused.</summary>
    public required IReadOnlyDictionary<string, Interval> Estimates { get; init; }

    /// <summary>Weight above which Switch-DR trusts the reward table; infinity where it is DR itself.</summary>
    public double SwitchAt { get; init; } = double.PositiveInfinity;

    /// <summary>Why there is no estimate, and what to do; null where there is.</summary>
    public string? Refusal => Support.Refusal;
}

/// <summary>
/// The reward that a policy would have had, from a log of another: IPS, SNIPS, DM, DR, Switch-DR, all with bootstrap intervals, or a refusal where the
/// log cannot say. Equations: docs/decisions/recommendation.md.
/// </summary>
/// <remarks>
/// IPS (Horvitz and Thompson 1952); SNIPS (Swaminathan and Joachims 2015); DR (Dudík, Langford and Li 2011), cross-fitted (Chernozhukov et al. 2018);
/// Switch-DR (Wang, Agarwal and Dudík 2017). Letters: n rows, w weights, q the reward table.
/// </remarks>
public static class OffPolicyEvaluation
{
    /// <summary>Names of the estimators, in the order of tables.</summary>
    public static IReadOnlyList<string> Names { get; } = ["ips", "snips", "dm", "dr", "switch-dr"];

    /// <summary>Judges a policy by a log.</summary>
    /// <param name="log">Choices of another policy.</param>
    /// <param name="policy">Over the same contexts and items.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The policy has other contexts or items.</exception>
    public static OffPolicyResult Judge(LoggedChoices log, ChoicePolicy policy, OffPolicyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policy);
        options ??= new OffPolicyOptions();
        if (policy.Contexts != log.Contexts || policy.Actions != log.Actions)
        {
            throw new ArgumentException($"The policy has {policy.Contexts} contexts and {policy.Actions} items, the log {log.Contexts} and {log.Actions}.", nameof(policy));
        }

        double[] weights = [.. log.Rows.Select(r => policy.Of(r.Context, r.Action) / r.Propensity)];
        var support = OffPolicySupport.Of(weights);
        if (support.Refusal is not null)
        {
            return new OffPolicyResult { Support = support, LoggedReward = log.MeanReward, Estimates = new Dictionary<string, Interval>(StringComparer.Ordinal) };
        }

        var (direct, residual) = Predict(log, policy, options);
        var switchAt = SwitchWeight(weights, direct, residual);
        double[] rewards = [.. weights.Select((w, i) => w * log.Rows[i].Reward)];
        var terms = new Dictionary<string, double[]>(StringComparer.Ordinal)
        {
            ["ips"] = rewards,
            ["snips"] = rewards,
            ["dm"] = direct,
            ["dr"] = [.. weights.Select((w, i) => direct[i] + (w * residual[i]))],
            ["switch-dr"] = [.. weights.Select((w, i) => direct[i] + (w <= switchAt ? w * residual[i] : 0))],
        };
        return new OffPolicyResult { Support = support, LoggedReward = log.MeanReward, SwitchAt = switchAt, Estimates = Intervals(terms, weights, options) };
    }

    // Σ_a π q and r - q of each row, q fitted on the folds that do not hold it: a row never predicts its own reward.
    private static (double[] Direct, double[] Residual) Predict(LoggedChoices log, ChoicePolicy policy, OffPolicyOptions options)
    {
        var (direct, residual) = (new double[log.Rows.Count], new double[log.Rows.Count]);
        var random = new Random(options.Seed);
        int[] fold = [.. Enumerable.Range(0, log.Rows.Count).Select(i => i % options.Folds)];
        random.Shuffle(fold);
        for (var k = 0; k < options.Folds; k++)
        {
            var table = new RewardTable(log, Enumerable.Range(0, fold.Length).Where(i => fold[i] != k), options.Shrinkage);
            double[] under = [.. Enumerable.Range(0, log.Contexts).Select(c => table.Under(policy, c))];
            for (var i = 0; i < fold.Length; i++)
            {
                if (fold[i] == k)
                {
                    var row = log.Rows[i];
                    (direct[i], residual[i]) = (under[row.Context], row.Reward - table.Of(row.Context, row.Action));
                }
            }
        }

        return (direct, residual);
    }

    /// <summary>
    /// The weight at which bias² + variance is estimated least. Variance: that of the rows' terms over n. Bias: the mean of what is left out, its square less
    /// the variance of that mean, since noise alone has a square too.
    /// </summary>
    private static double SwitchWeight(double[] weights, double[] direct, double[] residual)
    {
        double[] sorted = [.. weights.Order()];
        double[] candidates = [.. ((double[])[.5, .75, .9, .95, .99, .999]).Select(q => sorted[(int)(q * (sorted.Length - 1))]).Where(w => w > 0).Distinct(), double.PositiveInfinity];
        var n = weights.Length;
        return candidates.MinBy(at =>
        {
            var (sum, squares, left, leftSquares) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < n; i++)
            {
                var kept = weights[i] <= at ? weights[i] * residual[i] : 0;
                var dropped = (weights[i] * residual[i]) - kept;
                (left, leftSquares) = (left + dropped, leftSquares + (dropped * dropped));
                var term = direct[i] + kept;
                (sum, squares) = (sum + term, squares + (term * term));
            }

            var (mean, bias) = (sum / n, left / n);
            var noise = ((leftSquares / n) - (bias * bias)) / n;
            return (((squares / n) - (mean * mean)) / n) + Math.Max(0, (bias * bias) - noise);
        });
    }

    // Rows are drawn with replacement; the reward table and the switch stay as they are.
    private static Dictionary<string, Interval> Intervals(Dictionary<string, double[]> terms, double[] weights, OffPolicyOptions options)
    {
        var n = weights.Length;
        var draws = Names.ToDictionary(name => name, _ => new double[options.Draws], StringComparer.Ordinal);
        var random = new Random(options.Seed);
        var drawn = new int[n];
        for (var draw = 0; draw < options.Draws; draw++)
        {
            for (var i = 0; i < n; i++)
            {
                drawn[i] = random.Next(n);
            }

            foreach (var name in Names)
            {
                draws[name][draw] = Mean(name, i => terms[name][drawn[i]], i => weights[drawn[i]], n);
            }
        }

        return Names.ToDictionary(name => name, name => Interval.OfDraws(Mean(name, i => terms[name][i], i => weights[i], n), draws[name], level: .95), StringComparer.Ordinal);
    }

    private static double Mean(string name, Func<int, double> term, Func<int, double> weight, int n)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            sum += term(i);
            weights += weight(i);
        }

        return name is "snips" ? sum / weights : sum / n;
    }
}
