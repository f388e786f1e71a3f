using Foresale.Environments;

namespace Foresale.Tests.Environments;

public class PendulumTests
{
    [Fact]
    public void A_step_is_the_one_computed_by_hand()
    {
        var pendulum = new Pendulum();
        pendulum.ResetTo(angle: Math.PI / 2, speed: 1);

        var step = pendulum.Step([2f]);

        // r = -((pi/2)^2 + .1 + .001 x 4); speed 1 + (15 sin(pi/2) + 3 x 2) x .05 = 2.05; angle pi/2 + 2.05 x .05.
        Assert.Equal(-((Math.PI * Math.PI / 4) + .104), step.Reward, tolerance: 1e-12);
        Assert.Equal([(float)Math.Cos((Math.PI / 2) + .1025), (float)Math.Sin((Math.PI / 2) + .1025), 2.05f], step.Observation);
        Assert.False(step.Ended);
    }

    [Fact]
    public void The_angle_counts_from_upright_however_often_it_went_round()
    {
        var (once, twice) = (new Pendulum(), new Pendulum());
        once.ResetTo(.3, 0);
        twice.ResetTo(.3 + (4 * Math.PI), 0);

        Assert.Equal(once.Step([0f]).Reward, twice.Step([0f]).Reward, tolerance: 1e-12);
    }

    [Fact]
    public void Torque_and_speed_stay_within_their_bounds()
    {
        var pendulum = new Pendulum();
        pendulum.ResetTo(Math.PI / 2, 7.9);

        var step = pendulum.Step([100f]);

        Assert.Equal(8f, step.Observation[2]);
        Assert.Equal(-((Math.PI * Math.PI / 4) + (.1 * 7.9 * 7.9) + .004), step.Reward, tolerance: 1e-9);
    }

    [Fact]
    public void After_200_steps_an_episode_is_truncated_and_not_terminated()
    {
        var pendulum = new Pendulum();
        pendulum.Reset(seed: 1);

        var ends = Enumerable.Range(0, Pendulum.MaxSteps).Select(_ => pendulum.Step([0f])).ToList();

        Assert.Equal([Pendulum.MaxSteps - 1], ends.Index().Where(e => e.Item.Truncated).Select(e => e.Index));
        Assert.DoesNotContain(ends, e => e.Terminated);
    }
}
