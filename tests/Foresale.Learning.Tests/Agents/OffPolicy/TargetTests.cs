using Foresale.Learning.Agents.Ddpg;
using Foresale.Learning.Agents.Td3;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Agents.OffPolicy;

/// <summary>What a critic is taught, by hand.</summary>
[Collection(TorchCollection.Name)]
public class TargetTests
{
    public TargetTests() => TorchNative.Ensure();

    [Fact]
    public void Ddpg_bootstraps_from_a_truncated_step_and_not_from_a_terminated_one()
    {
        using var scope = NewDisposeScope();
        using var learner = new DdpgLearner(2, 1, new DdpgOptions { Discount = .9 });
        var batch = Batch();
        var next = Weights.Read(learner.TargetValue(batch.NextState));

        var target = Weights.Read(learner.Target(batch));

        // Row 0 terminated: y = r. Row 1 was cut off by a time limit: y = r + .9 Q'(s', mu'(s')).
        Assert.Equal(1f, target[0]);
        Assert.Equal(2f + (.9f * next[1]), target[1], tolerance: 1e-6f);
        Assert.NotEqual(0f, next[1]);
    }

    [Fact]
    public void Td3_takes_the_smaller_critic_at_the_smoothed_action()
    {
        using var scope = NewDisposeScope();
        using var learner = new Td3Learner(2, 1, new Td3Options { Discount = .9, TargetNoise = 0 });
        var batch = Batch();
        var (first, second) = learner.TargetValues(batch.NextState, learner.TargetAction(batch.NextState));

        var target = Weights.Read(learner.Target(batch));

        Assert.NotEqual(Weights.Read(first)[1], Weights.Read(second)[1]);
        Assert.Equal(1f, target[0]);
        Assert.Equal(2f + (.9f * Math.Min(Weights.Read(first)[1], Weights.Read(second)[1])), target[1], tolerance: 1e-6f);
    }

    [Fact]
    public void Td3s_smoothing_is_cut_at_its_clip_and_at_the_bounds()
    {
        using var scope = NewDisposeScope();
        using var learner = new Td3Learner(2, 1, new Td3Options { TargetNoise = 5, TargetNoiseClip = .3 });
        var next = rand(500, 2);
        var meant = Weights.Read(learner.TargetAction(next));

        var smoothed = Weights.Read(learner.SmoothedAction(next));

        var moved = smoothed.Zip(meant, (s, m) => s - m).ToList();
        Assert.InRange(moved.Max(), .29f, .3001f); // noise of 5 is nearly always cut
        Assert.InRange(moved.Min(), -.3001f, -.29f);
        Assert.All(smoothed, a => Assert.InRange(a, -1f, 1f));
    }

    [Fact]
    public void Td3s_actor_rests_at_every_second_update()
    {
        using var scope = NewDisposeScope();
        using var learner = new Td3Learner(2, 1, new Td3Options { PolicyDelay = 2 });

        var rested = Enumerable.Range(0, 4).Select(_ => double.IsNaN(learner.Update(Batch()).ActorLoss));

        Assert.Equal([true, false, true, false], rested);
    }

    [Fact]
    public void The_actors_step_leaves_the_critic_where_it_was()
    {
        using var scope = NewDisposeScope();
        using var learner = new DdpgLearner(2, 1, new DdpgOptions { CriticLearningRate = 0, ActorLearningRate = .1 });
        var batch = Batch();
        var before = Weights.Read(learner.Value(batch.State, batch.Action));
        var action = Act(learner);

        learner.Update(batch);

        Assert.Equal(before, Weights.Read(learner.Value(batch.State, batch.Action)));
        Assert.NotEqual(action, Act(learner));
    }

    private static float Act(DdpgLearner learner)
    {
        var action = new float[1];
        learner.Act([.1f, .2f], action);
        return action[0];
    }

    private static TransitionBatch Batch() => new(
        tensor([.1f, .2f, .3f, .4f], [2, 2]), tensor([.5f, -.5f], [2, 1]), tensor([1f, 2f]), tensor([.5f, .6f, .7f, .8f], [2, 2]), tensor([1f, 0f]));
}
