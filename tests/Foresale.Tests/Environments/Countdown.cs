using Foresale.Environments;

namespace Foresale.Tests.Environments;

/// <summary>A sound environment of a few lines, with a place for each fault: counts down from a drawn start by what the action takes away.</summary>
internal class Countdown : IEnvironment
{
    private Random _random = new(0);

    public virtual Space Observations { get; } = new(["left"], [-1], [20]);

    public virtual Space Actions { get; } = new(["take"], [0], [1]);

    protected float Left { get; set; }

    public virtual float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        Left = 10 + (10 * _random.NextSingle());
        return [Left];
    }

    public virtual EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (Left <= 0)
        {
            throw new InvalidOperationException("over");
        }

        var take = Math.Clamp(action[0], 0, 1);
        Left -= Math.Max(take, .1f);
        return new EnvironmentStep([Math.Max(Left, 0)], take, Terminated: Left <= 0, Truncated: false);
    }
}
