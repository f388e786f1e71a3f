namespace Foresale.Simulation;

/// <summary>
/// P(purchase later in the session) of every session state, for one type and one context, by dynamic programming:
/// v(x) = sum over behaviors b of P(b | x) (1 if b is a purchase, else E[v(x') | x, b]). Items to come are summed out exactly,
/// because a step looks at an item's cell only and the chance of each cell is known.
/// </summary>
/// <remarks>
/// Lengths 1..7 are solved backwards in one pass each; the last length leads to itself. There carts and engagement never fall
/// (a purchase ends the question), so its nine blocks are solved from the fullest to the emptiest, each iterated until nothing
/// moves by more than 1e-10: every sweep shrinks the error by the chance to stay in the block.
/// </remarks>
internal static class PurchaseTable
{
    /// <summary>Solves for all states, [<see cref="SessionState.Count"/>].</summary>
    public static double[] Solve(ShopperType type, SessionContext context)
    {
        var values = new double[SessionState.Count];
        var chances = Chances(type, context);
        var fresh = new double[5 * 9];
        const int Longest = SessionState.Lengths - 1;
        for (var block = 8; block >= 0; block--)
        {
            for (var sweep = 0; sweep < 5000 && Sweep(type, context, chances, values, fresh, Longest, Longest, block) >= 1e-10; sweep++)
            {
                Fresh(type, values, Longest, fresh, block);
            }

            Fresh(type, values, Longest, fresh, block);
        }

        for (var length = SessionState.Lengths - 2; length >= 0; length--)
        {
            Pass(type, context, chances, values, fresh, length, length + 1, values);
        }

        return values;
    }

    /// <summary>
    /// P(purchase within the next <paramref name="events"/> events) of every state: the same recursion, cut after so many steps.
    /// </summary>
    public static double[] SolveWithin(ShopperType type, SessionContext context, int events)
    {
        var chances = Chances(type, context);
        var values = new double[SessionState.Count];
        var fresh = new double[5 * 9];
        for (var step = 0; step < events; step++)
        {
            var longer = (double[])values.Clone();
            for (var length = 0; length < SessionState.Lengths; length++)
            {
                var next = Math.Min(length + 1, SessionState.Lengths - 1);
                Pass(type, context, chances, longer, fresh, length, next, values);
            }

            values = longer;
        }

        return values;
    }

    // All blocks of a length once, from the values of the length after it.
    private static void Pass(ShopperType type, SessionContext context, double[] chances, double[] values, double[] fresh, int length, int next, double[] from)
    {
        for (var block = 8; block >= 0; block--)
        {
            Fresh(type, from, next, fresh, block);
        }

        for (var block = 8; block >= 0; block--)
        {
            Sweep(type, context, chances, values, fresh, length, next, block, from);
        }
    }

    // One update of the states of a block (carts * 3 + engaged); gives the largest move.
    private static double Sweep(ShopperType type, SessionContext context, double[] chances, double[] values, double[] fresh, int length, int next, int block, double[]? from = null)
    {
        var source = from ?? values;
        var moved = 0.0;
        for (var focus = 0; focus < SessionState.Focuses; focus++)
        {
            Span<(double Stay, double Return, double New)> moves = [type.Moves(0, focus, context.Memory), default, type.Moves(2, focus, context.Memory), type.Moves(3, focus, context.Memory)];
            var familiar = context.Memory == SessionContext.NoMemory ? 0 : context.Memory * 2 + 1;
            for (var rest = 0; rest < 5 * 2; rest++)
            {
                var state = new SessionState(rest / 2, block / 3, block % 3, length, focus, rest % 2);
                var index = state.Index;
                var chance = chances.AsSpan(index * ShopWords.Outcomes, ShopWords.Outcomes);
                var value = chance[4];
                for (var b = 0; b < 4; b++)
                {
                    var after = new SessionState(b, SessionState.CartsAfter(b, state.Carts), SessionState.EngagedAfter(b, state.Engaged), next, focus, 0);
                    if (b == 1)
                    {
                        value += chance[b] * source[after.Index]; // a search leaves the focus where it is
                        continue;
                    }

                    var (stay, back, @new) = moves[b];
                    var then = @new * fresh[(b * 3 + after.Carts) * 3 + after.Engaged];
                    then += stay > 0 ? stay * source[(after with { Stayed = 1 }).Index] : 0;
                    then += back > 0 ? back * source[(after with { Focus = familiar }).Index] : 0;
                    value += chance[b] * then;
                }

                moved = Math.Max(moved, Math.Abs(value - values[index]));
                values[index] = value;
            }
        }

        return moved;
    }

    // E[v] over the cell of a new item: shared by all states that lead to the same behavior and block.
    private static void Fresh(ShopperType type, double[] values, int next, double[] fresh, int block)
    {
        for (var b = 0; b < 4; b++)
        {
            var mean = 0.0;
            for (var cell = 0; cell < 6; cell++)
            {
                mean += type.Cell[cell] * values[new SessionState(b, block / 3, block % 3, next, cell * 2, 0).Index];
            }

            fresh[(b * 9) + block] = mean;
        }
    }

    private static double[] Chances(ShopperType type, SessionContext context)
    {
        var chances = new double[SessionState.Count * ShopWords.Outcomes];
        for (var length = 0; length < SessionState.Lengths; length++)
        {
            for (var rest = 0; rest < SessionState.PerLength; rest++)
            {
                var state = new SessionState(rest / (9 * 26), rest / 78 % 3, rest / 26 % 3, length, rest / 2 % 13, rest % 2);
                type.Next(state, context.Setting, chances.AsSpan(state.Index * ShopWords.Outcomes, ShopWords.Outcomes));
            }
        }

        return chances;
    }
}
