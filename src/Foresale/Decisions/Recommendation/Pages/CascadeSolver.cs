namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>
/// Exact values of a <see cref="CascadeShop"/>: of the best policy by value iteration, and of any policy that draws pages. V(t, s) is the margin to come of
/// a shopper in state s at page t; without a limit of pages there is one t.
/// </summary>
public sealed class CascadeSolver
{
    private const double Tolerance = 1e-12;
    private const int MostSweeps = 100_000;
    private readonly CascadeShop _shop;
    private readonly IReadOnlyList<int[]> _pages;
    private readonly double[] _margin; // [S, pages]
    private readonly double[] _next; // [S, pages, S]

    /// <summary>Works out every page in every state.</summary>
    public CascadeSolver(CascadeShop shop)
    {
        ArgumentNullException.ThrowIfNull(shop);
        (_shop, _pages) = (shop, shop.AllPages());
        _margin = new double[shop.States * _pages.Count];
        _next = new double[_margin.Length * shop.States];
        for (var at = 0; at < _margin.Length; at++)
        {
            _margin[at] = shop.Expect(at / _pages.Count, _pages[at % _pages.Count], _next.AsSpan(at * shop.States, shop.States));
        }
    }

    /// <summary>Every page, in the order of chances below.</summary>
    public IReadOnlyList<int[]> Pages => _pages;

    private int Times => _shop.Pages ?? 1;

    /// <summary>Value of the best policy, and the page that it shows: [T, S] indices of <see cref="Pages"/>, T = pages, or 1 without a limit.</summary>
    public (double Value, int[] Best) Optimum()
    {
        var best = new int[Times * _shop.States];
        var value = Iterate((t, s, values) =>
        {
            var most = double.NegativeInfinity;
            for (var p = 0; p < _pages.Count; p++)
            {
                if (Worth(t, s, p, values) is var worth && worth > most)
                {
                    (most, best[(t * _shop.States) + s]) = (worth, p);
                }
            }

            return most;
        });
        return (value, best);
    }

    /// <summary>Value of the policy that shows, in each state, the page of the largest margin at once.</summary>
    public double Greedy()
    {
        int[] page = [.. Enumerable.Range(0, _shop.States).Select(s => Enumerable.Range(0, _pages.Count).MaxBy(p => _margin[(s * _pages.Count) + p]))];
        return Iterate((t, s, values) => Worth(t, s, page[s], values));
    }

    /// <summary>Value of the policy that shows any page alike.</summary>
    public double Uniform() => Iterate((t, s, values) => Enumerable.Range(0, _pages.Count).Average(p => Worth(t, s, p, values)));

    /// <summary>Value of a policy that draws pages.</summary>
    /// <param name="chances">Of a page number and a state: [pages], adding up to 1.</param>
    public double Of(Func<int, int, IReadOnlyList<double>> chances)
    {
        ArgumentNullException.ThrowIfNull(chances);
        var all = new IReadOnlyList<double>[Times * _shop.States];
        for (var at = 0; at < all.Length; at++)
        {
            all[at] = chances(at / _shop.States, at % _shop.States);
        }

        return Iterate((t, s, values) =>
        {
            var sum = 0.0;
            for (var p = 0; p < _pages.Count; p++)
            {
                sum += all[(t * _shop.States) + s][p] * Worth(t, s, p, values);
            }

            return sum;
        });
    }

    private double Worth(int time, int state, int page, double[] values)
    {
        var at = (state * _pages.Count) + page;
        var worth = _margin[at];
        var after = _shop.Pages is null ? 0 : time + 1;
        for (var s = 0; s < _shop.States && after < Times; s++)
        {
            worth += _next[(at * _shop.States) + s] * values[(after * _shop.States) + s];
        }

        return worth;
    }

    // Sweeps from the last page to the first, until nothing moves: one sweep suffices where pages are limited.
    private double Iterate(Func<int, int, double[], double> backup)
    {
        var values = new double[Times * _shop.States];
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            var moved = 0.0;
            for (var at = values.Length - 1; at >= 0; at--)
            {
                var value = backup(at / _shop.States, at % _shop.States, values);
                (moved, values[at]) = (Math.Max(moved, Math.Abs(value - values[at])), value);
            }

            if (moved < Tolerance)
            {
                break;
            }
        }

        return Enumerable.Range(0, _shop.States).Sum(s => _shop.Start[s] * values[s]);
    }
}
