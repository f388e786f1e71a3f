using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Foresale.Evaluation.Charts;

/// <summary>
/// Markup that is safe to put into a page. It is made from interpolated strings, whose literal parts are taken as they stand and whose
/// values are escaped, unless they are markup themselves: a shopper's or a column's name can never become a tag.
/// </summary>
internal readonly record struct Html
{
    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>No markup.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>Markup of an interpolated string; numbers are written in the invariant culture.</summary>
    public static Html Of(HtmlText text) => new(text.ToMarkup());

    /// <summary>Markup of a constant, such as a style sheet.</summary>
    public static Html Constant([ConstantExpected] string markup) => new(markup);

    /// <summary>One after the other.</summary>
    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(p => p.ToString())));

    /// <inheritdoc/>
    public override string ToString() => _markup ?? "";
}

/// <summary>Collects the parts of an interpolated string for <see cref="Html.Of"/>.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlText
{
    private readonly StringBuilder _text;

    public HtmlText(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html html) => _text.Append(html.ToString());

    public void AppendFormatted<T>(T value) => AppendFormatted(value, format: null);

    public void AppendFormatted<T>(T value, string? format)
    {
        // Looked at here and not in an overload: the compiler would prefer T for a List<Html> and print the type's name.
        if (value is IEnumerable<Html> parts)
        {
            foreach (var part in parts)
            {
                _text.Append(part.ToString());
            }

            return;
        }

        var text = value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString();
        _text.Append(WebUtility.HtmlEncode(text));
    }

    public string ToMarkup() => _text.ToString();
}
