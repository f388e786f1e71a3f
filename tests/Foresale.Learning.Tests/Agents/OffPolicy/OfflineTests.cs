using Foresale.Environments;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using MathNet.Numerics.Distributions;

namespace Foresale.Learning.Tests.Agents.OffPolicy;

[Collection(TorchCollection.Name)]
public class OfflineTests
{
    private static readonly Quadratic Shop = new();

    public OfflineTests() => TorchNative.Ensure();

    [Fact]
    public void From_fixed_data_a_policy_is_learnt_that_beats_the_one_that_made_them()
    {
        var data = Logged(2_000, out var behavior);
        using var learner = Learner(cloning: 2.5);

        var policy = OfflineTraining.Run(data, learner, Shop.Actions, updates: 1_500, batch: 64, seed: 1, progress: null, TestContext.Current.CancellationToken);

        // The log's actions miss s / 2 by .2 on one side and by noise of .3: .13 on average.
        var learnt = Episodes.Play(() => new Quadratic(), policy, 500, seed: 9, TestContext.Current.CancellationToken).Average(e => e.Return);
        Assert.InRange(behavior, -.15, -.11);
        Assert.InRange(learnt, behavior / 3, 0);
    }

    [Fact]
    public void With_nothing_but_cloning_the_policy_is_the_logs()
    {
        using var learner = Learner(cloning: 1e-6);

        var policy = OfflineTraining.Run(Logged(2_000, out _), learner, Shop.Actions, updates: 1_500, batch: 64, seed: 1, progress: null, TestContext.Current.CancellationToken);

        var action = new float[1];
        policy.Act([.5f], action);
        Assert.Equal(.25f + .2f, action[0], tolerance: .06f);
    }

    private static Td3Learner Learner(double cloning) =>
        new(1, 1, new Td3Options { HiddenSize = 32, BehaviorCloning = cloning, ActorLearningRate = 1e-3, CriticLearningRate = 1e-3, ActorAverage = .99 });

    private static TransitionReplay Logged(int count, out double mean)
    {
        var (replay, random, unit, sum) = (new TransitionReplay(1, 1, count), new Random(4), new float[1], 0.0);
        for (var i = 0; i < count; i++)
        {
            var state = Shop.Reset(i)[0];
            float[] action = [(float)Math.Clamp((state / 2) + .2 + Normal.Sample(random, 0, .3), -2, 2)];
            var step = Shop.Step(action);
            Shop.Actions.ToUnit(action, unit);
            replay.Add([state], unit, step.Reward, step.Observation, step.Terminated);
            sum += step.Reward;
        }

        mean = sum / count;
        return replay;
    }
}
