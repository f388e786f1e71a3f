using Foresale.Features;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Live;

/// <summary>States of one shopper as the table that a model scores: all rows share the shopper's tokens.</summary>
internal static class LiveStates
{
    /// <summary>Reads a shopper with each of some items in focus.</summary>
    public static StateTable Read(Fold fold, ModelManifest manifest, string userId, IReadOnlyList<string?> itemIds, DateTimeOffset at)
    {
        var (rows, width) = (itemIds.Count, fold.Schema.Count);
        var features = new float[rows * width];
        for (var row = 0; row < rows; row++)
        {
            fold.Read(userId, itemIds[row], at, features.AsSpan(row * width, width));
        }

        var tokens = new int[fold.TokenSchema.Length * fold.TokenSchema.Count];
        return new StateTable
        {
            Target = manifest.Target,
            Actions = manifest.Actions,
            Schema = fold.Schema,
            Features = features,
            TokenSchema = fold.TokenSchema,
            Tokens = tokens,
            Nodes = Nodes(rows, fold.ReadTokens(userId, tokens), at.ToUnixTimeMilliseconds()),
            UserIds = [userId],
            DataHash = "",
        };
    }

    private static NodeTable Nodes(int rows, int tokens, long timeMs) => new()
    {
        State = [.. Enumerable.Range(0, rows)],
        TokenBegin = new int[rows],
        TokenEnd = All(rows, tokens),
        TimeLeft = All(rows, 1f),
        Action = All(rows, (sbyte)-1),
        End = All(rows, NodeEnd.Truncated),
        Outcome = All(rows, float.NaN),
        Weight = All(rows, 1f),
        Slice = new Slice[rows],
        IsRow = All(rows, true),
        User = new int[rows],
        Item = All(rows, -1),
        TimeMs = All(rows, timeMs),
        EventId = new string?[rows],
        SessionId = new string?[rows],
        Step = new int[rows],
    };

    private static T[] All<T>(int count, T value)
    {
        var values = new T[count];
        Array.Fill(values, value);
        return values;
    }
}
