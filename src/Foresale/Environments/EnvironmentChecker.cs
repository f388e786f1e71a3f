using System.Globalization;

namespace Foresale.Environments;

/// <summary>
/// Says what is wrong with an environment before an agent learns nonsense from it: plays it with random actions, twice over, and looks whether
/// it keeps the contract of <see cref="IEnvironment"/>.
/// </summary>
public sealed class EnvironmentChecker
{
    private const string WithinBounds = "Take every action within the bounds until the episode ends.";
    private readonly Func<IEnvironment> _create;
    private readonly int _maxSteps;
    private readonly List<EnvironmentFault> _faults = [];

    private EnvironmentChecker(Func<IEnvironment> create, int maxSteps) => (_create, _maxSteps) = (create, maxSteps);

    /// <summary>Checks an environment.</summary>
    /// <param name="create">Gives a new environment at each call.</param>
    /// <param name="seed">Of the episodes that are played.</param>
    /// <param name="maxSteps">An episode that is longer than this is said never to end.</param>
    /// <returns>Faults, each rule once at most; none for a sound environment.</returns>
    public static IReadOnlyList<EnvironmentFault> Check(Func<IEnvironment> create, int seed = 1, int maxSteps = 10_000)
    {
        ArgumentNullException.ThrowIfNull(create);
        var checker = new EnvironmentChecker(create, maxSteps);
        checker.Run(seed);
        return checker._faults;
    }

    private void Run(int seed)
    {
        if (!_create().Actions.IsBounded)
        {
            Add("action bounds", "an action has a bound that is not finite.", "Give every action a finite lower and upper bound: agents scale their actions to them.");
            return;
        }

        var first = Play(_create(), seed, actionSeed: 1);
        if (_faults.Count > 0)
        {
            return; // what follows would only say it again
        }

        SamePath("determinism", first, Play(_create(), seed, actionSeed: 1), "Draw every random number from a Random that Reset makes of its seed.");
        var reused = _create();
        Play(reused, unchecked(seed + 1), actionSeed: 2);
        SamePath("state kept over Reset", first, Play(reused, seed, actionSeed: 1), "Set every field in Reset; an episode must not know the one before it.");
        SamePath("observation buffer written by the caller", first, Play(_create(), seed, actionSeed: 1, scribble: true), "Give a new array at each step, and keep the state in fields of its own.");
        Seeds(seed, first);
        Effects(seed, first);
        StepsOutOfTurn(seed);
        OutOfBounds(seed);
    }

    // One episode. Faults of single steps are noted on the way.
    private EpisodeTrace Play(IEnvironment environment, int? seed, int actionSeed, bool scribble = false)
    {
        var path = new EpisodeTrace();
        var (random, action) = (new Random(actionSeed), new float[environment.Actions.Size]);
        var handedOut = new List<(float[] Array, float[] Copy)>();
        try
        {
            if (!Keep(environment.Reset(seed), "Reset"))
            {
                return path;
            }

            for (var step = 1; step <= _maxSteps; step++)
            {
                environment.Actions.Draw(random, action);
                var result = environment.Step(action);
                var place = string.Create(CultureInfo.InvariantCulture, $"Step {step}");
                if (!Keep(result.Observation, place))
                {
                    return path;
                }

                if (!double.IsFinite(result.Reward))
                {
                    Add("reward", $"{place} gave the reward {Text(result.Reward)}.", "Give a finite number.");
                    return path;
                }

                path.Rewards.Add(result.Reward);
                path.Ends.Add((result.Terminated, result.Truncated));
                if (result.Ended)
                {
                    Buffers();
                    return path;
                }
            }

            Add("end", string.Create(CultureInfo.InvariantCulture, $"the episode has not ended after {_maxSteps} steps."), "Set Terminated where the process is over, or Truncated at a time limit.");
        }
#pragma warning disable CA1031 // Whatever a user's environment throws is what is to be told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Add("exception", $"{fault.GetType().Name} after {Text(path.Rewards.Count)} steps: {fault.Message}", WithinBounds);
        }

        return path;

        bool Keep(float[]? observation, string place)
        {
            if (!IsSound(environment.Observations, observation, place))
            {
                return false;
            }

            path.Observations.Add([.. observation!]);
            handedOut.Add((observation!, [.. observation!]));
            if (scribble)
            {
                Array.Fill(observation!, float.NaN);
            }

            return true;
        }

        void Buffers()
        {
            if (!scribble && handedOut.Any(o => !o.Array.AsSpan().SequenceEqual(o.Copy)))
            {
                Add("observation buffer shared", "an observation that was given away changed at a later step.", "Give a new array at each step; a replay buffer or a batch may still hold the old one.");
            }
        }
    }

    private bool IsSound(Space space, float[]? observation, string place)
    {
        if (observation is null || observation.Length != space.Size)
        {
            Add("observation shape", $"{place} gave {(observation is null ? "null" : $"{Text(observation.Length)} numbers")}, and the space has {Text(space.Size)}.", "Give one number for each name of Observations.");
            return false;
        }

        var outside = space.FirstOutside(observation);
        if (outside >= 0)
        {
            var (name, value) = (space.Names[outside], observation[outside]);
            var isFinite = float.IsFinite(value);
            Add(
                isFinite ? "observation bounds" : "observation not finite",
                $"{place} gave {name} = {Text(value)}{(isFinite ? $", and its bounds are {Text(space.Low[outside])} to {Text(space.High[outside])}" : "")}.",
                isFinite ? "Widen the bounds (infinity is allowed) or correct the value." : "Look for a division by zero or a logarithm of zero on the way to it.");
        }

        return outside < 0;
    }

    private void SamePath(string rule, EpisodeTrace first, EpisodeTrace second, string remedy)
    {
        if (first.FirstDifference(second) is { } step)
        {
            Add(rule, step == 0 ? "with equal seeds the first observations differ." : $"with equal seeds and actions two episodes differ at step {Text(step)}.", remedy);
        }
    }

    private void Seeds(int seed, EpisodeTrace first)
    {
        if (first.FirstDifference(Play(_create(), unchecked(seed + 1), actionSeed: 1)) is null)
        {
            Add("seed not used", "two seeds gave the same episode.", "If chance plays a part, draw it from the seed that Reset gets.", isWarning: true);
            return;
        }

        var environment = _create();
        Play(environment, seed, actionSeed: 1);
        var (second, third) = (Play(environment, seed: null, actionSeed: 1), Play(environment, seed: null, actionSeed: 1));
        if (second.FirstDifference(third) is null)
        {
            Add("episodes repeat", "Reset without a seed starts the same episode each time.", "Make a new Random only where Reset gets a seed; without one, go on with the old.", isWarning: true);
        }
    }

    private void Effects(int seed, EpisodeTrace first)
    {
        if (first.FirstDifference(Play(_create(), seed, actionSeed: 3)) is null)
        {
            Add("actions without effect", "other actions gave the same observations and rewards.", "Let observation or reward depend on the action; an agent could learn nothing.", isWarning: true);
        }
    }

    private void StepsOutOfTurn(int seed)
    {
        var environment = _create();
        Refuses(environment, "step before Reset", "Step before the first Reset");
        Play(environment, seed, actionSeed: 1);
        Refuses(environment, "step after the end", "Step after the end of an episode");
    }

    private void Refuses(IEnvironment environment, string rule, string what)
    {
        const string Remedy = "Throw an InvalidOperationException: a caller that forgets Reset would learn from an episode that is not there.";
        var action = new float[environment.Actions.Size];
        environment.Actions.FromUnit(action, action); // the middle
        try
        {
            environment.Step(action);
            Add(rule, $"{what} gave a result.", Remedy);
        }
        catch (InvalidOperationException)
        {
            // as it should be
        }
#pragma warning disable CA1031 // Whatever a user's environment throws is what is to be told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Add(rule, $"{what} ended in {fault.GetType().Name}.", Remedy);
        }
    }

    private void OutOfBounds(int seed)
    {
        float[] high = [.. _create().Actions.High];
        var (clipped, fault) = After(high);
        if (clipped is null)
        {
            Add("exception", $"{fault!.GetType().Name} at an action on its upper bounds: {fault.Message}", WithinBounds);
            return;
        }

        var (beyond, _) = After(Array.ConvertAll(high, h => h + Math.Max(1, Math.Abs(h))));
        if (beyond is null || clipped.Value.Reward != beyond.Value.Reward || !clipped.Value.Observation.AsSpan().SequenceEqual(beyond.Value.Observation))
        {
            Add("actions not clipped", "an action beyond its upper bound had another effect than the bound itself.", "Clip actions to their bounds in Step.");
        }

        (EnvironmentStep? Step, Exception? Fault) After(float[] action)
        {
            try
            {
                var environment = _create();
                environment.Reset(seed);
                return (environment.Step(action), null);
            }
#pragma warning disable CA1031 // Whatever a user's environment throws is what is to be told.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                return (null, thrown); // beyond the bounds: refused instead of clipped
            }
        }
    }

    private void Add(string rule, string found, string remedy, bool isWarning = false)
    {
        if (_faults.TrueForAll(f => !string.Equals(f.Rule, rule, StringComparison.Ordinal)))
        {
            _faults.Add(new EnvironmentFault(rule, found, remedy, isWarning));
        }
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
