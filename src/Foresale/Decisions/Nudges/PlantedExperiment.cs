namespace Foresale.Decisions.Nudges;

/// <summary>What is planted about a kind.</summary>
/// <param name="Share">Share of shoppers, 0..1.</param>
/// <param name="Buys">Probability of an order without the offer.</param>
/// <param name="BuysOffered">Probability of an order with it.</param>
/// <param name="Means">[4] means of the features that tell kinds apart, each of deviation 1.</param>
public sealed record PlantedKind(double Share, double Buys, double BuysOffered, IReadOnlyList<double> Means)
{
    /// <summary>True effect of the offer, orders a shopper.</summary>
    public double Uplift => BuysOffered - Buys;
}

/// <summary>
/// A randomised experiment whose truth is known. Each shopper is of one of four hidden kinds; features tell kinds apart in part; a coin decides
/// on the offer; orders follow kind and offer. Since features are normal given the kind, P(kind | features) is exact, and with it the best
/// that any model can know.
/// </summary>
/// <remarks>Equal seeds give equal experiments. Kind, features, coin and order are drawn shopper by shopper, in this order.</remarks>
public sealed class PlantedExperiment
{
    private const int Noise = 2; // features that tell nothing
    private const double OrderValue = 50;
    /// <summary>What the offer takes off an order of 50.</summary>
    public const double DiscountAnOrder = 10;

    private static readonly string[] s_features = ["visits", "carts", "price_looks", "loyalty", "device_age", "night_share"];

    private static readonly PlantedKind[] s_kinds =
    [
        new(.25, .06, .26, [.6, .3, 2.0, -.4]),
        new(.20, .60, .61, [2.1, 2.1, -.6, 1.4]),
        new(.40, .02, .02, [-1.4, -1.3, .4, -1.0]),
        new(.15, .30, .16, [.8, .7, -1.8, .8]),
    ];

    private PlantedExperiment(Experiment experiment, ShopperKind[] kinds) => (Experiment, Kinds) = (experiment, kinds);

    /// <summary>What is planted, by <see cref="ShopperKind"/>.</summary>
    public static IReadOnlyList<PlantedKind> Truth => s_kinds;

    /// <summary>What a shop would see.</summary>
    public Experiment Experiment { get; }

    /// <summary>[n] what it would not.</summary>
    public IReadOnlyList<ShopperKind> Kinds { get; }

    /// <summary>[n] true effect of the offer on each shopper.</summary>
    public double[] TrueUplift => [.. Kinds.Select(k => s_kinds[(int)k].Uplift)];

    /// <summary>[n] true effect given the features alone: no model can rank better.</summary>
    public double[] ExpectedUplift => [.. Enumerable.Range(0, Experiment.Count).Select(i => Expect(i, k => k.Uplift))];

    /// <summary>[n] probability of an order without the offer given the features: intent as no model can know it better.</summary>
    public double[] Intent => [.. Enumerable.Range(0, Experiment.Count).Select(i => Expect(i, k => k.Buys))];

    /// <summary>Draws an experiment.</summary>
    /// <param name="shoppers">n, &gt;= 1.</param>
    /// <param name="seed">Equal seeds give equal experiments.</param>
    /// <param name="share">Chance of the offer, in (0, 1).</param>
    public static PlantedExperiment Draw(int shoppers, int seed, double share = .5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shoppers, 1);
        var random = new Random(seed);
        var kinds = new ShopperKind[shoppers];
        var features = new float[shoppers * s_features.Length];
        var (treated, orders, revenue, cost) = (new bool[shoppers], new double[shoppers], new double[shoppers], new double[shoppers]);
        for (var i = 0; i < shoppers; i++)
        {
            kinds[i] = DrawKind(random);
            var kind = s_kinds[(int)kinds[i]];
            for (var j = 0; j < s_features.Length; j++)
            {
                features[(i * s_features.Length) + j] = (float)((j < s_features.Length - Noise ? kind.Means[j] : 0) + Normal(random));
            }

            treated[i] = random.NextDouble() < share;
            orders[i] = random.NextDouble() < (treated[i] ? kind.BuysOffered : kind.Buys) ? 1 : 0;
            cost[i] = treated[i] ? DiscountAnOrder * orders[i] : 0; // a coupon costs when it is used
            revenue[i] = (OrderValue * orders[i]) - cost[i];
        }

        var experiment = new Experiment
        {
            UserIds = [.. Enumerable.Range(0, shoppers).Select(i => FormattableString.Invariant($"u{i:D6}"))],
            IsTreated = treated,
            Orders = orders,
            Revenue = revenue,
            Cost = cost,
            FeatureNames = s_features,
            Features = features,
            PlannedShare = share,
        };
        return new PlantedExperiment(experiment, kinds);
    }

    /// <summary>P(kind | features) of a shopper, by Bayes' rule: [4].</summary>
    public double[] KindsGivenFeatures(int shopper)
    {
        var x = Experiment.Row(shopper);
        var logs = new double[s_kinds.Length];
        for (var k = 0; k < s_kinds.Length; k++)
        {
            logs[k] = Math.Log(s_kinds[k].Share);
            for (var j = 0; j < s_kinds[k].Means.Count; j++)
            {
                var distance = x[j] - s_kinds[k].Means[j];
                logs[k] -= distance * distance / 2;
            }
        }

        var largest = logs.Max();
        var weights = Array.ConvertAll(logs, l => Math.Exp(l - largest));
        var total = weights.Sum();
        return Array.ConvertAll(weights, w => w / total);
    }

    private double Expect(int shopper, Func<PlantedKind, double> of) => KindsGivenFeatures(shopper).Select((p, k) => p * of(s_kinds[k])).Sum();

    private static ShopperKind DrawKind(Random random)
    {
        var left = random.NextDouble();
        var kind = 0;
        while (kind < s_kinds.Length - 1 && left >= s_kinds[kind].Share)
        {
            left -= s_kinds[kind++].Share;
        }

        return (ShopperKind)kind;
    }

    private static double Normal(Random random) => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1);
}
