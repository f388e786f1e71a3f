using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Foresale.Evaluation;
using Foresale.Evaluation.Charts;
using Foresale.Evaluation.Report;
using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.Evaluation;

public partial class HtmlReportTests
{
    private const string Hostile = "<script>alert('\"&')</script>";

    [Fact]
    public void The_page_has_every_section()
    {
        var page = Page(DemoReport.Default);

        Assert.Equal(
            ["learners", "funnel", "training", "curves", "early", "importance", "slices", "shoppers", "data", "card", "words"],
            Sections(page),
            StringComparer.Ordinal);
        Assert.Contains("Ships: fusion.", page, StringComparison.Ordinal);
        Assert.Contains("LightGBM <span class=\"badge\">best single on calibration</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_stand_with_their_words_and_what_sets_each_apart()
    {
        var page = Page(DemoReport.Default);

        Assert.Contains($"{Figures.Count(8_604)} shoppers of the training slice in 2 segments", page, StringComparison.Ordinal);
        Assert.Contains($"<td>2: frequent buyers, frequent visitors</td><td>{Figures.Count(3_404)}</td>", page, StringComparison.Ordinal);
        Assert.Matches(@"text-anchor=""end"">days with a visit</text>[\s\S]*?>-0\.6</text>[\s\S]*?>\+0\.9</text>", page);
        Assert.DoesNotContain("id=\"shoppers\"", Page(DemoReport.Default with { Shoppers = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void Horizons_stand_in_one_table_and_one_that_no_row_sees_the_end_of_has_no_curve()
    {
        var predictions = Given.Shop(600, seed: 3, noise: .4f, learner: "1d");
        var seen = new HorizonResult("1d", Metrics.Compute(predictions, .5), ReliabilityCurve.Of(predictions));
        var none = new HorizonResult("90d", Metrics.Compute(predictions with { Probability = [], Outcome = [], Weight = [], User = [] }, .5), []);

        var page = Page(DemoReport.Default with { Horizons = [seen, none] });

        Assert.Contains($"<td>1d</td><td>600</td><td>{Figures.Percent(seen.Metrics.BaseRate)}</td>", page, StringComparison.Ordinal);
        Assert.Contains("<td>90d</td><td>0</td><td>–</td>", page, StringComparison.Ordinal);
        Assert.Contains("Reliability, 1d", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Reliability, 90d", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"horizons\"", Page(DemoReport.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_refers_to_nothing_outside_itself()
    {
        var page = Page(DemoReport.Default);

        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.All(Href().Matches(page), m => Assert.StartsWith("#", m.Groups["to"].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        var page = Page(DemoReport.Create(name: Hostile, item: Hostile));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_stays_markup_in_any_list_and_values_are_escaped()
    {
        List<Html> parts = [Html.Of($"<b>{"a<b"}</b>"), Html.Of($"<i>{1.5}</i>")];

        Assert.Equal("<p><b>a&lt;b</b><i>1.5</i></p>", Html.Of($"<p>{parts}</p>").ToString());
    }

    [Fact]
    public void Every_plot_is_well_formed_and_holds_finite_numbers_only()
    {
        var page = Page(DemoReport.Create(item: Hostile));

        var plots = Svg().Matches(page).Select(m => m.Value).ToList();

        Assert.True(plots.Count >= 10, $"{plots.Count} plots");
        foreach (var plot in plots)
        {
            var xml = new XmlDocument { XmlResolver = null };
            xml.LoadXml(plot);
            Assert.DoesNotContain("NaN", plot, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", plot, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Importance_says_its_rows_and_draws_what_is_within_noise_in_grey()
    {
        var page = Page(DemoReport.Default with { ImportanceRows = 300, Importance = [new("views", .02, .001), new("carts", .01, .004), new("hour", -.001, .0001)] });

        Assert.Contains("shuffled among 300 test rows and the model is left as it is", page, StringComparison.Ordinal);
        Assert.Contains("<b>1 of 3 inputs are worth more than chance shows</b>", page, StringComparison.Ordinal);
        Assert.Contains("<title>views: 0.02000</title>", page, StringComparison.Ordinal);
        var grey = page[page.IndexOf("Permutation importance within chance", StringComparison.Ordinal)..];
        Assert.Contains("<title>carts: 0.01000</title>", grey, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>views:", grey, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>hour:", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_thick_line_is_the_learner_that_ships()
    {
        var report = DemoReport.Default;

        var page = Page(report with { Gate = report.Gate with { Ships = "td" } });

        Assert.Contains("strong\"></i>critic</li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("strong\"></i>fusion</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Learners_whose_figures_read_the_same_are_bold_together()
    {
        var comparison = DemoReport.Default.Comparison;
        var (first, best) = (comparison.Learners[0], comparison.Learners[0].Metrics.LogLoss);
        var near = comparison.Learners[1] with { Metrics = first.Metrics with { LogLoss = best + 1e-7 } };

        var page = Page(DemoReport.Default with { Comparison = comparison with { Learners = [first, near, .. comparison.Learners.Skip(2)] } });

        Assert.Equal(2, page.Split($"<td class=\"best\" title=\"\">{Figures.Of(Metric.LogLoss, best)}<small>").Length - 1);
    }

    [Fact]
    public void A_group_is_judged_by_the_rule_of_the_whole_model()
    {
        var figures = DemoReport.Default.Shipped.Metrics with { CalibrationSlope = 1.2, Ece = .06, EceFloorHigh = .02, BaseRate = .1 };
        SliceRow Of(string word, MetricSet metrics, Interval slope) => new("device", word, metrics, slope);

        var page = Page(DemoReport.Default with
        {
            Slices = [Of("phone", figures, new Interval(1.2, .9, 1.5)), Of("tablet", figures with { Ece = .015 }, new Interval(1.2, .9, 1.5)), Of("desktop", figures with { Ece = .015 }, new Interval(1.2, 1.1, 1.3))],
        });

        Assert.Contains("2 of 3 groups are marked “▼ with care”", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("<b class=\"bad\">▼ with care</b>").Length - 1);
        Assert.Contains("<td>tablet</td>", page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("no error beyond chance</td>").Length - 1);
    }

    [Fact]
    public void All_but_the_last_is_a_dot_that_no_line_reaches()
    {
        var page = Page(DemoReport.Default);

        var plot = Svg().Matches(page).Select(m => m.Value).Single(s => s.Contains("aria-label=\"ROC-AUC by events seen\"", StringComparison.Ordinal));
        var (line, dots) = (Line().Match(plot).Groups["points"].Value.Split(' '), Dot().Matches(plot).Select(m => m.Groups["x"].Value).ToList());

        Assert.Equal(5, line.Length);
        Assert.Equal(6, dots.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(line, p => p.StartsWith(dots[5] + ",", StringComparison.Ordinal));
        Assert.DoesNotContain("%", plot, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_found_nothing_are_one_line_and_the_title_names_question_and_data()
    {
        var page = Page(DemoReport.Default);

        Assert.Contains("<summary>2 rules found nothing</summary>bot, clock</details>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<td>bot</td>", page, StringComparison.Ordinal);
        Assert.Contains("<h1>Purchase intent: session, Planted shop, seed 1</h1>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-.7, -.9, "the critic values what it proposes at −0.700 at the end and what shoppers do by themselves at −0.900: the actor found something that the critic values more.")]
    [InlineData(-.9, -.7, "the actor found nothing that the critic values more, so read nudges with care.")]
    public void The_actors_caption_says_what_its_curves_show(double proposed, double shoppers, string says)
    {
        Series Of(string name, double end) => new(ActorSeries.Panel, name, [new CurvePoint(0, -1), new CurvePoint(100, end)]);

        var page = Page(DemoReport.Default with { History = [Of(ActorSeries.Proposed, proposed), Of(ActorSeries.Shoppers, shoppers)] });

        Assert.Contains(says, page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_base_rate_has_one_log_loss_and_what_is_not_known_has_no_line()
    {
        var comparison = DemoReport.Default.Comparison;
        var learners = comparison.Learners.Select(l => l.Name is "base rate" ? l with { Name = "base_rate" } : l).ToList();

        var page = Page(DemoReport.Default with { Comparison = comparison with { Learners = learners }, Card = DemoReport.Default.Card with { Created = null } });

        Assert.Contains($"base rate alone {Figures.Fixed(learners[^1].Metrics.LogLoss, 4)}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<dt>Made</dt>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_slice_of_one_outcome_still_gives_a_page()
    {
        var none = Given.Rows([.1f, .2f, .3f], [0, 0, 0], learner: "td");
        var report = new EvaluationReport
        {
            Card = new ModelCard { Name = "Small", Target = new Target(TargetKind.Table), Version = "0.1.0", DataHash = "00" },
            Comparison = LearnerComparison.Of([new Contender(none, LearnerRole.Single)], reference: null, new BootstrapOptions { Draws = 5 }, TestContext.Current.CancellationToken),
            Gate = new GateResult("td", "It is the only learner."),
        };

        var page = Page(report);

        Assert.Contains("All 3 test rows have the same outcome, so nothing can be said of its ranking.", page, StringComparison.Ordinal);
        Assert.Equal(["learners", "curves", "card", "words"], Sections(page), StringComparer.Ordinal);
    }

    [Fact]
    public void A_tables_report_has_no_funnel_and_speaks_of_its_label()
    {
        var demo = DemoReport.Default;
        var data = demo.Dataset! with { Kind = "table", TableColumns = [new("subscribed", TableRoles.Label, "yes")], Behaviors = new Dictionary<string, long>(StringComparer.Ordinal) };

        var page = Page(demo with { Card = demo.Card with { Target = new Target(TargetKind.Table), Splits = [new("train", 1_000, 1_000, .2), new("test", 500, 500, .1)] }, Dataset = data, Shoppers = null, Early = [], Slices = [], History = [], Importance = [], ImportanceOfParts = [] });

        Assert.Equal(["learners", "curves", "data", "card", "words"], Sections(page), StringComparer.Ordinal);
        Assert.Contains($"A row is positive where subscribed says “yes”: 250 of the {Figures.Count(1_500)} rows that were used, 16.7 %.", page, StringComparison.Ordinal);
        Assert.Contains("this model says how likely it is that subscribed says “yes”.", page, StringComparison.Ordinal);
        Assert.Contains("Share that is positive", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)buyer|bought|shopper|session|0001-01-01| events were", page);
    }

    [Fact]
    public void A_trivial_baseline_that_ships_is_said_so()
    {
        var demo = DemoReport.Default;
        const string Says = "What ships is a trivial baseline: the log is too small, or too hard, for this question.";

        Assert.Contains(Says, Page(demo with { Gate = demo.Gate with { Ships = "recency rule" } }), StringComparison.Ordinal);
        Assert.DoesNotContain(Says, Page(demo), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 20, 5, 400, "Views, carts and purchases are steps of which each is rarer than the one before, as it should be")]
    [InlineData(100, 0, 5, 1, "there is no cart: that often means a tag that was not installed everywhere.")]
    [InlineData(10, 20, 30, 1, "there is more of cart than of view and more of purchase than of cart: that often means")]
    public void Only_steps_that_all_pass_are_held_to_the_order_of_the_funnel(long views, long carts, long purchases, long searches, string says)
    {
        var behaviors = new Dictionary<string, long>(StringComparer.Ordinal) { ["view"] = views, ["search"] = searches, ["cart"] = carts, ["purchase"] = purchases };

        Assert.Contains(says, Page(DemoReport.Default with { Dataset = DemoReport.Default.Dataset! with { Behaviors = behaviors } }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_horizon_that_knows_no_more_than_its_base_rate_is_marked()
    {
        var wrong = Given.Rows([.9f, .8f, .1f, .2f], [0, 0, 1, 0], learner: "7d");
        var result = new HorizonResult("7d", Metrics.Compute(wrong, .5), []);

        Assert.True(result.IsNoBetter);
        Assert.Contains("7d: no better than its base rate on 4 rows", Page(DemoReport.Default with { Horizons = [result] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_the_state_stand_before_single_inputs()
    {
        var page = Page(DemoReport.Default);

        Assert.Contains($"shuffled together among {Figures.Count(3_000)} test rows", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("<title>S_u shopper: 0.02100</title>", StringComparison.Ordinal) < page.IndexOf("<h3>Single inputs</h3>", StringComparison.Ordinal));
        Assert.Contains("<title>S_c moment: 0.00010</title>", page[page.IndexOf("parts within chance", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_an_axis_never_touches_its_longest_tick()
    {
        var axis = new Axis("Value", -1, 0, [new Tick(-1, "−0.8655"), new Tick(0, "0")]);

        var tick = TickPlace().Match(new Plot("plot", axis, axis).ToHtml().ToString()).Groups["x"].Value;

        const double Letter = 7.2, Title = 15;
        Assert.True(double.Parse(tick, System.Globalization.CultureInfo.InvariantCulture) - (7 * Letter) > Title, tick);
    }

    [Fact]
    public void The_file_is_the_page()
    {
        var path = Environment.GetEnvironmentVariable("FORESALE_DEMO_REPORT") ?? Path.Combine(Path.GetTempPath(), $"foresale-report-{Guid.NewGuid():N}.html");
        var report = DemoReport.Default;

        HtmlReport.Write(report, path);

        Assert.Equal(Page(report), File.ReadAllText(path));
        if (Environment.GetEnvironmentVariable("FORESALE_DEMO_REPORT") is null)
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(125_865, "125\u202f865")]
    [InlineData(80, "80")]
    [InlineData(double.NaN, "–")]
    public void Counts_are_grouped_by_thin_spaces(double count, string text) => Assert.Equal(text, Figures.Count(count));

    [Fact]
    public void Ticks_are_round_and_hold_the_values()
    {
        var axis = Axis.Of("loss", [.312, .418]);

        Assert.Equal([.3, .35, .4, .45], axis.Ticks.Select(t => Math.Round(t.Value, 6)));
        Assert.Equal(0, axis.Place(.3), 1e-9);
        Assert.Equal(1, axis.Place(.45), 1e-9);
    }

    private static IEnumerable<string> Sections(string page) => SectionId().Matches(page).Select(m => m.Groups["id"].Value);

    private static string Page(EvaluationReport report)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex("<section id=\"(?<id>[a-z]+)\">", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SectionId();

    [GeneratedRegex("<polyline class=\"line[^>]* points=\"(?<points>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Line();

    [GeneratedRegex("class=\"tick\" x=\"(?<x>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TickPlace();

    [GeneratedRegex("<circle [^>]*cx=\"(?<x>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Dot();

    [GeneratedRegex("href=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Href();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Svg();
}
