using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>A page of sections one below the other, which needs nothing from outside.</summary>
internal static class Page
{
    /// <summary>Writes it.</summary>
    /// <param name="tab">Title of the browser's tab.</param>
    /// <param name="over">A few words above the heading.</param>
    /// <param name="heading">The heading.</param>
    /// <param name="sections">In order.</param>
    public static string Of(string tab, string over, string heading, IEnumerable<Html> sections) => Html.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{tab}</title>
        <style>{Html.Constant(ReportStyle.Sheet)}</style>
        </head>
        <body>
        <header><p class="over">{over}</p><h1>{heading}</h1></header>
        <main>
        {sections}
        </main>
        </body>
        </html>

        """).ToString();
}
