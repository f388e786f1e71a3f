namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>
/// A small shop whose best policy can be computed: a shopper in one of S states sees pages of L of its I items and goes down them one by one (the cascade
/// model; Craswell et al. 2008). At an item they look at they buy (and are done), leave, click (which brings them into another state and to the next page),
/// or look at the next place, if they do that at all.
/// </summary>
/// <remarks>Arrays are flat, [S, I] row-major. An item is on a page at most once.</remarks>
public sealed record CascadeShop
{
    /// <summary>What a shopper pays the shop: margin of each item, [I], &gt;= 0.</summary>
    public required IReadOnlyList<double> Margin { get; init; }

    /// <summary>Chance to start in each state, [S].</summary>
    public required IReadOnlyList<double> Start { get; init; }

    /// <summary>Chance to buy an item looked at, [S, I].</summary>
    public required IReadOnlyList<double> Buy { get; init; }

    /// <summary>Chance to leave at it, [S, I].</summary>
    public required IReadOnlyList<double> Leave { get; init; }

    /// <summary>Chance to click it, [S, I].</summary>
    public required IReadOnlyList<double> Click { get; init; }

    /// <summary>State after a click, [S, I].</summary>
    public required IReadOnlyList<int> ClickedState { get; init; }

    /// <summary>Chance to leave after a page on which nothing happened, [S].</summary>
    public required IReadOnlyList<double> LeaveAfterPage { get; init; }

    /// <summary>Chance to look at a place, given that one was there before it, [L]; the first 1.</summary>
    public required IReadOnlyList<double> Look { get; init; }

    /// <summary>Pages at most; null for no end but leaving.</summary>
    public int? Pages { get; init; }

    /// <summary>S.</summary>
    public int States => Start.Count;

    /// <summary>I.</summary>
    public int Items => Margin.Count;

    /// <summary>L.</summary>
    public int Slots => Look.Count;

    /// <summary>Every page there is: L different items in order.</summary>
    public IReadOnlyList<int[]> AllPages()
    {
        List<int[]> pages = [[]];
        for (var slot = 0; slot < Slots; slot++)
        {
            pages = [.. pages.SelectMany(p => Enumerable.Range(0, Items).Where(i => !p.Contains(i)).Select(i => (int[])[.. p, i]))];
        }

        return pages;
    }

    /// <summary>What a page leads to, exactly.</summary>
    /// <param name="state">The shopper's state.</param>
    /// <param name="page">[L] items.</param>
    /// <param name="next">[S] chance to see another page in each state; overwritten.</param>
    /// <returns>Expected margin of the page.</returns>
    public double Expect(int state, ReadOnlySpan<int> page, Span<double> next)
    {
        next.Clear();
        var (looking, margin, ended) = (1.0, 0.0, 0.0);
        for (var slot = 0; slot < page.Length; slot++)
        {
            looking *= Look[slot];
            var at = (state * Items) + page[slot];
            margin += looking * Buy[at] * Margin[page[slot]];
            next[ClickedState[at]] += looking * Click[at];
            ended += looking * (Buy[at] + Leave[at] + Click[at]);
            looking *= 1 - Buy[at] - Leave[at] - Click[at];
        }

        next[state] += (1 - ended) * (1 - LeaveAfterPage[state]);
        return margin;
    }

    /// <summary>
    /// Three pages, two items, one place: A is bought by .10 and drives away .80, B is bought by .06 and drives away .04. What sells best now is the
    /// wrong thing to show first: A, A, A sells .111, B, B, A .195.
    /// </summary>
    public static CascadeShop Trap() => new()
    {
        Margin = [1, 1],
        Start = [1],
        Buy = [.10, .06],
        Leave = [.80, .04],
        Click = [0, 0],
        ClickedState = [0, 0],
        LeaveAfterPage = [0],
        Look = [1],
        Pages = 3,
    };

    /// <summary>A shop drawn from a seed: chances and margins evenly between bounds, no more structure than that.</summary>
    /// <param name="states">S.</param>
    /// <param name="items">I.</param>
    /// <param name="slots">L.</param>
    /// <param name="seed">Of the draw.</param>
    public static CascadeShop Drawn(int states, int items, int slots, int seed)
    {
        var random = new Random(seed);
        double[] Draw(int count, double low, double high) => [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextDouble()))];
        return new CascadeShop
        {
            Margin = Draw(items, .5, 2),
            Start = [.. Enumerable.Repeat(1.0 / states, states)],
            Buy = Draw(states * items, 0, .1),
            Leave = Draw(states * items, 0, .3),
            Click = Draw(states * items, 0, .4),
            ClickedState = [.. Enumerable.Range(0, states * items).Select(_ => random.Next(states))],
            LeaveAfterPage = Draw(states, .1, .4),
            Look = [1, .. Enumerable.Repeat(.7, slots - 1)],
        };
    }
}
