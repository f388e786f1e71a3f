using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>A part of the page with its anchor.</summary>
internal sealed record Section(string Id, string Title, Html Body)
{
    public Html ToHtml() => Html.Of($"""<section id="{Id}"><h2>{Title}</h2>{Body}</section>""");

    /// <summary>A plot with its name, its legend and a caption that says how to read it.</summary>
    public static Html Figure(string title, Html legend, Html plot, string caption) =>
        Html.Of($"""<figure><h3>{title}</h3>{legend}{plot}<figcaption>{caption}</figcaption></figure>""");

    /// <summary>A table that scrolls by itself where the page is narrow.</summary>
    public static Html Table(IEnumerable<string> heads, IEnumerable<Html> rows) =>
        Html.Of($"""<div class="scroll"><table><thead><tr>{heads.Select(h => Html.Of($"<th>{h}</th>"))}</tr></thead><tbody>{rows}</tbody></table></div>""");

    /// <summary>Cells of one row.</summary>
    public static Html Row(params IEnumerable<string> cells) => Html.Of($"<tr>{cells.Select(c => Html.Of($"<td>{c}</td>"))}</tr>");

    /// <summary>Names with what they hold.</summary>
    public static Html Pairs(IEnumerable<(string Name, string Value)> pairs) =>
        Html.Of($"<dl>{pairs.Select(p => Html.Of($"<dt>{p.Name}</dt><dd>{p.Value}</dd>"))}</dl>");

    /// <summary>A bulleted list.</summary>
    public static Html Bullets(IEnumerable<string> lines) =>
        Html.Of($"""<ul class="plain">{lines.Select(l => Html.Of($"<li>{l}</li>"))}</ul>""");
}
