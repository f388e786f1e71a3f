using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Foresale.Events;
using Foresale.Learning.Agents.Benchmark;
using Foresale.Learning.Agents.OffPolicy;
using Foresale.Learning.Native;
using Foresale.Learning.Replay;
using TorchSharp;
using static TorchSharp.torch;

namespace Foresale.Quality.Agents;

/// <summary>What one side took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="ProcessorSeconds">Of its threads.</param>
/// <param name="Steps">Environment steps to the gate; 0 where only updates were timed.</param>
/// <param name="Reached">False where the gate was not reached.</param>
internal sealed record Took(double Seconds, double ProcessorSeconds, int Steps = 0, bool Reached = true);

/// <summary>Times DDPG here and in the eager PyTorch script.</summary>
internal static class Timing
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Updates on a filled replay buffer.</summary>
    public static Took Updates(AgentTask task, int updates)
    {
        TorchNative.Ensure();
        using var learner = AgentBenchmark.Learner(task, "ddpg", task.Rollout);
        var (random, replay) = (new Random(1), Filled(task));

        Run(50);
        var (clock, processor) = (Stopwatch.StartNew(), System.Environment.CpuUsage.TotalTime);
        Run(updates);
        return new Took(clock.Elapsed.TotalSeconds, (System.Environment.CpuUsage.TotalTime - processor).TotalSeconds);

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var scope = NewDisposeScope();
                learner.Update(replay.Draw(random, task.Rollout.Batch, CPU));
            }
        }
    }

    /// <summary>A replay buffer of 2,000 transitions of a random policy.</summary>
    public static TransitionReplay Filled(AgentTask task)
    {
        const int Transitions = 2_000;
        var environment = task.Create();
        var (random, replay) = (new Random(1), new TransitionReplay(environment.Observations.Size, environment.Actions.Size, Transitions));
        var (state, unit, action) = (environment.Reset(1), new float[environment.Actions.Size], new float[environment.Actions.Size]);
        for (var i = 0; i < Transitions; i++)
        {
            unit[0] = (2 * random.NextSingle()) - 1;
            environment.Actions.FromUnit(unit, action);
            var step = environment.Step(action);
            replay.Add(state, unit, step.Reward, step.Observation, step.Terminated);
            state = step.Ended ? environment.Reset() : step.Observation;
        }

        return replay;
    }

    /// <summary>Until 100 evaluation episodes reach a mean return; evaluation is not timed.</summary>
    public static Took Gate(AgentTask task, int seed, double wanted, int every, CancellationToken cancellationToken)
    {
        TorchNative.Ensure();
        var rollout = task.Rollout with { Seed = seed, EvaluateEvery = every, EvaluationEpisodes = AgentBenchmark.FinalEpisodes };
        using var learner = AgentBenchmark.Learner(task, "ddpg", rollout);
        var last = new OffPolicyTraining(task.Create, learner, rollout).Run(point => point.MeanReturn < wanted, progress: null, cancellationToken)[^1];
        return new Took(last.Seconds, last.ProcessorSeconds, last.Steps, last.MeanReturn >= wanted);
    }

    /// <summary>The PyTorch script in a process of its own, with one thread of OpenBLAS.</summary>
    /// <exception cref="UserFaultException">Python or its torch is not there.</exception>
    public static Took Python(string python, params string[] arguments)
    {
        var script = Path.Combine("bench", "pytorch", "ddpg_pendulum.py");
        var start = new ProcessStartInfo(python, [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment.Remove("OPENBLAS_CORETYPE");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Took>(line, s_json)!
            : throw new UserFaultException(script, string.Create(CultureInfo.InvariantCulture, $"{python} ended with exit code {process.ExitCode}: {errors.Result.Trim().Split('\n')[^1]}"), "Install python3-torch and libopenblas0-pthread, and start from the repository's root.");
    }
}
