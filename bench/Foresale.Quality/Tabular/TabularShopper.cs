using MathNet.Numerics.LinearAlgebra;

namespace Foresale.Quality.Tabular;

/// <summary>
/// A shopper with 288 observable states, whose truth a linear system gives: last behavior (view, search, favorite, cart) x carts (0, 1, 2 and
/// more) x events so far (1, 2, 3, 4 and more) x six kinds of visitor. From each a next behavior follows, a purchase or a leave.
/// </summary>
/// <remarks>Letters: S = 288 states, P = transitions among them, r = chance of a purchase next, V = chance of a purchase ever, d = expected visits.</remarks>
internal sealed class TabularShopper
{
    /// <summary>S.</summary>
    public const int States = 4 * Carts * Stages * Kinds;

    /// <summary>Next behaviors: view, search, favorite, cart, purchase.</summary>
    public const int Purchase = 4;

    /// <summary>No next behavior.</summary>
    public const int Leave = 5;

    private const int Carts = 3, Stages = 4, Kinds = 6;
    private const double FirstSearch = .25;
    private readonly double[][] _chances; // [S][6]

    private TabularShopper(double level)
    {
        _chances = [.. Enumerable.Range(0, States).Select(s => ChancesOf(s, level))];
        var identity = Matrix<double>.Build.DenseIdentity(States);
        var moves = Matrix<double>.Build.Dense(States, States);
        for (var state = 0; state < States; state++)
        {
            for (var behavior = 0; behavior < Purchase; behavior++)
            {
                moves[state, Next(state, behavior)] += _chances[state][behavior];
            }
        }

        var start = Vector<double>.Build.Dense(States, StartChance);
        Value = (identity - moves).Solve(Vector<double>.Build.Dense(States, s => _chances[s][Purchase])).ToArray();
        Visits = (identity - moves).Transpose().Solve(start).ToArray();
        BaseRate = start.Select((chance, s) => chance * Value[s]).Sum();
    }

    /// <summary>[S] V, exactly.</summary>
    public double[] Value { get; }

    /// <summary>[S] d, exactly: how often a session stands in each state.</summary>
    public double[] Visits { get; }

    /// <summary>Chance that a session ends in a purchase.</summary>
    public double BaseRate { get; }

    /// <summary>Mean of V over prefixes.</summary>
    public double MeanTruth => Mean(Value);

    /// <summary>The shopper with a base rate, found by bisection on the level of purchases.</summary>
    public static TabularShopper WithBaseRate(double rate)
    {
        var (low, high) = (-12.0, 2.0);
        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = new TabularShopper(middle).BaseRate < rate ? (middle, high) : (low, middle);
        }

        return new TabularShopper((low + high) / 2);
    }

    /// <summary>A session: states in order, each with the behavior that follows it; the last is a purchase or a leave.</summary>
    public List<(int State, int Next)> Draw(Random random)
    {
        var session = new List<(int State, int Next)>();
        var state = Index(random.NextDouble() < FirstSearch ? 1 : 0, 0, 0, random.Next(Kinds));
        while (true)
        {
            var next = Pick(_chances[state], random.NextDouble());
            session.Add((state, next));
            if (next >= Purchase)
            {
                return session;
            }

            state = Next(state, next);
        }
    }

    /// <summary>Mean over prefixes, each state weighted by its visits.</summary>
    public double Mean(IReadOnlyList<double> values) => Visits.Select((d, s) => d * values[s]).Sum() / Visits.Sum();

    private static double StartChance(int state)
    {
        var (last, carts, stage, _) = Parts(state);
        return carts > 0 || stage > 0 || last > 1 ? 0 : (last == 1 ? FirstSearch : 1 - FirstSearch) / Kinds;
    }

    private static double[] ChancesOf(int state, double level)
    {
        var (last, carts, stage, kind) = Parts(state);
        var eager = ((kind % 3) - 1) * .8; // a browser, a visitor, a buyer ...
        var atHome = kind / 3; // ... on a phone or at a desk
        double[] scores =
        [
            1.1 + (last == 1 ? .5 : 0),
            -.5 - (last == 1 ? .4 : 0),
            -1.7 + (last == 0 ? .3 : 0) + (.2 * eager),
            -2.3 + (.25 * stage) + (.6 * eager) + (last == 2 ? .7 : 0),
            level + (1.3 * carts) + (.9 * (last == 3 ? 1 : 0)) + (.3 * stage) + eager + (.4 * atHome),
            -.1 - (.35 * carts) - (.25 * stage) + (last == 1 ? .2 : 0) - (.2 * atHome),
        ];
        var total = scores.Sum(Math.Exp);
        return Array.ConvertAll(scores, s => Math.Exp(s) / total);
    }

    private static int Next(int state, int behavior)
    {
        var (_, carts, stage, kind) = Parts(state);
        return Index(behavior, Math.Min(Carts - 1, carts + (behavior == 3 ? 1 : 0)), Math.Min(Stages - 1, stage + 1), kind);
    }

    private static int Index(int last, int carts, int stage, int kind) => (((((last * Carts) + carts) * Stages) + stage) * Kinds) + kind;

    private static (int Last, int Carts, int Stage, int Kind) Parts(int state) =>
        (state / (Carts * Stages * Kinds), state / (Stages * Kinds) % Carts, state / Kinds % Stages, state % Kinds);

    private static int Pick(double[] chances, double at)
    {
        var k = 0;
        while (k < chances.Length - 1 && (at -= chances[k]) >= 0)
        {
            k++;
        }

        return k;
    }
}
