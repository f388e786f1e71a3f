using Foresale.Environments;

namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>
/// A <see cref="CascadeShop"/> as an environment. The action weighs items; a page is drawn from the Plackett-Luce model of the weights: place after place, an
/// item by its share of exp(4 w) among those left. So the value of an action is smooth in it, and at its bounds a page is all but certain.
/// </summary>
/// <remarks>The reward is the expected margin of the page drawn, not that of what is bought: the same on average, with less noise. What happens is drawn.</remarks>
/// <param name="shop">The shop.</param>
public sealed class CascadeEnvironment(CascadeShop shop) : IEnvironment
{
    private const double Sharpness = 8;
    private Random _random = new(0);
    private int _state;
    private int _time;
    private bool _isOver = true;

    /// <inheritdoc/>
    public Space Observations { get; } = shop.Pages is { } pages ? Space.Join(Space.Of("state", shop.States, 0, 1), Space.Of("page", pages, 0, 1)) : Space.Of("state", shop.States, 0, 1);

    /// <inheritdoc/>
    public Space Actions { get; } = Space.Of("weight", shop.Items, -1, 1);

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        (_time, _isOver) = (0, false);
        var left = _random.NextDouble();
        for (_state = 0; _state < shop.States - 1 && (left -= shop.Start[_state]) >= 0; _state++)
        {
        }

        return Observe(_time, _state);
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_isOver)
        {
            throw new InvalidOperationException("CascadeEnvironment: the episode is over. Call Reset before Step.");
        }

        var page = Draw(action);
        var margin = shop.Expect(_state, page, new double[shop.States]);
        Walk(page);
        _time++;
        _isOver |= _time == shop.Pages;
        return new EnvironmentStep(Observe(Math.Min(_time, (shop.Pages ?? int.MaxValue) - 1), _state), margin, _isOver, Truncated: false);
    }

    /// <summary>What is seen at a page in a state.</summary>
    public float[] Observe(int time, int state)
    {
        var seen = new float[Observations.Size];
        seen[state] = 1;
        if (shop.Pages is not null)
        {
            seen[shop.States + time] = 1;
        }

        return seen;
    }

    /// <summary>Chance of each of some pages under an action.</summary>
    public static double[] Chances(IReadOnlyList<int[]> pages, ReadOnlySpan<float> action)
    {
        ArgumentNullException.ThrowIfNull(pages);
        var odds = Odds(action);
        var total = odds.Sum();
        return [.. pages.Select(page =>
        {
            var (chance, left) = (1.0, total);
            foreach (var item in page)
            {
                chance *= odds[item] / left;
                left -= odds[item];
            }

            return chance;
        })];
    }

    /// <summary>Value of a policy, exactly.</summary>
    /// <param name="solver">Of the same shop.</param>
    /// <param name="policy">Weights of items by observation.</param>
    public double Value(CascadeSolver solver, IPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(solver);
        ArgumentNullException.ThrowIfNull(policy);
        return solver.Of((time, state) =>
        {
            var action = new float[shop.Items];
            policy.Act(Observe(time, state), action);
            return Chances(solver.Pages, action);
        });
    }

    private static double[] Odds(ReadOnlySpan<float> action)
    {
        var odds = new double[action.Length];
        for (var i = 0; i < odds.Length; i++)
        {
            odds[i] = Math.Exp(Sharpness * Math.Clamp(action[i], -1, 1));
        }

        return odds;
    }

    private int[] Draw(ReadOnlySpan<float> action)
    {
        var odds = Odds(action);
        var page = new int[shop.Slots];
        for (var slot = 0; slot < page.Length; slot++)
        {
            var left = odds.Sum() * _random.NextDouble();
            var item = 0;
            for (; item < odds.Length - 1 && (left -= odds[item]) >= 0; item++)
            {
            }

            while (odds[item] == 0)
            {
                item--; // what is on the page is not drawn again, not even by rounding
            }

            (page[slot], odds[item]) = (item, 0);
        }

        return page;
    }

    private void Walk(int[] page)
    {
        for (var slot = 0; slot < page.Length && _random.NextDouble() < shop.Look[slot]; slot++)
        {
            var at = (_state * shop.Items) + page[slot];
            var left = _random.NextDouble();
            if ((left -= shop.Buy[at] + shop.Leave[at]) < 0)
            {
                _isOver = true;
                return;
            }

            if (left - shop.Click[at] < 0)
            {
                _state = shop.ClickedState[at];
                return;
            }
        }

        _isOver = _random.NextDouble() < shop.LeaveAfterPage[_state];
    }
}
