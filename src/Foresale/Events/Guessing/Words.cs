using System.Text;

namespace Foresale.Events.Guessing;

/// <summary>Brings names and words of several languages to one form: lower case, accents off, letters and digits only.</summary>
internal static class Words
{
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿё";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyyе";

    /// <summary>The parts of a name: at signs, gaps and capitals inside. <c>EventType</c>, <c>event_type</c> and <c>event type</c> are alike.</summary>
    public static List<string> Parts(string name)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var begins = i > 0 && char.IsUpper(c) && char.IsLower(name[i - 1]);
            if ((begins || !char.IsLetterOrDigit(c)) && part.Length > 0)
            {
                parts.Add(part.ToString());
                part.Clear();
            }

            if (char.IsLetterOrDigit(c))
            {
                part.Append(Fold(c));
            }
        }

        if (part.Length > 0)
        {
            parts.Add(part.ToString());
        }

        return parts;
    }

    /// <summary>The whole name in one form.</summary>
    public static string Folded(string name) => string.Concat(Parts(name)).Replace("ß", "ss", StringComparison.Ordinal);

    private static char Fold(char c)
    {
        var lower = char.ToLowerInvariant(c);
        return Accented.IndexOf(lower, StringComparison.Ordinal) is >= 0 and var index ? Plain[index] : lower;
    }
}
