using System.Text;
using Foresale.Evaluation.Charts;

namespace Foresale.Evaluation.Report;

/// <summary>
/// Writes a report as one HTML file that needs nothing else: no script, no font, no picture from outside. It follows the reader's light
/// or dark setting, fits a phone and prints.
/// </summary>
public static class HtmlReport
{
    /// <summary>Writes the page to a file; it is whole or absent.</summary>
    public static void Write(EvaluationReport report, string path)
    {
        using var staged = new StagedFile(path);
        using (var stream = File.Create(staged.Path))
        {
            Write(report, stream);
        }

        staged.Commit();
    }

    /// <summary>Writes the page as UTF-8.</summary>
    public static void Write(EvaluationReport report, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(Page(report).ToString()));
    }

    private static Html Page(EvaluationReport report)
    {
        var legend = new Legend(report.Comparison.Learners, report.Gate.Ships);
        Section?[] all =
        [
            LearnerSection.Of(report),
            DataSection.Funnel(report),
            TrainingSection.Of(report),
            CurveSection.Of(report, legend),
            EarlySection.Of(report, legend),
            HorizonSection.Of(report, legend),
            ImportanceSection.Of(report),
            SliceSection.Of(report),
            ShopperSection.Of(report),
            DataSection.Cleaning(report),
            CardSection.Of(report),
            WordsSection.Of(report),
        ];
        var sections = all.OfType<Section>().ToList();
        return Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Headline.Title(report.Card)} – Foresale evaluation</title>
            <style>{Html.Constant(ReportStyle.Sheet)}</style>
            </head>
            <body>
            {Headline.Of(report)}
            <nav aria-label="Sections"><ul>{sections.Select(s => Html.Of($"""<li><a href="#{s.Id}">{s.Title}</a></li>"""))}</ul></nav>
            <main>{sections.Select(s => s.ToHtml())}</main>
            <footer>Made by Foresale {report.Card.Version}. All figures stand in metrics.json beside this page.</footer>
            </body>
            </html>

            """);
    }
}
