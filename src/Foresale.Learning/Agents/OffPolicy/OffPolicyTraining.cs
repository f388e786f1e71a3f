using System.Diagnostics;
using Foresale.Environments;
using Foresale.Learning.Replay;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Learning.Agents.OffPolicy;

/// <summary>What a run had reached at some step.</summary>
/// <param name="Steps">Environment steps so far.</param>
/// <param name="Updates">Updates so far.</param>
/// <param name="Seconds">Time in acting, stepping and learning by the clock; evaluation not counted.</param>
/// <param name="ProcessorSeconds">The same of the process's threads: what a busy machine spoils less.</param>
/// <param name="Episodes">Evaluation episodes.</param>
/// <param name="CriticLoss">Mean since the last point; NaN before the first update.</param>
/// <param name="ActorLoss">As <paramref name="CriticLoss"/>.</param>
/// <param name="Value">Mean Q(s, a) since the last point.</param>
public sealed record TrainingPoint(int Steps, long Updates, double Seconds, double ProcessorSeconds, IReadOnlyList<Episode> Episodes, double CriticLoss, double ActorLoss, double Value)
{
    /// <summary>Mean return of the evaluation episodes.</summary>
    public double MeanReturn => Episodes.Average(e => e.Return);
}

/// <summary>The loop of every off-policy agent: act with noise in all copies, remember, learn, and look from time to time how good it is.</summary>
internal sealed class OffPolicyTraining(Func<IEnvironment> create, IOffPolicyLearner learner, RolloutOptions options)
{
    private const int EvaluationSeed = 1_000_003; // Added to the seed: other starts than those of training, and others for each seed.
    private readonly Space _actions = create().Actions;
    private readonly StateScaling _scaling = options.IsStateScaled ? StateScaling.Of(create().Observations) : StateScaling.None(create().Observations.Size);
    private readonly List<TrainingPoint> _points = [];
    private readonly Stopwatch _clock = new();
    private readonly double[] _sums = new double[3];
    private readonly int[] _counts = new int[3];
    private TimeSpan _processor;

    /// <summary>Updates so far.</summary>
    public long Updates { get; private set; }

    /// <summary>What has been learnt, in the environment's own units.</summary>
    public LearnedPolicy Policy => new LearnedPolicy(learner, _scaling, _actions);

    /// <summary>Runs to the last step.</summary>
    /// <param name="goOn">Looked at after each evaluation: false ends the run; null for always.</param>
    /// <param name="progress">Gets the step and the last mean return.</param>
    /// <param name="cancellationToken">Looked at once a step.</param>
    /// <returns>Points of evaluation, the last at the end.</returns>
    public IReadOnlyList<TrainingPoint> Run(Func<TrainingPoint, bool>? goOn, Action<int, TrainingPoint?>? progress, CancellationToken cancellationToken)
    {
        var copies = new VectorEnvironment(create, options.Copies);
        var (states, actions) = (copies.ObservationSpace.Size, copies.ActionSpace.Size);
        var replay = new TransitionReplay(states, actions, options.Capacity);
        var random = new Random(options.Seed);
        var noise = new ExplorationNoise(options.Copies * actions, options.NoiseReversion, random);
        var (state, next, unit, action) = (new float[options.Copies * states], new float[options.Copies * states], new float[options.Copies * actions], new float[options.Copies * actions]);
        copies.Reset(options.Seed);
        GoOn();
        for (var step = 0; step < options.Steps;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Scaled(copies.Observations, state);
            if (step < options.WarmUp)
            {
                for (var i = 0; i < unit.Length; i++)
                {
                    unit[i] = (2 * random.NextSingle()) - 1;
                }
            }
            else
            {
                learner.Act(state, unit);
                noise.AddTo(unit, options.Noise + ((options.FinalNoise - options.Noise) * step / options.Steps));
            }

            ForEachCopy(i => copies.ActionSpace.FromUnit(unit.AsSpan(i * actions, actions), action.AsSpan(i * actions, actions)));
            copies.Step(action);
            Scaled(copies.NextObservations, next);
            ForEachCopy(i => replay.Add(state.AsSpan(i * states, states), unit.AsSpan(i * actions, actions), copies.Rewards[i], next.AsSpan(i * states, states), copies.Terminated[i]));
            var before = step;
            step += options.Copies;
            for (var update = 0; step > options.WarmUp && update < options.UpdatesPerStep; update++)
            {
                Learn(replay, random);
            }

            progress?.Invoke(Math.Min(step, options.Steps), _points.Count > 0 ? _points[^1] : null);
            var isEvaluated = step >= options.Steps || (options.EvaluateEvery > 0 && step / options.EvaluateEvery > before / options.EvaluateEvery);
            if (isEvaluated && !Evaluate(step, goOn, cancellationToken))
            {
                break;
            }
        }

        return _points;

        void Scaled(float[] from, float[] to)
        {
            from.CopyTo(to, 0);
            _scaling.Apply(to);
        }
    }

    private void GoOn()
    {
        _processor -= Environment.CpuUsage.TotalTime;
        _clock.Start();
    }

    private void ForEachCopy(Action<int> act)
    {
        for (var i = 0; i < options.Copies; i++)
        {
            act(i);
        }
    }

    private void Learn(TransitionReplay replay, Random random)
    {
        using var scope = NewDisposeScope();
        var losses = learner.Update(replay.Draw(random, options.Batch, learner.Device));
        Updates++;
        Count(0, losses.CriticLoss);
        Count(1, losses.ActorLoss);
        Count(2, losses.Value);

        void Count(int place, double value)
        {
            if (!double.IsNaN(value))
            {
                _sums[place] += value;
                _counts[place]++;
            }
        }
    }

    private bool Evaluate(int step, Func<TrainingPoint, bool>? goOn, CancellationToken cancellationToken)
    {
        _clock.Stop();
        _processor += Environment.CpuUsage.TotalTime;
        var episodes = Episodes.Play(create, Policy, options.EvaluationEpisodes, unchecked(options.Seed + EvaluationSeed), cancellationToken);
        double[] means = [.. _sums.Zip(_counts, (s, c) => s / c)];
        _points.Add(new TrainingPoint(step, Updates, _clock.Elapsed.TotalSeconds, _processor.TotalSeconds, episodes, means[0], means[1], means[2]));
        Array.Clear(_sums);
        Array.Clear(_counts);
        GoOn();
        return goOn?.Invoke(_points[^1]) ?? true;
    }
}
