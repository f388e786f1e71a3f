using Foresale.Decisions.Recommendation;

namespace Foresale.Learning.NextItem;

/// <summary>Sessions of like length side by side, padded at the right with 0; item numbers are 1..N.</summary>
/// <param name="Items">[B * T] what is read.</param>
/// <param name="Length">T.</param>
/// <param name="Place">[M] places b * T + t that something follows.</param>
/// <param name="Next">[M] what follows, 1..N.</param>
internal sealed record SessionBatch(long[] Items, int Length, long[] Place, long[] Next)
{
    private const int BatchesSortedTogether = 32;

    /// <summary>All sessions of two clicks and more once, in random order; long ones in pieces.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="size">B.</param>
    /// <param name="longest">T at most.</param>
    /// <param name="random">Makes the order.</param>
    public static IEnumerable<SessionBatch> Shuffled(ItemSessions sessions, int size, int longest, Random random)
    {
        var pieces = Pieces(sessions, longest);
        random.Shuffle(pieces);
        for (var from = 0; from < pieces.Length; from += size * BatchesSortedTogether)
        {
            // Sorted by length only within a part, so that batches differ from epoch to epoch and hardly anything is padding.
            var part = pieces[from..Math.Min(from + (size * BatchesSortedTogether), pieces.Length)];
            Array.Sort(part, (a, b) => a.Length.CompareTo(b.Length));
            var batches = part.Chunk(size).ToArray();
            random.Shuffle(batches);
            foreach (var batch in batches)
            {
                yield return Of(sessions, batch);
            }
        }
    }

    private static Piece[] Pieces(ItemSessions sessions, int longest)
    {
        var pieces = new List<Piece>();
        for (var s = 0; s < sessions.Count; s++)
        {
            for (var begin = 0; begin < sessions[s].Length - 1; begin += longest)
            {
                pieces.Add(new Piece(s, begin, Math.Min(longest, sessions[s].Length - 1 - begin)));
            }
        }

        return [.. pieces];
    }

    private static SessionBatch Of(ItemSessions sessions, Piece[] pieces)
    {
        var length = pieces.Max(p => p.Length);
        var items = new long[pieces.Length * length];
        var (place, next) = (new List<long>(), new List<long>());
        for (var b = 0; b < pieces.Length; b++)
        {
            var session = sessions[pieces[b].Session];
            for (var t = 0; t < pieces[b].Length; t++)
            {
                items[(b * length) + t] = session[pieces[b].Begin + t] + 1;
                place.Add((b * length) + t);
                next.Add(session[pieces[b].Begin + t + 1] + 1);
            }
        }

        return new SessionBatch(items, length, [.. place], [.. next]);
    }

    /// <summary>Clicks Begin..Begin + Length - 1 of a session, each followed by another.</summary>
    private readonly record struct Piece(int Session, int Begin, int Length);
}
