namespace Foresale.Description;

/// <summary>How unlikely a count is where events come by chance at a steady rate (Poisson), by Chernoff's bound.</summary>
internal static class PoissonTail
{
    /// <summary>Lower bound of -ln P(X as far from the mean as the count, on its side): mean - n + n ln(n / mean), &gt;= 0.</summary>
    /// <param name="count">What was counted, &gt;= 0.</param>
    /// <param name="mean">What was expected, &gt; 0.</param>
    public static double Surprise(double count, double mean) => mean - count + (count > 0 ? count * Math.Log(count / mean) : 0);
}
