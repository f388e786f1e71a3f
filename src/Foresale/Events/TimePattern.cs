using System.Text;

namespace Foresale.Events;

/// <summary>Time patterns as .NET writes them, and the same for DuckDB's strptime.</summary>
public static class TimePattern
{
    private static readonly (string Token, string Strptime)[] s_tokens =
    [
        ("yyyy", "%Y"), ("yy", "%y"), ("MMMM", "%B"), ("MMM", "%b"), ("MM", "%m"), ("M", "%-m"), ("dd", "%d"), ("d", "%-d"),
        ("HH", "%H"), ("H", "%-H"), ("hh", "%I"), ("h", "%-I"), ("mm", "%M"), ("m", "%-M"), ("ss", "%S"), ("s", "%-S"),
        ("ffffff", "%f"), ("fff", "%g"), ("zzz", "%z"), ("K", "%z"), ("tt", "%p"),
    ];

    /// <summary>The strptime format of a pattern; letters in single quotes and signs stand for themselves.</summary>
    /// <returns>Null where the pattern has a letter that is none of its tokens.</returns>
    public static string? ToStrptime(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var format = new StringBuilder();
        for (var i = 0; i < pattern.Length;)
        {
            var rest = pattern.AsSpan(i);
            var run = 1;
            while (run < rest.Length && rest[run] == rest[0])
            {
                run++;
            }

            var word = rest[..run].ToString();
            var token = Array.Find(s_tokens, t => string.Equals(t.Token, word, StringComparison.Ordinal));
            if (token.Token is not null)
            {
                format.Append(token.Strptime);
                i += run;
            }
            else if (rest[0] == '\'' && rest[1..].IndexOf('\'') is >= 0 and var length)
            {
                format.Append(rest.Slice(1, length));
                i += length + 2;
            }
            else if (char.IsLetter(rest[0]) && rest[0] is not 'T' and not 'Z')
            {
                return null;
            }
            else
            {
                format.Append(rest[0] == '%' ? "%%" : rest[..1]);
                i++;
            }
        }

        return format.ToString();
    }
}
