using MathNet.Numerics.Distributions;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>
/// What is added to actions while learning: x ← (1 - θ) x + σ ε, ε ~ N(0, 1), number by number. θ = 1 is independent Gaussian noise; smaller
/// ones are an Ornstein-Uhlenbeck process of unit steps, which keeps its direction for 1/θ steps and so gets out of places where a single
/// push does nothing.
/// </summary>
/// <param name="size">Copies times action size.</param>
/// <param name="reversion">θ, in (0, 1].</param>
/// <param name="random">Source of ε.</param>
internal sealed class ExplorationNoise(int size, double reversion, Random random)
{
    private readonly double[] _state = new double[size];

    /// <summary>Adds noise to actions in [-1, 1] and clips them.</summary>
    /// <param name="actions">[N, A].</param>
    /// <param name="deviation">σ, in units of an action in [-1, 1].</param>
    public void AddTo(Span<float> actions, double deviation)
    {
        for (var i = 0; i < actions.Length; i++)
        {
            _state[i] = ((1 - reversion) * _state[i]) + (deviation * Normal.Sample(random, 0, 1));
            actions[i] = (float)Math.Clamp(actions[i] + _state[i], -1, 1);
        }
    }
}
