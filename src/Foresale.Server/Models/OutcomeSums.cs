using Foresale.Evaluation;

namespace Foresale.Server.Models;

/// <summary>A mean with its 95 % interval.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Estimate(double Value, double Low, double High)
{
    private const double Z = 1.959964; // 97.5 % of the normal distribution

    /// <summary>The mean of independent numbers; null below two.</summary>
    internal static Estimate? Of(long count, double sum, double squares)
    {
        if (count < 2)
        {
            return null;
        }

        var mean = sum / count;
        var half = Z * Math.Sqrt(Math.Max(0, (squares - (count * mean * mean)) / (count - 1)) / count);
        return new Estimate(mean, mean - half, mean + half);
    }

    /// <summary>A share, by Wilson's score interval, which stays within 0..1; null without any.</summary>
    internal static Estimate? OfShare(long count, long positive)
    {
        if (count == 0)
        {
            return null;
        }

        var (p, z2) = ((double)positive / count, Z * Z / count);
        var middle = (p + (z2 / 2)) / (1 + z2);
        var half = Z * Math.Sqrt((p * (1 - p) / count) + (z2 / count / 4)) / (1 + z2);
        return new Estimate(p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}

/// <summary>Intents and what became of them. Not safe for several threads.</summary>
internal sealed class OutcomeSums
{
    private double _intent, _gap, _gaps, _loss, _losses;

    /// <summary>Outcomes seen.</summary>
    public long Count { get; private set; }

    /// <summary>Of them, those who bought.</summary>
    public long Bought { get; private set; }

    /// <summary>Mean intent; null without any.</summary>
    public double? MeanIntent => Count == 0 ? null : _intent / Count;

    /// <summary>Share that bought.</summary>
    public Estimate? Share => Estimate.OfShare(Count, Bought);

    /// <summary>Mean of intent less outcome: above 0 the model promises too much.</summary>
    public Estimate? Gap => Estimate.Of(Count, _gap, _gaps);

    /// <summary>Mean log-loss, nats.</summary>
    public Estimate? LogLoss => Estimate.Of(Count, _loss, _losses);

    /// <summary>Log-loss of one intent, nats.</summary>
    public static double Loss(float intent, bool bought)
    {
        var p = Math.Clamp(intent, Metrics.Clip, 1 - Metrics.Clip);
        return -Math.Log(bought ? p : 1 - p);
    }

    /// <summary>Takes an outcome in.</summary>
    public void Add(float intent, bool bought)
    {
        var (gap, loss) = (intent - (bought ? 1.0 : 0.0), Loss(intent, bought));
        Count++;
        Bought += bought ? 1 : 0;
        _intent += intent;
        _gap += gap;
        _gaps += gap * gap;
        _loss += loss;
        _losses += loss * loss;
    }
}
