using System.Xml.Linq;
using Foresale.Evaluation;
using Foresale.Evaluation.Report;

namespace Foresale.Tests.Evaluation;

public class LearningCurveReportTests
{
    private static readonly LearningCurves Curves = new(
        "A task",
        "mean return",
        1,
        [
            new AgentCurves("ddpg", [new SeedCurve(1, [new(100, -4), new(200, -2)], -2, .5), new SeedCurve(2, [new(100, -6), new(200, -4)], -4, .5)]),
            new AgentCurves("random", [new SeedCurve(1, [], -9, 3), new SeedCurve(2, [], -11, 3)]),
        ],
        ["As it was."]);

    [Fact]
    public void The_picture_stands_alone_and_has_a_line_a_seed_their_mean_and_the_random_level()
    {
        var svg = XDocument.Parse(LearningCurveReport.Svg(Curves));

        var lines = svg.Descendants().Where(e => e.Name.LocalName is "polyline").ToList();
        Assert.Equal("http://www.w3.org/2000/svg", svg.Root!.Name.NamespaceName);
        Assert.Equal(["ddpg, seed 1", "ddpg, seed 2", "ddpg, mean"], lines.Select(l => l.Value));
        Assert.Single(svg.Descendants(), e => e.Name.LocalName is "line" && e.Value is "random");

        // The mean lies half way between the seeds, at both ends.
        double[][] heights = [.. lines.Select(l => l.Attribute("points")!.Value.Split(' ').Select(p => double.Parse(p.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal([(heights[0][0] + heights[1][0]) / 2, (heights[0][1] + heights[1][1]) / 2], heights[2], (a, b) => Math.Abs(a - b) < .11);
    }

    [Fact]
    public void The_page_has_the_means_over_seeds_with_their_deviation()
    {
        var page = System.Net.WebUtility.HtmlDecode(LearningCurveReport.Html(Curves));

        Assert.Contains("<td>ddpg</td><td>−2.0 ± 0.5</td><td>−4.0 ± 0.5</td><td>−3.0 ± 1.4</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>random</td><td>−9.0 ± 3.0</td><td>−11.0 ± 3.0</td><td>−10.0 ± 1.4</td>", page, StringComparison.Ordinal);
    }
}
