using Foresale.Environments;

namespace Foresale.Tests.Environments;

public class EnvironmentCheckerTests
{
    [Fact]
    public void A_sound_environment_has_no_fault()
    {
        Assert.Empty(EnvironmentChecker.Check(() => new Countdown()));
        Assert.Empty(EnvironmentChecker.Check(() => new Pendulum()));
    }

    [Fact]
    public void Each_planted_fault_is_found_and_nothing_else_is_said()
    {
        (string Rule, Func<IEnvironment> Create)[] faults =
        [
            ("action bounds", () => new Unbounded()),
            ("observation shape", () => new Faulty((step, i) => step with { Observation = [1, 2] })),
            ("observation not finite", () => new Faulty((step, i) => i == 3 ? step with { Observation = [float.NaN] } : step)),
            ("observation bounds", () => new Faulty((step, i) => i == 3 ? step with { Observation = [21] } : step)),
            ("reward", () => new Faulty((step, i) => i == 3 ? step with { Reward = double.PositiveInfinity } : step)),
            ("end", () => new Endless()),
            ("exception", () => new Faulty((step, i) => i == 3 ? throw new FormatException("no such item") : step)),
            ("observation buffer shared", () => new OneBuffer()),
            ("observation buffer written by the caller", () => new ReadsItsBuffer()),
            ("state kept over Reset", () => new Remembers()),
            ("seed not used", () => new Faulty((step, i) => step, seed: _ => 7)),
            ("episodes repeat", () => new Faulty((step, i) => step, seed: s => s ?? 7)),
            ("actions without effect", () => new IgnoresActions()),
            ("step before Reset", () => new StepsAtOnce()),
            ("step after the end", () => new StepsOn()),
            ("actions not clipped", () => new Greedy()),
        ];

        foreach (var (rule, create) in faults)
        {
            Assert.Equal([rule], EnvironmentChecker.Check(create, maxSteps: 500).Select(f => f.Rule));
        }
    }

    [Fact]
    public void Chance_that_no_seed_governs_is_found()
    {
        var made = 0;

        var faults = EnvironmentChecker.Check(() => new Faulty((step, i) => step, seed: s => s + made++));

        Assert.Contains(faults, f => f.Rule is "determinism");
    }

    [Fact]
    public void Actions_without_effect_are_found_where_chance_plays_no_part_too()
    {
        var faults = EnvironmentChecker.Check(() => new AlwaysTheSame());

        Assert.Equal(["seed not used", "actions without effect"], faults.Select(f => f.Rule));
    }

    [Fact]
    public void Whatever_an_action_at_or_beyond_its_bound_throws_is_told()
    {
        var at = Assert.Single(EnvironmentChecker.Check(() => new ByIndex(new float[1])));
        var beyond = Assert.Single(EnvironmentChecker.Check(() => new ByIndex(new float[2])));

        Assert.Equal("exception: IndexOutOfRangeException at an action on its upper bounds: Index was outside the bounds of the array. Take every action within the bounds until the episode ends.", at.ToString());
        Assert.Equal("actions not clipped", beyond.Rule);
    }

    [Fact]
    public void A_fault_says_where_what_and_what_to_do()
    {
        var fault = Assert.Single(EnvironmentChecker.Check(() => new Faulty((step, i) => i == 3 ? step with { Observation = [21] } : step)));

        Assert.Equal("observation bounds: Step 3 gave left = 21, and its bounds are -1 to 20. Widen the bounds (infinity is allowed) or correct the value.", fault.ToString());
    }

    private sealed class Unbounded : Countdown
    {
        public override Space Actions { get; } = new(["take"], [0], [float.PositiveInfinity]);
    }

    private sealed class Faulty(Func<EnvironmentStep, int, EnvironmentStep> change, Func<int?, int?>? seed = null) : Countdown
    {
        private int _step;

        public override float[] Reset(int? given = null)
        {
            _step = 0;
            return base.Reset(seed is null ? given : seed(given));
        }

        public override EnvironmentStep Step(ReadOnlySpan<float> action) => change(base.Step(action), ++_step);
    }

    private sealed class Endless : Countdown
    {
        public override EnvironmentStep Step(ReadOnlySpan<float> action)
        {
            var step = base.Step(action);
            Left = Math.Max(Left, 1);
            return step with { Observation = [Left], Terminated = false };
        }
    }

    private sealed class OneBuffer : Countdown
    {
        private readonly float[] _buffer = new float[1];

        public override float[] Reset(int? seed = null) => Into(base.Reset(seed));

        public override EnvironmentStep Step(ReadOnlySpan<float> action)
        {
            var step = base.Step(action);
            return step with { Observation = Into(step.Observation) };
        }

        private float[] Into(float[] values)
        {
            values.CopyTo(_buffer, 0);
            return _buffer;
        }
    }

    private sealed class ReadsItsBuffer : Countdown
    {
        private float[] _given = [1];

        public override float[] Reset(int? seed = null) => _given = base.Reset(seed);

        public override EnvironmentStep Step(ReadOnlySpan<float> action)
        {
            Left = Math.Min(Left, _given[0] > 0 ? _given[0] : 1);
            var step = base.Step(action);
            _given = step.Observation;
            return step;
        }
    }

    private sealed class Remembers : Countdown
    {
        private int _episodes;

        public override float[] Reset(int? seed = null)
        {
            base.Reset(seed);
            Left -= Math.Min(_episodes++, 5);
            return [Left];
        }
    }

    private sealed class IgnoresActions : Countdown
    {
        public override EnvironmentStep Step(ReadOnlySpan<float> action) => base.Step([.5f]);
    }

    private sealed class AlwaysTheSame : Countdown
    {
        public override float[] Reset(int? seed = null) => base.Reset(7);

        public override EnvironmentStep Step(ReadOnlySpan<float> action) => base.Step([.5f]);
    }

    // Trusts that an action is within its bounds; drawn ones are below the upper one.
    private sealed class ByIndex(float[] prices) : Countdown
    {
        public override EnvironmentStep Step(ReadOnlySpan<float> action)
        {
            var step = base.Step(action);
            return step with { Reward = step.Reward + prices[(int)action[0]] };
        }
    }

    private sealed class StepsAtOnce : Countdown
    {
        private bool _begun;

        public override float[] Reset(int? seed = null)
        {
            _begun = true;
            return base.Reset(seed);
        }

        public override EnvironmentStep Step(ReadOnlySpan<float> action) => _begun ? base.Step(action) : default;
    }

    private sealed class StepsOn : Countdown
    {
        private bool _begun;

        public override float[] Reset(int? seed = null)
        {
            _begun = true;
            return base.Reset(seed);
        }

        public override EnvironmentStep Step(ReadOnlySpan<float> action) => _begun && Left <= 0 ? new EnvironmentStep([0], 0, true, false) : base.Step(action);
    }

    private sealed class Greedy : Countdown
    {
        public override EnvironmentStep Step(ReadOnlySpan<float> action) => base.Step(action) with { Reward = action[0] };
    }
}
