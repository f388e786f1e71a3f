namespace Foresale.Learning.Horizons;

/// <summary>From hazards and the intent to one probability a horizon.</summary>
/// <remarks>
/// Letters: h_i hazards, S_j = prod_{i &lt;= j} (1 - h_i), P_j = 1 - S_j, T the target's place, I the intent that ships. Shorter horizons get I P_j / P_T, longer ones
/// 1 - (1 - I) S_j / S_T: at T that is I itself, and it never falls with j. Written with products and sums that rounding cannot turn round, so that this holds of float32 too.
/// </remarks>
internal static class HorizonCurve
{
    /// <summary>Nothing is divided by less.</summary>
    public const float Least = 1e-9f;

    /// <summary>Fills the probabilities of one row.</summary>
    /// <param name="hazards">[J] log-odds.</param>
    /// <param name="target">T, or -1 for the network's own P_j.</param>
    /// <param name="intent">I; not read where there is no target.</param>
    /// <param name="into">[J].</param>
    public static void Fill(ReadOnlySpan<float> hazards, int target, float intent, Span<float> into)
    {
        var (survival, beyond) = (1f, 1f);
        for (var j = 0; j < hazards.Length; j++)
        {
            var kept = (float)Logit.Sigmoid(-hazards[j]);
            survival *= kept;
            beyond *= j > target ? kept : 1f;
            into[j] = j > target && target >= 0 ? intent + ((1f - intent) * (1f - beyond)) : 1f - survival;
        }

        for (var j = 0; j < target; j++)
        {
            into[j] = intent * (into[j] / MathF.Max(into[target], Least));
        }

        if (target >= 0)
        {
            into[target] = intent;
        }
    }
}
