using Foresale.Environments;

namespace Foresale.Learning.Tests.Agents.OffPolicy;

/// <summary>One step with a known answer: r = -(a - s / 2)^2, so that the best action is s / 2 and Q(s, a) is the reward itself.</summary>
internal sealed class Quadratic : IEnvironment
{
    private Random _random = new(0);
    private float _state;

    public Space Observations { get; } = new(["s"], [-1], [1]);

    public Space Actions { get; } = new(["a"], [-2], [2]);

    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        _state = (2 * _random.NextSingle()) - 1;
        return [_state];
    }

    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        var miss = action[0] - (_state / 2);
        return new EnvironmentStep([_state], -miss * miss, Terminated: true, Truncated: false);
    }
}
