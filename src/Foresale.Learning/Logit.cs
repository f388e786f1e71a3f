namespace Foresale.Learning;

/// <summary>Probabilities and their log-odds.</summary>
internal static class Logit
{
    /// <summary>Probabilities are moved this far from 0 and 1 before their log-odds are taken, in code and graph alike.</summary>
    public const double Clip = 1e-6;

    /// <summary>log(p / (1 - p)) of the clipped probability.</summary>
    public static double Of(double probability)
    {
        var p = Math.Clamp(probability, Clip, 1 - Clip);
        return Math.Log(p / (1 - p));
    }

    /// <summary>1 / (1 + exp(-x)), without overflow.</summary>
    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    /// <summary>log(1 + exp(x)), without overflow.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>Log-loss of a score in log-odds, in nats.</summary>
    public static double Loss(double score, double outcome) => Softplus(score) - (outcome * score);
}
