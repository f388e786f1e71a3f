using Foresale.Decisions.Recommendation.Pages;
using Foresale.Environments;
using MathNet.Numerics.Distributions;

namespace Foresale.Learning.Decisions.Recommendation;

/// <summary>
/// The same weights of the ranking for every shopper at every visit, searched by the cross-entropy method (Rubinstein 1999): what the learned ranking has to beat to have
/// learnt when to weigh what, and not only how much.
/// </summary>
internal sealed class ConstantWeights : IPolicy
{
    /// <summary>Name in tables.</summary>
    public const string Name = "constant weights, searched";

    /// <summary>Shoppers that try each draw of weights.</summary>
    public const int Shoppers = 600;

    private const int Rounds = 8, Draws = 40, Elite = 8, SearchSeed = 303;
    private const double FirstDeviation = .3, LeastDeviation = .02; // shares of a weight's range
    private readonly float[] _weights;

    private ConstantWeights(float[] weights) => _weights = weights;

    /// <summary>In the order of <see cref="WeightedRanking.Weights"/>.</summary>
    public IReadOnlyList<float> Weights => _weights;

    /// <inheritdoc/>
    public void Act(ReadOnlySpan<float> observation, Span<float> action) => _weights.CopyTo(action);

    /// <summary>Searches: draws around a middle, which moves to the mean of the best. All draws of a round meet the same shoppers, each round others.</summary>
    /// <param name="truth">Of the shop.</param>
    /// <param name="shoppers">That try each draw.</param>
    /// <param name="cancellationToken">Looked at once a draw.</param>
    public static ConstantWeights Search(PageTruth truth, int shoppers, CancellationToken cancellationToken)
    {
        var environment = new PageEnvironment(truth);
        var (low, high) = (environment.Actions.Low, environment.Actions.High);
        var random = new Random(SearchSeed);
        double[] middle = [.. low.Select((l, j) => (l + high[j]) / 2.0)];
        double[] deviation = [.. low.Select((l, j) => FirstDeviation * (high[j] - l))];
        for (var round = 0; round < Rounds; round++)
        {
            var best = new List<(float[] Weights, double Margin)>();
            for (var draw = 0; draw < Draws; draw++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                float[] weights = [.. middle.Select((m, j) => (float)Math.Clamp(Normal.Sample(random, m, deviation[j]), low[j], high[j]))];
                best.Add((weights, Margin(environment, weights, shoppers, round)));
            }

            float[][] elite = [.. best.OrderByDescending(b => b.Margin).Take(Elite).Select(b => b.Weights)];
            for (var j = 0; j < middle.Length; j++)
            {
                var at = j;
                middle[j] = elite.Average(w => w[at]);
                deviation[j] = Math.Max(LeastDeviation * (high[j] - low[j]), Math.Sqrt(elite.Average(w => (w[at] - middle[at]) * (w[at] - middle[at]))));
            }
        }

        return new ConstantWeights([.. middle.Select(m => (float)m)]);
    }

    private static double Margin(PageEnvironment environment, float[] weights, int shoppers, int round)
    {
        var sum = 0.0;
        for (var v = 0; v < shoppers; v++)
        {
            environment.Reset(unchecked((SearchSeed * 1_000_003) + (round * shoppers) + v));
            EnvironmentStep step;
            do
            {
                step = environment.Step(weights);
                sum += step.Reward;
            }
            while (!step.Terminated);
        }

        return sum / shoppers;
    }
}
