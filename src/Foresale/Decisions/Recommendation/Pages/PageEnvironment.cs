using Foresale.Environments;

namespace Foresale.Decisions.Recommendation.Pages;

/// <summary>
/// Pages in front of planted shoppers as an environment: the action weighs features of items (<see cref="WeightedRanking"/>), the reward is the margin of
/// the page, in the shop's currency. A step is a visit, an episode all visits of a shopper. Weights of 0 rank by expected value now.
/// </summary>
/// <remarks>
/// The reward is the page's expected margin under the belief, not that of the purchase drawn: the same on average, with a tenth of the noise. What a
/// shopper does, and whether they come back, is drawn.
/// </remarks>
public sealed class PageEnvironment : IEnvironment
{
    // Where sensible weights lie: the middle of each is where a learner begins.
    private static readonly float[] s_low = [0, -.5f, -.5f, 0, 0], s_high = [2, .5f, .5f, 1, .6f];
    private readonly PageTruth _truth;
    private readonly WeightedRanking _ranking;
    private Random _random = new(0);
    private PageShopper? _shopper;

    /// <summary>Of a shop.</summary>
    public PageEnvironment(PageTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        (_truth, _ranking) = (truth, new WeightedRanking(truth));
        Observations = ObservationsOf(truth);
        Actions = new Space(WeightedRanking.Weights, s_low, s_high);
    }

    /// <inheritdoc/>
    public Space Observations { get; }

    /// <inheritdoc/>
    public Space Actions { get; }

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        _shopper = new PageShopper(_truth, _random);
        return Observe(_truth, _shopper);
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_shopper is null or { IsOver: true })
        {
            throw new InvalidOperationException("PageEnvironment: the shopper does not come back. Call Reset before Step.");
        }

        Span<float> weights = stackalloc float[s_low.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Clamp(action[i], s_low[i], s_high[i]);
        }

        Span<int> page = stackalloc int[PageTruth.Slots];
        _ranking.Rank(_shopper, weights, page);
        var margin = _shopper.ExpectedMargin(page);
        _shopper.Show(page);
        return new EnvironmentStep(Observe(_truth, _shopper), margin, _shopper.IsOver, Truncated: false);
    }

    /// <summary>What is seen of a shopper: belief in each need and each type, visits so far, clicks a place so far, and on the last page.</summary>
    internal static float[] Observe(PageTruth truth, PageShopper shopper)
    {
        var seen = new float[truth.Categories + truth.Types + 3];
        for (var h = 0; h < truth.Hidden; h++)
        {
            seen[h % truth.Categories] += (float)shopper.Belief[h];
            seen[truth.Categories + (h / truth.Categories)] += (float)shopper.Belief[h];
        }

        for (var i = 0; i < seen.Length - 3; i++)
        {
            seen[i] = Math.Min(seen[i], 1);
        }

        seen[^3] = (float)shopper.Visits / PageTruth.MostVisits;
        seen[^2] = shopper.Visits == 0 ? 0 : (float)shopper.Clicks / (shopper.Visits * PageTruth.Slots);
        seen[^1] = (float)shopper.LastClicks / PageTruth.Slots;
        return seen;
    }

    private static Space ObservationsOf(PageTruth truth) => Space.Join(
        Space.Join(Space.Of("need", truth.Categories, 0, 1), Space.Of("type", truth.Types, 0, 1)),
        new Space(["visits", "clicks", "last_clicks"], [0, 0, 0], [1, 1, 1]));
}
