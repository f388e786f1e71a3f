using Foresale.Features;
using Foresale.States;

namespace Foresale.Learning.Tests.Agents;

/// <summary>
/// Shoppers with token histories of any length, the empty one included, and episodes over them. Who has met item 5 within the last three
/// events buys far more often: only the tokens tell. Features are noise.
/// </summary>
internal static class TokenShop
{
    public static readonly string[] Actions = ["view", "cart", "purchase"];

    public static readonly TokenSchema Schema = new([new TokenField("behavior", 5), new TokenField("item", 12), new TokenField("gap", 4)], Length: 6);

    /// <summary>One row a shopper and place of the history, episodes of three nodes; the last fifth of the shoppers is Test.</summary>
    public static StateTable Table(int shoppers, int longest, int seed)
    {
        var random = new Random(seed);
        var tokens = new List<int>();
        var (begin, end, user, action, ends, outcome, features) = (new List<int>(), new List<int>(), new List<int>(), new List<sbyte>(), new List<NodeEnd>(), new List<float>(), new List<float[]>());
        for (var u = 0; u < shoppers; u++)
        {
            var first = tokens.Count / Schema.Count;
            var length = u % (longest + 1);
            for (var t = 0; t < length; t++)
            {
                tokens.AddRange([2 + random.Next(3), 2 + random.Next(10), 1 + random.Next(3)]);
            }

            for (var t = 0; t <= length; t++)
            {
                var keen = Enumerable.Range(Math.Max(0, t - 3), Math.Min(3, t)).Any(i => tokens[((first + i) * Schema.Count) + 1] == 5);
                var bought = random.NextDouble() < (keen ? .8 : .1);
                var isLast = t == length || t % 3 == 2;
                begin.Add(first);
                end.Add(first + t);
                user.Add(u);
                action.Add((sbyte)(isLast ? bought ? 2 : 3 : random.Next(2)));
                ends.Add(isLast ? bought ? NodeEnd.Bought : NodeEnd.NotBought : NodeEnd.Continues);
                outcome.Add(bought ? 1 : 0);
                features.Add([(float)random.NextDouble(), (float)Math.Exp(8 * random.NextDouble())]);
            }
        }

        for (var n = outcome.Count - 2; n >= 0; n--)
        {
            outcome[n] = ends[n] == NodeEnd.Continues ? outcome[n + 1] : outcome[n];
        }

        var table = Some.Table([.. features], [.. outcome]);
        return table with
        {
            Target = new Target(TargetKind.Session),
            Actions = Actions,
            TokenSchema = Schema,
            Tokens = [.. tokens],
            UserIds = [.. Enumerable.Range(0, shoppers).Select(i => $"u{i}")],
            Nodes = table.Nodes with
            {
                TokenBegin = [.. begin],
                TokenEnd = [.. end],
                Action = [.. action],
                End = [.. ends],
                User = [.. user],
                Slice = [.. user.Select(u => u % 5 == 4 ? Slice.Test : u % 5 == 3 ? Slice.Validation : Slice.Train)],
            },
        };
    }
}
