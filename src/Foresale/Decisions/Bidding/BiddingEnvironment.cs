using Foresale.Environments;

namespace Foresale.Decisions.Bidding;

/// <summary>What a <see cref="BiddingEnvironment"/> plays.</summary>
public sealed record BiddingProblem
{
    /// <summary>Gives a market at each call: each copy of the environment has its own.</summary>
    public required Func<IMarket> Market { get; init; }

    /// <summary>What the bidder knows beforehand.</summary>
    public required MarketKnowledge Known { get; init; }

    /// <summary>N: auctions of an episode.</summary>
    public int Auctions { get; init; } = 1_000;

    /// <summary>Auctions between two actions.</summary>
    public int Period { get; init; } = 20;

    /// <summary>Least budget an auction, as a share of the mean price; episodes draw theirs evenly in its log.</summary>
    public double LeastShare { get; init; } = 1 / 40d;

    /// <summary>Largest one.</summary>
    public double LargestShare { get; init; } = .6;

    /// <summary>Largest log of the factor on bids, up or down.</summary>
    public double LargestAdjustment { get; init; } = 1;

    /// <summary>Factor on rewards: brings a step's usual gain near 1.</summary>
    public double RewardScale { get; init; } = 500;
}

/// <summary>
/// An episode of N auctions with a budget: each action sets the <see cref="PacedBidder.Adjustment"/> for the next auctions.
/// </summary>
/// <remarks>
/// The reward is the gain of a period, as a share of what the episode is worth: what was won, plus what the budget that is left is worth by the day's
/// true law (a potential: Ng, Harada and Russell 1999), minus the same of a bidder that starts the period in the same state, sees the same auctions
/// and adjusts nothing. The first part makes an overspending felt at once and not at the end; the second takes away the luck of the draw. What the
/// unadjusted bidder loses against the fluid optimum is left out by it: it is small, and hardly differs between states. A budget that is left at the end is worth nothing.
/// </remarks>
public sealed class BiddingEnvironment : IEnvironment
{
    private readonly BiddingProblem _problem;
    private readonly IMarket _market;
    private readonly Space _actions;
    private PacedBidder _bidder;
    private PacedBidder _plain;
    private Random _random = new(0);
    private double _left, _worth;
    private int _auctionsLeft;

    /// <summary>Creates the environment.</summary>
    public BiddingEnvironment(BiddingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        (_problem, _market) = (problem, problem.Market());
        _actions = new Space(["adjustment"], [-(float)problem.LargestAdjustment], [(float)problem.LargestAdjustment]);
        (_bidder, _plain) = (new PacedBidder(problem.Known), new PacedBidder(problem.Known));
    }

    /// <inheritdoc/>
    public Space Observations => PacedBidder.Observations;

    /// <inheritdoc/>
    public Space Actions => _actions;

    /// <summary>What was won since <see cref="Reset"/>, in the unit of values.</summary>
    public double Won { get; private set; }

    /// <summary>What is left of the budget.</summary>
    public double Left => _left;

    /// <inheritdoc/>
    public float[] Reset(int? seed = null)
    {
        _random = seed is { } s ? new Random(s) : _random;
        _market.Start(_random);
        var share = _problem.LeastShare * Math.Pow(_problem.LargestShare / _problem.LeastShare, _random.NextDouble());
        (_left, _auctionsLeft, Won) = (share * _problem.Known.Fluid.Prices.Mean * _problem.Auctions, _problem.Auctions, 0);
        (_bidder, _plain) = (new PacedBidder(_problem.Known), new PacedBidder(_problem.Known)); // an episode knows nothing of the one before
        _bidder.Start(_left, _auctionsLeft);
        _worth = Worth(_left);
        return Observe();
    }

    /// <inheritdoc/>
    public EnvironmentStep Step(ReadOnlySpan<float> action)
    {
        if (_auctionsLeft == 0)
        {
            throw new InvalidOperationException("Bidding: the episode is over. Call Reset before Step.");
        }

        _plain.CopyFrom(_bidder);
        _plain.Adjustment = 0;
        _bidder.Adjustment = Math.Clamp(action[0], -_problem.LargestAdjustment, _problem.LargestAdjustment);
        var (won, plain, plainLeft) = (0d, 0d, _left);
        for (var i = 0; i < _problem.Period && _auctionsLeft > 0; i++, _auctionsLeft--)
        {
            var auction = _market.Next(_random);
            won += Play(_bidder, auction, ref _left);
            plain += Play(_plain, auction, ref plainLeft);
        }

        Won += won;
        var gain = won - plain + (Worth(_left) - Worth(plainLeft)); // 0 exactly where both did the same
        return new EnvironmentStep(Observe(), _problem.RewardScale * gain / _worth, Terminated: _auctionsLeft == 0, Truncated: false);
    }

    private double Worth(double left) => _auctionsLeft == 0 ? 0 : _auctionsLeft * _market.Worth(left / _auctionsLeft);

    private double Play(PacedBidder bidder, Auction auction, ref double left)
    {
        var bid = AuctionReplay.Within(bidder.Bid(auction.Value), left);
        var outcome = AuctionOutcome.Of(_problem.Known.Fluid.Rule, bid, auction.Price);
        bidder.Observe(auction.Value, bid, outcome);
        left -= outcome.Paid;
        return outcome.IsWon ? auction.Value : 0;
    }

    private float[] Observe()
    {
        var observation = new float[Observations.Size];
        _bidder.Observe(observation);
        return observation;
    }
}

/// <summary>A <see cref="PacedBidder"/> whose adjustment a policy sets, every period, as it was trained to in a <see cref="BiddingEnvironment"/>.</summary>
/// <param name="known">What is known beforehand.</param>
/// <param name="policy">Acts on <see cref="PacedBidder.Observations"/>.</param>
/// <param name="period">Auctions between two actions.</param>
public sealed class LearnedBidder(MarketKnowledge known, IPolicy policy, int period) : IBidder
{
    private readonly PacedBidder _paced = new(known);
    private readonly float[] _observation = new float[PacedBidder.Observations.Size];
    private readonly float[] _action = new float[1];
    private int _seen;

    /// <inheritdoc/>
    public void Start(double budget, int auctions)
    {
        _paced.Start(budget, auctions);
        _seen = 0;
    }

    /// <inheritdoc/>
    public double Bid(double value)
    {
        if (_seen % period == 0)
        {
            _paced.Observe(_observation);
            policy.Act(_observation, _action);
            _paced.Adjustment = _action[0];
        }

        return _paced.Bid(value);
    }

    /// <inheritdoc/>
    public void Observe(double value, double bid, AuctionOutcome outcome)
    {
        _paced.Observe(value, bid, outcome);
        _seen++;
    }
}
