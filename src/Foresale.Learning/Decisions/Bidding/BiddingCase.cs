using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Bidding;
using Foresale.Evaluation;

namespace Foresale.Learning.Decisions.Bidding;

/// <summary>Episodes that all policies are judged on, and what is known before them.</summary>
internal sealed class BiddingCase
{
    /// <summary>Auctions of an episode of the benchmark.</summary>
    public const int Auctions = 1_000;

    private const int CurvePoints = 40;
    private readonly Dictionary<string, double[]> _curves = new(StringComparer.Ordinal);

    /// <summary>Episodes in their order.</summary>
    public required IReadOnlyList<Auction[]> Episodes { get; init; }

    /// <summary>Auctions of a whole episode.</summary>
    public int Length { get; init; } = Auctions;

    /// <summary>What a winner pays.</summary>
    public AuctionRule Rule { get; init; }

    /// <summary>Budget of each.</summary>
    public required IReadOnlyList<double> Budgets { get; init; }

    /// <summary>Episodes at the start that are played and not judged: they are history.</summary>
    public int History { get; init; }

    /// <summary>True to judge by the share of the hindsight bound, false by the value itself.</summary>
    public bool IsShare { get; init; }

    /// <summary>Names of policies whose course of spending is drawn.</summary>
    public required IReadOnlyList<string> Drawn { get; init; }

    /// <summary>Bound of each episode, in value.</summary>
    public double[] Bounds => field ??= [.. Episodes.Select((e, i) => HindsightBound.Value(e, Budgets[i]))];

    /// <summary>Plays all episodes in a row with one bidder.</summary>
    public BiddingEpisode[] Play(string name, IBidder bidder)
    {
        var curve = Drawn.Contains(name, StringComparer.Ordinal) && !_curves.ContainsKey(name) ? _curves[name] = new double[CurvePoints + 1] : null;
        var results = new BiddingEpisode[Episodes.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var (budget, isJudged) = (Budgets[i], i >= History && Episodes[i].Length == Length);
            results[i] = AuctionReplay.Episode(Episodes[i], Length, budget, Rule, bidder, curve is null || !isJudged ? null : (seen, spent) =>
            {
                // Where an auction passes a point of the curve.
                for (var point = ((seen - 1) * CurvePoints / Length) + 1; point <= seen * CurvePoints / Length; point++)
                {
                    curve[point] += spent / budget / Units;
                }
            });
        }

        return results;
    }

    /// <summary>Episodes that are judged: whole ones after the history.</summary>
    public int Units => Episodes.Skip(History).Count(e => e.Length == Length);

    /// <summary>The judged numbers of a policy.</summary>
    public double[] Judged(IReadOnlyList<BiddingEpisode> results) =>
        [.. Enumerable.Range(History, Episodes.Count - History).Where(i => Episodes[i].Length == Length).Select(i => IsShare ? results[i].Value / Bounds[i] : results[i].Value)];

    /// <summary>Scores of a policy that is not trained.</summary>
    public PolicyScores Score(string name, IBidder bidder) => PolicyScores.Of(name, Judged(Play(name, bidder)));

    /// <summary>The bound as a policy.</summary>
    public PolicyScores Bound() =>
        PolicyScores.Of("hindsight bound", [.. Enumerable.Range(History, Episodes.Count - History).Where(i => Episodes[i].Length == Length).Select(i => IsShare ? 1 : Bounds[i])], PolicyRole.Bound);

    /// <summary>How the budget was spent, by policy.</summary>
    public DecisionPlot Spending() => new(
        "Budget spent over an episode",
        "auctions",
        "share of the budget",
        [.. _curves.Select(c => new DecisionLine(c.Key, [.. c.Value.Select((y, x) => new CurvePoint((double)x * Length / CurvePoints, y))], IsBaseline: !c.Key.StartsWith("learned", StringComparison.Ordinal)))],
        "Mean over the judged episodes. The diagonal is even spending; a policy that reaches 1 early has nothing left for what is cheap later.");

    /// <summary>Draws episodes of a market.</summary>
    public static Auction[][] Draw(IMarket market, int count, int seed, int length = Auctions)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            market.Start(random);
            return (Auction[])[.. Enumerable.Range(0, length).Select(_ => market.Next(random))];
        })];
    }
}
