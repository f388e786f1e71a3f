using Foresale.Decisions.Recommendation.Pages;
using Foresale.Environments;

namespace Foresale.Tests.Decisions.Recommendation;

public class CascadeTests
{
    [Fact]
    public void The_trap_is_worth_what_was_computed_by_hand()
    {
        var solver = new CascadeSolver(CascadeShop.Trap());

        var (value, best) = solver.Optimum();

        // B, B, A = .06 + .9 x .06 + .81 x .10; A, A, A = .10 + .1 x .10 + .01 x .10.
        Assert.Equal(.195, value, tolerance: 1e-12);
        Assert.Equal([1, 1, 0], best.Select(p => solver.Pages[p][0]));
        Assert.Equal(.111, solver.Greedy(), tolerance: 1e-12);
        Assert.Equal(.08 * (1 + .5 + .25), solver.Uniform(), tolerance: 1e-12); // half stay after each page
    }

    [Fact]
    public void A_page_of_two_is_the_one_computed_by_hand()
    {
        var shop = Small();
        Span<double> next = stackalloc double[2];

        var margin = shop.Expect(0, [0, 1], next);

        // Place 1: buys .2 (worth 1), leaves .1, clicks .3, .4 look on, half of them at place 2: buys .1 (worth 3), leaves .2, clicks .2.
        Assert.Equal(.2 + (.2 * .1 * 3), margin, tolerance: 1e-12);
        Assert.Equal(.3, next[1], tolerance: 1e-12); // clicked item 0
        Assert.Equal((.2 * .2) + ((.2 + (.2 * .5)) * .9), next[0], tolerance: 1e-12); // clicked item 1; or nothing happened, and .1 leave
    }

    [Fact]
    public void Episodes_earn_what_the_solver_says()
    {
        var shop = CascadeShop.Drawn(states: 3, items: 4, slots: 2, seed: 2);
        var (solver, environment, policy) = (new CascadeSolver(shop), new CascadeEnvironment(shop), new Fixed([.1f, -.1f, .05f, 0]));

        var episodes = Episodes.Play(() => new CascadeEnvironment(shop), policy, count: 40_000, seed: 1, CancellationToken.None);

        Assert.Equal(environment.Value(solver, policy), episodes.Average(e => e.Return), tolerance: .01);
    }

    [Fact]
    public void The_best_policy_is_no_worse_than_any_other()
    {
        var solver = new CascadeSolver(CascadeShop.Drawn(states: 5, items: 6, slots: 2, seed: 7));

        var (value, best) = solver.Optimum();
        var same = solver.Of((_, s) => [.. Enumerable.Range(0, solver.Pages.Count).Select(p => p == best[s] ? 1.0 : 0)]);

        Assert.Equal(value, same, tolerance: 1e-9);
        Assert.True(solver.Greedy() < value && solver.Uniform() < solver.Greedy());
    }

    [Fact]
    public void Chances_of_pages_add_up_to_one()
    {
        var pages = CascadeShop.Drawn(2, 5, 3, seed: 1).AllPages();

        Assert.Equal(60, pages.Count);
        Assert.Equal(1, CascadeEnvironment.Chances(pages, [.5f, -1, .2f, 1, 0]).Sum(), tolerance: 1e-9);
    }

    [Fact]
    public void Both_shops_are_sound_environments()
    {
        Assert.All(EnvironmentChecker.Check(() => new CascadeEnvironment(CascadeShop.Trap())), f => Assert.True(f.IsWarning, f.ToString())); // all start alike
        Assert.Empty(EnvironmentChecker.Check(() => new CascadeEnvironment(CascadeShop.Drawn(5, 6, 2, seed: 7))));
    }

    private static CascadeShop Small() => new()
    {
        Margin = [1, 3],
        Start = [1, 0],
        Buy = [.2, .1, 0, 0],
        Leave = [.1, .2, 0, 0],
        Click = [.3, .2, 0, 0],
        ClickedState = [1, 0, 0, 0],
        LeaveAfterPage = [.1, .1],
        Look = [1, .5],
    };

    private sealed class Fixed(float[] action) : IPolicy
    {
        public void Act(ReadOnlySpan<float> observations, Span<float> actions)
        {
            for (; actions.Length > 0; actions = actions[action.Length..])
            {
                action.CopyTo(actions);
            }
        }
    }
}
