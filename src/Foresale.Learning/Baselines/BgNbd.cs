using MathNet.Numerics;

namespace Foresale.Learning.Baselines;

/// <summary>One customer's orders as the BG/NBD model reads them.</summary>
/// <param name="Repeats">x: orders after the first, &gt;= 0.</param>
/// <param name="LastOrder">t_x: days from the first order to the last, 0..<paramref name="Age"/>; 0 where there is only one.</param>
/// <param name="Age">T: days since the first order, &gt;= 0.</param>
public readonly record struct OrderHistory(double Repeats, double LastOrder, double Age);

/// <summary>
/// The BG/NBD model of repeat purchase (Fader, Hardie and Lee 2005, "Counting your customers the easy way"): while active a customer orders
/// at a rate of their own, gamma over customers; after each order they leave for good with a chance of their own, beta over customers.
/// </summary>
/// <param name="R">Shape of the rates' gamma distribution, &gt; 0.</param>
/// <param name="Alpha">Rate parameter of it, in days, &gt; 0: the mean customer orders R / Alpha times a day.</param>
/// <param name="A">First parameter of the leaving chance's beta distribution, &gt; 0.</param>
/// <param name="B">Second one, &gt; 0.</param>
public sealed record BgNbd(double R, double Alpha, double A, double B)
{
    /// <summary>Log-likelihood of a customer's orders (the paper's equation 6).</summary>
    public double LogLikelihood(OrderHistory history)
    {
        var (x, n) = (history.Repeats, R + history.Repeats);
        var orders = SpecialFunctions.GammaLn(n) - SpecialFunctions.GammaLn(R) + (R * Math.Log(Alpha));
        var stayed = SpecialFunctions.BetaLn(A, B + x) - SpecialFunctions.BetaLn(A, B);
        return orders + stayed - (n * Math.Log(Alpha + history.Age)) + Math.Log(1 + LeftOdds(history));
    }

    /// <summary>Probability that the customer is still active at T, 0..1.</summary>
    public double Alive(OrderHistory history) => 1 / (1 + LeftOdds(history));

    /// <summary>Probability of at least one order in (T, T + days], 0..1.</summary>
    /// <remarks>
    /// Of an active customer the rate given the history is gamma(r + x, alpha + T), so that no order comes with ((alpha + T) / (alpha + T + days))^(r + x):
    /// unlike the paper's expected number of orders it needs no hypergeometric function.
    /// </remarks>
    /// <param name="history">Orders up to T.</param>
    /// <param name="days">Days ahead, &gt;= 0.</param>
    public double Buys(OrderHistory history, double days)
    {
        var active = Alpha + history.Age;
        return Alive(history) * (1 - Math.Exp((R + history.Repeats) * Math.Log(active / (active + days))));
    }

    // Odds of having left at the last order; a customer with one order cannot have left, by the model's own assumption.
    private double LeftOdds(OrderHistory history) => history.Repeats <= 0
        ? 0
        : A / (B + history.Repeats - 1) * Math.Exp((R + history.Repeats) * Math.Log((Alpha + history.Age) / (Alpha + history.LastOrder)));
}
