namespace Foresale.Cli;

/// <summary>What somebody meant who mistyped a word.</summary>
internal static class NearestWord
{
    /// <summary>The word that the fewest changes lead to, at most two or a third of the letters; null where none is so near.</summary>
    /// <param name="typed">As it was typed.</param>
    /// <param name="words">The words that there are.</param>
    public static string? Of(string typed, IEnumerable<string> words)
    {
        var (nearest, changes) = words.Select(word => (word, Changes(typed, word))).DefaultIfEmpty(("", int.MaxValue)).MinBy(w => w.Item2);
        return changes <= Math.Max(2, typed.TrimStart('-').Length / 3) ? nearest : null;
    }

    // Letters to put in, leave out, replace or swap with their neighbour (Damerau 1964, Levenshtein 1966).
    private static int Changes(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
