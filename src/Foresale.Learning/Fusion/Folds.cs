using Foresale.States;

namespace Foresale.Learning.Fusion;

/// <summary>
/// Which rows are held out together. By shopper: rows of one shopper are not independent. By instant, for a label file that asks at a few
/// instants: the next question is about known shoppers at an instant that no learner has seen (the next campaign), so folds hold out
/// whole instants, and a column that only tells instants apart gains nothing.
/// </summary>
/// <remarks>Letters: N nodes, K folds. Rows of the training part are the slices Train and Validation.</remarks>
internal sealed class Folds
{
    // An eighth of the rows that a fold fits on is set aside for early stopping.
    private const int ValidationShare = 8;

    private readonly StateTable _table;
    private readonly int[] _fold; // [N] -1 outside the training part
    private readonly int[] _place; // [users] in the shuffled order, -1 outside

    private Folds(StateTable table, int count, int[] place, int[] fold, bool byTime)
    {
        (_table, Count, _place, _fold, HoldsInstants) = (table, count, place, fold, byTime);
    }

    /// <summary>True where folds hold out whole instants, false where they hold out shoppers.</summary>
    public bool HoldsInstants { get; }

    /// <summary>Number of folds, K.</summary>
    public int Count { get; }

    /// <summary>Lays the folds: by instant for labels at K instants or more, else by shopper.</summary>
    /// <param name="table">A table with slices.</param>
    /// <param name="rows">Nodes of the training part.</param>
    /// <param name="count">K, &gt;= 2.</param>
    /// <param name="seed">Shuffles shoppers.</param>
    public static Folds Of(StateTable table, int[] rows, int count, int seed)
    {
        var place = Shuffle(table, rows, seed);
        var times = rows.GroupBy(row => table.Nodes.TimeMs[row]).ToList();
        var byTime = table.Target.Kind == TargetKind.Labels && times.Count >= count;
        var fold = new int[table.Nodes.Count];
        Array.Fill(fold, -1);
        if (!byTime)
        {
            for (var node = 0; node < fold.Length; node++)
            {
                fold[node] = table.Nodes.Slice[node] is Slice.Train or Slice.Validation && place[table.Nodes.User[node]] is >= 0 and var user ? user % count : -1;
            }

            return new Folds(table, count, place, fold, byTime);
        }

        // The largest instants first, each to the fold with the fewest rows.
        var size = new int[count];
        foreach (var time in times.OrderByDescending(t => t.Count()).ThenBy(t => t.Key))
        {
            var smallest = Array.IndexOf(size, size.Min());
            size[smallest] += time.Count();
            foreach (var row in time)
            {
                fold[row] = smallest;
            }
        }

        return new Folds(table, count, place, fold, byTime);
    }

    /// <summary>The fold of a row that learners did not see when they predict it.</summary>
    public int OfRow(int row) => _fold[row];

    /// <summary>The half, 0 or 1, that a row takes in fitting and judging the fusion; a shopper's rows share it.</summary>
    public int HalfOf(int row) => _place[_table.Nodes.User[row]] / Count % 2;

    /// <summary>The table without a fold: its rows are in no slice, some others are set aside for early stopping.</summary>
    public StateTable Without(int fold) => Part(node => _fold[node] == fold, node => HoldsInstants
        ? _fold[node] == (fold + 1) % Count
        : PlaceOf(node) / Count % ValidationShare == fold % ValidationShare);

    /// <summary>The table with all rows; those that would be set aside are marked, and learners that know the folds fit on them too.</summary>
    public StateTable Whole() => Part(_ => false, node => PlaceOf(node) / Count % ValidationShare == ValidationShare - 1);

    private int PlaceOf(int node) => _place[_table.Nodes.User[node]];

    private StateTable Part(Predicate<int> isOut, Predicate<int> isValidation)
    {
        var slices = (Slice[])_table.Nodes.Slice.Clone();
        for (var node = 0; node < slices.Length; node++)
        {
            if (slices[node] is Slice.Train or Slice.Validation)
            {
                slices[node] = PlaceOf(node) < 0 || isOut(node) ? Slice.None : isValidation(node) ? Slice.Validation : Slice.Train;
            }
        }

        return _table with { Nodes = _table.Nodes with { Slice = slices } };
    }

    /// <summary>Place of each user in an order in which buyers come first, both groups shuffled: every k-th of it has the same share of buyers.</summary>
    private static int[] Shuffle(StateTable table, int[] rows, int seed)
    {
        var place = new int[table.UserIds.Count];
        Array.Fill(place, -1);
        var buys = new bool[place.Length];
        foreach (var row in rows)
        {
            var user = table.Nodes.User[row];
            place[user] = 0;
            buys[user] |= table.Nodes.Outcome[row] > 0;
        }

        int[] buyers = [.. Enumerable.Range(0, place.Length).Where(u => place[u] == 0 && buys[u])];
        int[] others = [.. Enumerable.Range(0, place.Length).Where(u => place[u] == 0 && !buys[u])];
        var random = new Random(seed);
        random.Shuffle(buyers);
        random.Shuffle(others);
        var next = 0;
        foreach (var user in buyers.Concat(others))
        {
            place[user] = next++;
        }

        return place;
    }
}
