namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>What became of a page.</summary>
/// <param name="Clicked">[L] which places were clicked.</param>
/// <param name="Bought">Place of the item bought; -1 for none.</param>
/// <param name="HasLeft">True where the shopper will not come back.</param>
public readonly record struct PageOutcome(bool[] Clicked, int Bought, bool HasLeft);

/// <summary>
/// One shopper, visit after visit: who they are and what they need, which nobody sees, and what can be known of it:
/// P(hidden state | all pages, clicks and purchases so far), by Bayes' rule, exactly.
/// </summary>
public sealed class PageShopper
{
    private readonly PageTruth _truth;
    private readonly Random _random;
    private int _hidden;
    private readonly int[] _shown;
    private readonly double[] _belief;

    /// <summary>A shopper comes.</summary>
    /// <param name="truth">Of the shop.</param>
    /// <param name="random">Draws who they are and what they do.</param>
    public PageShopper(PageTruth truth, Random random)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(random);
        (_truth, _random, _shown, _belief) = (truth, random, new int[truth.Items], [.. truth.Prior]);
        _hidden = Draw(truth.Prior, random.NextDouble());
    }

    /// <summary>Type and need of now, which only tests may see.</summary>
    internal int Hidden => _hidden;

    /// <summary>Visits so far, each with one page.</summary>
    public int Visits { get; private set; }

    /// <summary>Clicks so far.</summary>
    public int Clicks { get; private set; }

    /// <summary>Clicks on the last page.</summary>
    public int LastClicks { get; private set; }

    /// <summary>The item clicked last; -1 for none.</summary>
    public int LastClicked { get; private set; } = -1;

    /// <summary>True once they will not come back, or are watched no longer.</summary>
    public bool IsOver { get; private set; }

    /// <summary>P(hidden state | what was seen), [H], adding up to 1.</summary>
    public IReadOnlyList<double> Belief => _belief;

    /// <summary>How often each item was shown to them, [I].</summary>
    public IReadOnlyList<int> Shown => _shown;

    /// <summary>Margin to expect of a page, given what is known of the shopper.</summary>
    /// <param name="page">[L] different items.</param>
    public double ExpectedMargin(ReadOnlySpan<int> page)
    {
        var sum = 0.0;
        for (var h = 0; h < _belief.Length; h++)
        {
            var (looks, margin) = (1.0, 0.0);
            for (var slot = 0; slot < page.Length; slot++)
            {
                looks *= slot == 0 ? 1 : PageTruth.Look;
                var buys = looks * _truth.Click(h, page[slot], _shown[page[slot]]) * _truth.BuyAfterClick(h, page[slot]);
                (looks, margin) = (looks - buys, margin + (buys * _truth.Margin[page[slot]])); // who has bought looks no further
            }

            sum += _belief[h] * margin;
        }

        return sum;
    }

    /// <summary>Shows a page.</summary>
    /// <param name="page">[L] different items.</param>
    /// <exception cref="InvalidOperationException">They do not come back.</exception>
    public PageOutcome Show(ReadOnlySpan<int> page)
    {
        if (IsOver)
        {
            throw new InvalidOperationException("The shopper does not come back. Begin with another.");
        }

        // As many draws a page whatever is on it: policies that are compared meet the same luck, page by page.
        double[] luck = [.. Enumerable.Range(0, (3 * page.Length) + 3).Select(_ => _random.NextDouble())];
        var (clicked, bought) = (new bool[page.Length], -1);
        for (var slot = 0; slot < page.Length && bought < 0 && (slot == 0 || luck[slot] < PageTruth.Look); slot++)
        {
            var item = page[slot];
            clicked[slot] = luck[page.Length + slot] < _truth.Click(_hidden, item, _shown[item]);
            if (clicked[slot])
            {
                bought = luck[(2 * page.Length) + slot] < _truth.BuyAfterClick(_hidden, item) ? slot : -1;
                (LastClicked, Clicks) = (item, Clicks + 1);
            }
        }

        LastClicks = clicked.Count(c => c);
        var hasLeft = luck[^1] < PageTruth.Leave(LastClicks);
        IsOver = hasLeft || Visits + 1 == PageTruth.MostVisits;
        Learn(page, clicked, bought);
        foreach (var item in page)
        {
            _shown[item]++;
        }

        if (luck[^2] < PageTruth.NewNeed)
        {
            var type = _hidden / _truth.Categories;
            _hidden = (type * _truth.Categories) + Draw([.. _truth.Taste.Skip(type * _truth.Categories).Take(_truth.Categories)], luck[^3]);
        }

        Visits++;
        return new PageOutcome(clicked, bought, hasLeft);
    }

    // P(these clicks, this purchase or none | hidden state). Up to the last click every place was looked at; after it, they stopped somewhere. Whether they
    // come back says nothing more: it depends on the clicks alone.
    private void Learn(ReadOnlySpan<int> page, bool[] clicked, int bought)
    {
        var last = Array.FindLastIndex(clicked, c => c);
        var total = 0.0;
        for (var h = 0; h < _belief.Length; h++)
        {
            if (_belief[h] < 1e-12)
            {
                _belief[h] = 0;
                continue;
            }

            var seen = 1.0;
            for (var slot = 0; slot <= last; slot++)
            {
                var click = _truth.Click(h, page[slot], _shown[page[slot]]);
                seen *= clicked[slot] ? click * (slot == bought ? _truth.BuyAfterClick(h, page[slot]) : 1 - _truth.BuyAfterClick(h, page[slot])) : 1 - click;
            }

            var (rest, passed) = (0.0, 1.0); // chance of no further click; chance to have come so far and passed all by
            for (var slot = last + 1; slot < page.Length && bought < 0; slot++)
            {
                var looks = slot == 0 ? 1 : PageTruth.Look;
                rest += passed * (1 - looks);
                passed *= looks * (1 - _truth.Click(h, page[slot], _shown[page[slot]]));
            }

            total += _belief[h] *= seen * (rest + passed);
        }

        for (var k = 0; k < _truth.Types; k++)
        {
            var type = 0.0;
            for (var c = 0; c < _truth.Categories; c++)
            {
                type += _belief[(k * _truth.Categories) + c] /= total;
            }

            for (var c = 0; c < _truth.Categories; c++)
            {
                var h = (k * _truth.Categories) + c;
                _belief[h] = ((1 - PageTruth.NewNeed) * _belief[h]) + (PageTruth.NewNeed * type * _truth.Taste[h]);
            }
        }
    }

    private static int Draw(IReadOnlyList<double> chances, double left)
    {
        var drawn = 0;
        while (drawn < chances.Count - 1 && (left -= chances[drawn]) >= 0)
        {
            drawn++;
        }

        return drawn;
    }
}
