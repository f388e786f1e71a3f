namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>Lets rankers meet the same shoppers.</summary>
public static class PageShopping
{
    /// <summary>Margin of each shopper over all their visits, in the shop's currency. Shopper n is the same person, with the same luck visit by visit, for every ranker.</summary>
    /// <param name="truth">Of the shop.</param>
    /// <param name="ranker">Fills the pages.</param>
    /// <param name="shoppers">How many.</param>
    /// <param name="seed">Of the shoppers.</param>
    /// <param name="cancellationToken">Looked at once a shopper.</param>
    /// <param name="clicks">Receives the items clicked by each shopper, in order; null where nobody wants them.</param>
    public static double[] Play(PageTruth truth, IPageRanker ranker, int shoppers, int seed, CancellationToken cancellationToken, ICollection<int[]>? clicks = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(ranker);
        var margins = new double[shoppers];
        var page = new int[PageTruth.Slots];
        for (var v = 0; v < shoppers; v++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var shopper = new PageShopper(truth, new Random(unchecked((seed * 1_000_003) + v)));
            var clicked = clicks is null ? null : new List<int>();
            while (!shopper.IsOver)
            {
                ranker.Rank(shopper, page);
                var outcome = shopper.Show(page);
                ranker.Observe(shopper, page, outcome);
                margins[v] += outcome.Bought >= 0 ? truth.Margin[page[outcome.Bought]] : 0;
                clicked?.AddRange(page.Where((_, slot) => outcome.Clicked[slot]));
            }

            if (clicked is not null)
            {
                clicks!.Add([.. clicked]);
            }
        }

        return margins;
    }
}
