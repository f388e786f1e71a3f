namespace Foresale.Decisions.Inventory;

/// <summary>
/// All states of a lost-sales system: stock ready for demand and the orders under way, x = (x0, x1, ..., x[L-1]), whole units whose sum is at
/// most a bound. States are numbered in the order of a dictionary, so that those that differ in the last order alone stand side by side.
/// </summary>
/// <remarks>There are C(bound + L, L) of them: 82,251 for L = 4 and a bound of 35.</remarks>
public sealed class PipelineStates
{
    private readonly long[,] _counts; // [n, b]: vectors of n numbers with a sum of at most b

    /// <summary>Numbers them.</summary>
    /// <param name="size">Numbers of a state, &gt;= 1.</param>
    /// <param name="bound">Largest sum, &gt;= 0.</param>
    public PipelineStates(int size, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(bound);
        (Size, Bound) = (size, bound);
        _counts = new long[size + 1, bound + 1];
        for (var b = 0; b <= bound; b++)
        {
            _counts[0, b] = 1;
            for (var n = 1; n <= size; n++)
            {
                _counts[n, b] = _counts[n - 1, b] + (b > 0 ? _counts[n, b - 1] : 0);
            }
        }

        Count = checked((int)_counts[size, bound]);
    }

    /// <summary>L.</summary>
    public int Size { get; }

    /// <summary>Largest sum of a state.</summary>
    public int Bound { get; }

    /// <summary>How many states.</summary>
    public int Count { get; }

    /// <summary>Number of a state.</summary>
    public int IndexOf(ReadOnlySpan<int> state)
    {
        var (index, left) = (0L, Bound);
        for (var i = 0; i < state.Length; i++)
        {
            // Those with less in place i come before: sum over v < x of counts(n, left - v) = counts(n + 1, left) - counts(n + 1, left - x).
            var rest = Size - i;
            index += _counts[rest, left] - (left - state[i] >= 0 ? _counts[rest, left - state[i]] : 0);
            left -= state[i];
        }

        return (int)index;
    }

    /// <summary>Visits all states in the order of their numbers.</summary>
    /// <param name="visit">Gets the number, the state and how much room is left below the bound.</param>
    public void ForEach(Action<int, int[], int> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var state = new int[Size];
        var (index, sum) = (0, 0);
        while (true)
        {
            visit(index++, state, Bound - sum);
            var place = Size - 1;
            while (place >= 0 && sum == Bound)
            {
                sum -= state[place];
                state[place--] = 0;
            }

            if (place < 0)
            {
                return;
            }

            state[place]++;
            sum++;
        }
    }
}
