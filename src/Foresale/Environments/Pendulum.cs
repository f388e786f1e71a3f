namespace Foresale.Environments;

/// <summary>
/// Swing a pendulum up and hold it there with too weak a motor: Gymnasium's Pendulum-v1, from its published dynamics. It is here because
/// every agent's results on it are known.
/// </summary>
/// <remarks>
/// θ is the angle from upright, θ̇ its speed, u the torque; g 10 m/s², mass 1 kg, length 1 m, a step .05 s.
/// r = -(θ² + .1 θ̇² + .001 u²) with θ in [-π, π) and all three before the step; then θ̇ += (3g/2l sin θ + 3u/ml²) dt, within ±8, and
/// θ += θ̇ dt. An episode starts at θ ~ U(-π, π), θ̇ ~ U(-1, 1) and is truncated after 200 steps; nothing terminates it.
/// </remarks>
public sealed class Pendulum : IEnvironment
{
    /// <summary>Steps of an episode.</summary>
    public const int MaxSteps = 200;

    private const double Gravity = 10, Mass = 1, Length = 1, StepSeconds = .05, MaxSpeed = 8, MaxTorque = 2;
    private static readonly Space s_observations = new(["cos_angle", "sin_angle", "angular_velocity"], [-1, -1, -(float)MaxSpeed], [1, 1, (float)MaxSpeed]);
    private static readonly Space s_actions = new(["torque"], [-(float)MaxTorque], [(float)MaxTorque]);
    private Random _random = new(0);
    private double _angle;
    private double _speed;
    private int _left;

    /// <inheritdoc/>
    public Space Observations => s_observations;

    /// <inheritdoc/>
    public Space Actions => s_actions;

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        return ResetTo(((2 * _random.NextDouble()) - 1) * Math.PI, (2 * _random.NextDouble()) - 1);
    }

    /// <summary>Starts an episode at a given place.</summary>
    /// <param name="angle">Radians from upright.</param>
    /// <param name="speed">Radians a second.</param>
    public float[] ResetTo(double angle, double speed)
    {
        (_angle, _speed, _left) = (angle, speed, MaxSteps);
        return Observe();
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_left == 0)
        {
            throw new InvalidOperationException("Pendulum: the episode is over. Call Reset before Step.");
        }

        var torque = Math.Clamp(action[0], -MaxTorque, MaxTorque);
        var angle = Normalized(_angle);
        var reward = -((angle * angle) + (.1 * _speed * _speed) + (.001 * torque * torque));
        var acceleration = (3 * Gravity / (2 * Length) * Math.Sin(_angle)) + (3 / (Mass * Length * Length) * torque);
        _speed = Math.Clamp(_speed + (acceleration * StepSeconds), -MaxSpeed, MaxSpeed);
        _angle += _speed * StepSeconds;
        _left--;
        return new EnvironmentStep(Observe(), reward, Terminated: false, Truncated: _left == 0);
    }

    private static double Normalized(double angle) => angle - (2 * Math.PI * Math.Floor((angle + Math.PI) / (2 * Math.PI)));

    private float[] Observe() => [(float)Math.Cos(_angle), (float)Math.Sin(_angle), (float)_speed];
}
