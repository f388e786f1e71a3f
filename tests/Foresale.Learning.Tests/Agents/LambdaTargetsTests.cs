using CsCheck;
using Foresale.Learning.Agents.Intent;
using Foresale.States;

namespace Foresale.Learning.Tests.Agents;

public class LambdaTargetsTests
{
    private const NodeEnd On = NodeEnd.Continues;
    private static readonly float[] Bootstrap = [.9f, .2f, .4f, .6f];

    // y3 = 1; y2 = lambda + (1 - lambda) .6; y1 = lambda y2 + (1 - lambda) .4; y0 = lambda y1 + (1 - lambda) .2
    [Theory]
    [InlineData(1f, 1f, 1f, 1f)]
    [InlineData(0f, .2f, .4f, .6f)]
    [InlineData(.5f, .4f, .6f, .8f)]
    public void A_purchase_flows_back_by_lambda(float lambda, float y0, float y1, float y2)
    {
        var y = Targets([On, On, On, NodeEnd.Bought], [0, 0, 0, 4], lambda);

        Assert.Equal([y0, y1, y2, 1f], y, Near);
    }

    // y3 = 0; y2 = .5 x .6 = .3; y1 = .5 x .3 + .5 x .4 = .35; y0 = .5 x .35 + .5 x .2 = .275
    [Fact]
    public void Leaving_flows_back_as_zero()
    {
        var y = Targets([On, On, On, NodeEnd.NotBought], [0, 0, 0, 5], .5f);

        Assert.Equal([.275f, .35f, .3f, 0f], y, Near);
    }

    // The cut-off of observation is no leave: y2 = pbar(s3) = .6 whatever lambda; y1 = .5 x .6 + .5 x .4 = .5; y0 = .5 x .5 + .5 x .2 = .35
    [Fact]
    public void A_truncated_trajectory_bootstraps_from_its_last_state_and_learns_nothing_there()
    {
        var y = Targets([On, On, On, NodeEnd.Truncated], [0, 0, 0, -1], .5f);

        Assert.Equal([.35f, .5f, .6f], y[..3], Near);
        Assert.True(float.IsNaN(y[3]));
    }

    // The step after s1 is a correction: y1 = y2 = .8, without a look at pbar(s2).
    [Fact]
    public void A_correction_passes_the_next_target_on()
    {
        var y = Targets([On, On, On, NodeEnd.Bought], [0, -1, 0, 4], .5f);

        Assert.Equal([.5f, .8f, .8f, 1f], y, Near);
    }

    [Fact]
    public void A_correction_before_the_cut_takes_the_bootstrap()
    {
        var y = Targets([On, On, On, NodeEnd.Truncated], [0, 0, -1, -1], .5f);

        Assert.Equal(.6f, y[2], 1e-6f);
    }

    [Fact]
    public void Targets_lie_between_the_outcome_and_the_bootstraps()
    {
        Gen.Select(Gen.Float[0, 1].Array[1, 30], Gen.Float[0, 1], Gen.Bool).Sample((bootstrap, lambda, bought) =>
        {
            var ends = new NodeEnd[bootstrap.Length];
            ends[^1] = bought ? NodeEnd.Bought : NodeEnd.NotBought;
            var y = new float[bootstrap.Length];

            LambdaTargets.Fill(ends, new sbyte[bootstrap.Length], bootstrap, lambda, y);

            var outcome = bought ? 1f : 0f;
            Assert.All(y, v => Assert.InRange(v, Math.Min(outcome, bootstrap.Min()) - 1e-6f, Math.Max(outcome, bootstrap.Max()) + 1e-6f));
        });
    }

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-6f;

    private static float[] Targets(NodeEnd[] ends, sbyte[] actions, float lambda)
    {
        var y = new float[ends.Length];
        LambdaTargets.Fill(ends, actions, Bootstrap.AsSpan(0, ends.Length), lambda, y);
        return y;
    }
}
