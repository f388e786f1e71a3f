using Foresale.Evaluation;

namespace Foresale.Tests.Evaluation;

/// <summary>Predictions to judge.</summary>
internal static class Given
{
    /// <summary>One row a user; weight 1.</summary>
    public static Predictions Rows(float[] scores, float[] outcomes, float[]? weights = null, int[]? users = null, string learner = "learner") =>
        new(learner, scores, outcomes, weights ?? [.. scores.Select(_ => 1f)], users ?? [.. Enumerable.Range(0, scores.Length)]);

    /// <summary>Calibrated scores with a skewed distribution around a base rate of 15 %, and outcomes drawn from them.</summary>
    public static Predictions Shop(int rows, int seed, float noise = 0, string learner = "learner", int rowsPerUser = 1)
    {
        var random = new Random(seed);
        var noises = new Random(seed + 1);
        var (scores, outcomes, users) = (new float[rows], new float[rows], new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            // Logit of a normal shopper: mean score near .15, most far below it.
            var logit = -2.9 + (2.0 * Normal(random));
            outcomes[i] = random.NextDouble() < 1 / (1 + Math.Exp(-logit)) ? 1 : 0;
            scores[i] = (float)(1 / (1 + Math.Exp(-(logit + (noise * Normal(noises))))));
            users[i] = i / rowsPerUser;
        }

        return Rows(scores, outcomes, users: users, learner: learner);
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
