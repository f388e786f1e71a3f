using Foresale.Environments;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>States as a network likes them: (s - centre) / scale, number by number.</summary>
/// <param name="Centre">Subtracted; [S].</param>
/// <param name="Scale">Divided by, &gt; 0; [S].</param>
public sealed record StateScaling(IReadOnlyList<float> Centre, IReadOnlyList<float> Scale)
{
    /// <summary>Least deviation that is divided by (Fujimoto and Gu 2021 add as much).</summary>
    private const double LeastDeviation = 1e-3;

    /// <summary>States as they are.</summary>
    public static StateScaling None(int states) => new(new float[states], [.. Enumerable.Repeat(1f, states)]);

    /// <summary>Bounds become -1 and 1; a number without bounds stays as it is.</summary>
    public static StateScaling Of(Space space)
    {
        ArgumentNullException.ThrowIfNull(space);
        var (centre, scale) = (new float[space.Size], new float[space.Size]);
        for (var i = 0; i < space.Size; i++)
        {
            var isBounded = float.IsFinite(space.Low[i]) && float.IsFinite(space.High[i]);
            (centre[i], scale[i]) = isBounded ? ((space.Low[i] + space.High[i]) / 2, (space.High[i] - space.Low[i]) / 2) : (0, 1);
        }

        return new StateScaling(centre, scale);
    }

    /// <summary>Mean 0 and deviation 1 over some states: [n, S].</summary>
    public static StateScaling Fit(ReadOnlySpan<float> states, int size)
    {
        var (sums, squares, count) = (new double[size], new double[size], Math.Max(1, states.Length / size));
        for (var i = 0; i < states.Length; i++)
        {
            sums[i % size] += states[i];
            squares[i % size] += (double)states[i] * states[i];
        }

        return new StateScaling(
            Array.ConvertAll(sums, s => (float)(s / count)),
            [.. squares.Select((s, i) => (float)(Math.Sqrt(Math.Max(0, (s / count) - (sums[i] / count * (sums[i] / count)))) + LeastDeviation))]);
    }

    /// <summary>Scales [n, S] in place.</summary>
    public void Apply(Span<float> states)
    {
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = (states[i] - Centre[i % Centre.Count]) / Scale[i % Scale.Count];
        }
    }
}
