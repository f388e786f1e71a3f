using Foresale.Environments;
using Foresale.Learning.Agents.Ddpg;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Agents.Td3;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Tests.Agents.OffPolicy;

/// <summary>What holds for both agents.</summary>
[Collection(TorchCollection.Name)]
public class OffPolicyTests
{
    private static readonly RolloutOptions Short = new() { Steps = 6_000, Copies = 8, UpdatesPerStep = 3, WarmUp = 400, Batch = 64, Noise = .3, EvaluateEvery = 0, EvaluationEpisodes = 200 };

    public OffPolicyTests() => TorchNative.Ensure();

    [Theory]
    [InlineData("ddpg")]
    [InlineData("td3")]
    public void One_step_with_a_known_answer_is_solved(string agent)
    {
        using var learner = Learner(agent, seed: 1);
        var training = new OffPolicyTraining(() => new Quadratic(), learner, Short);

        var points = training.Run(goOn: null, progress: null, TestContext.Current.CancellationToken);

        // The mean squared distance from s / 2. Acting at the middle would miss by 1/12 on average.
        Assert.InRange(-points[^1].MeanReturn, 0, 1.0 / 12 / 20);
        Assert.Equal(1, Act(training.Policy, 1f) - Act(training.Policy, -1f), tolerance: .15);
    }

    [Theory]
    [InlineData("ddpg")]
    [InlineData("td3")]
    public void Updates_leave_no_tensor_behind(string agent)
    {
        using var scope = NewDisposeScope();
        using var learner = Learner(agent, seed: 1);
        var batch = Filled(100).Draw(new Random(1), 8, CPU);
        learner.Update(batch); // the optimizers make their moments here, TD3's actor's at the second
        learner.Update(batch);

        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            learner.Update(batch);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_time_limit_is_no_end_and_what_follows_its_last_step_is_of_the_old_episode()
    {
        using var learner = new Keeping();
        var options = new RolloutOptions { Steps = 40, Copies = 2, WarmUp = 10, Batch = 64, EvaluateEvery = 0, EvaluationEpisodes = 1 };

        new OffPolicyTraining(() => new TwoSteps(), learner, options).Run(goOn: null, progress: null, TestContext.Current.CancellationToken);

        Assert.Contains(learner.Kept, t => t.State % 10 == 1); // the last step of an episode
        Assert.All(learner.Kept, t => Assert.Equal((t.State + 1, 0f), (t.Next, t.Terminal)));
    }

    [Theory]
    [InlineData("ddpg")]
    [InlineData("td3")]
    public void The_same_seed_gives_the_same_policy_and_another_seed_another(string agent)
    {
        float Learnt(int seed)
        {
            using var learner = Learner(agent, seed);
            var training = new OffPolicyTraining(() => new Quadratic(), learner, Short with { Steps = 800, Seed = seed });
            training.Run(goOn: null, progress: null, TestContext.Current.CancellationToken);
            return Act(training.Policy, .7f);
        }

        Assert.Equal(Learnt(1), Learnt(1));
        Assert.NotEqual(Learnt(1), Learnt(2));
    }

    [Fact]
    public void A_full_replay_buffer_forgets_the_oldest()
    {
        var replay = new TransitionReplay(states: 1, actions: 1, capacity: 3);
        for (var i = 1; i <= 5; i++)
        {
            replay.Add([i], [i / 10f], i, [i + 1], terminal: i == 5);
        }

        using var scope = NewDisposeScope();
        var batch = replay.Draw(new Random(1), 60, CPU);

        Assert.Equal(3, replay.Count);
        Assert.Equal([3f, 4f, 5f], batch.Reward.data<float>().Distinct().Order());
        Assert.Equal(batch.Reward.data<float>().Select(r => r == 5 ? 1f : 0f), batch.Terminal.data<float>());
        Assert.Equal(batch.Reward.data<float>().Select(r => r + 1), batch.NextState.data<float>());
        Assert.Equal(batch.Reward.data<float>().Select(r => r / 10), batch.Action.data<float>());
    }

    [Fact]
    public void The_learning_rate_goes_down_half_a_cosine_and_stays()
    {
        var options = new DdpgOptions { DecayUpdates = 100, FinalRateShare = .1 };

        Assert.Equal(1, Networks.RateShare(options, 0));
        Assert.Equal(.55, Networks.RateShare(options, 50), tolerance: 1e-12);
        Assert.Equal(.1, Networks.RateShare(options, 100), tolerance: 1e-12);
        Assert.Equal(.1, Networks.RateShare(options, 500), tolerance: 1e-12);
        Assert.Equal(1, Networks.RateShare(options with { DecayUpdates = 0 }, 500));
    }

    [Fact]
    public void Noise_of_theta_one_is_white_and_of_a_small_theta_keeps_its_direction()
    {
        double[] Drawn(double reversion)
        {
            var (noise, action) = (new ExplorationNoise(1, reversion, new Random(1)), new float[1]);
            return [.. Enumerable.Range(0, 4_000).Select(_ =>
            {
                action[0] = 0;
                noise.AddTo(action, .1);
                return (double)action[0];
            })];
        }

        double Correlation(double[] x) => x.Skip(1).Zip(x, (a, b) => a * b).Sum() / x.Sum(a => a * a);
        var white = Drawn(1);

        Assert.Equal(.1, Math.Sqrt(white.Average(x => x * x)), tolerance: .005);
        Assert.Equal(0, Correlation(white), tolerance: .05);
        Assert.Equal(.85, Correlation(Drawn(.15)), tolerance: .05);
    }

    [Fact]
    public void The_averaged_actor_is_what_is_judged_and_lags_behind()
    {
        using var learner = new DdpgLearner(1, 1, new DdpgOptions { ActorAverage = .9 });
        var before = Both(learner);
        using (NewDisposeScope())
        {
            learner.Update(Filled(50).Draw(new Random(1), 32, CPU));
        }

        var after = Both(learner);

        // The average went about a tenth of the way: exactly so in the weights, nearly so in an action.
        Assert.Equal(before.Actor, before.Average);
        Assert.NotEqual(before.Actor, after.Actor);
        Assert.Equal(.1, (after.Average - before.Average) / (after.Actor - before.Actor), tolerance: .02);
    }

    [Fact]
    public void Scaled_states_have_their_bounds_at_one_and_fitted_ones_mean_zero()
    {
        float[] bounded = [5, 2], fitted = [1, 10, 3, 30];
        StateScaling.Of(new Space(["a", "b"], [0, float.NegativeInfinity], [5, 1])).Apply(bounded);
        StateScaling.Fit(fitted, 2).Apply(fitted);

        Assert.Equal([1f, 2f], bounded);
        Assert.Equal([-1f, -1f, 1f, 1f], fitted, (a, b) => Math.Abs(a - b) < 2e-3);
    }

    private static IOffPolicyLearner Learner(string agent, int seed) => agent == "ddpg"
        ? new DdpgLearner(1, 1, new DdpgOptions { HiddenSize = 32, ActorLearningRate = 2e-3, CriticLearningRate = 2e-3, ActorAverage = .98, DecayUpdates = 2_100, Seed = seed })
        : new Td3Learner(1, 1, new Td3Options { HiddenSize = 32, ActorLearningRate = 2e-3, CriticLearningRate = 2e-3, ActorAverage = .98, DecayUpdates = 2_100, Seed = seed });

    private static TransitionReplay Filled(int count)
    {
        var (replay, random) = (new TransitionReplay(1, 1, count), new Random(3));
        for (var i = 0; i < count; i++)
        {
            replay.Add([random.NextSingle()], [random.NextSingle()], random.NextDouble(), [random.NextSingle()], terminal: i % 3 == 0);
        }

        return replay;
    }

    private static (float Actor, float Average) Both(DdpgLearner learner)
    {
        var (actor, average) = (new float[1], new float[1]);
        learner.Act([.5f], actor);
        learner.ActAveraged([.5f], average);
        return (actor[0], average[0]);
    }

    private static float Act(LearnedPolicy policy, float state)
    {
        var action = new float[1];
        policy.Act([state], action);
        return action[0];
    }

    // Its state is ten times the episode plus the step; a time limit ends each episode after the second.
    private sealed class TwoSteps : IEnvironment
    {
        private int _episode;
        private int _step;

        public Space Observations { get; } = new(["place"], [0], [1e6f]);

        public Space Actions { get; } = new(["a"], [-1], [1]);

        public float[] Reset(int? seed = null)
        {
            (_episode, _step) = (_episode + 1, 0);
            return [10 * _episode];
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action) => new([(10 * _episode) + ++_step], 0, Terminated: false, Truncated: _step == 2);
    }

    // Learns nothing, and keeps what it was given.
    private sealed class Keeping : IOffPolicyLearner
    {
        public List<(float State, float Next, float Terminal)> Kept { get; } = [];

        public Device Device => CPU;

        public void Act(ReadOnlySpan<float> states, Span<float> actions) => actions.Clear();

        public IReadOnlyList<Foresale.Learning.Export.ActorLayer> AveragedLayers() => [];

        public void ActAveraged(ReadOnlySpan<float> states, Span<float> actions) => actions.Clear();

        public ActorCriticLosses Update(TransitionBatch batch)
        {
            var (state, next, terminal) = (Learning.Weights.Read(batch.State), Learning.Weights.Read(batch.NextState), Learning.Weights.Read(batch.Terminal));
            Kept.AddRange(state.Select((s, i) => (s, next[i], terminal[i])));
            return default;
        }

        public void Dispose()
        {
        }
    }
}
