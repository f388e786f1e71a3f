using Foresale.Evaluation;
using Foresale.Evaluation.Charts;
using Foresale.Evaluation.Report;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>Writes what a recommender is worth, and some of its lists with why each item is there, as a page that needs nothing from outside.</summary>
public static class RecommendationPage
{
    private const int ShownPlaces = 10, ShownItems = 6;

    private static readonly Dictionary<string, string> s_why = new(StringComparer.Ordinal)
    {
        ["own"] = "they looked at it before",
        ["factors"] = "shoppers with like tastes took it",
        ["transitions"] = "it follows what they last looked at",
        ["neighbors"] = "sessions like theirs had it",
        [InterestModel.PopularitySource] = "it sells",
    };

    /// <summary>The page.</summary>
    /// <param name="name">Of the data.</param>
    /// <param name="fitted">What is shown.</param>
    public static string Html(string name, FittedRecommender fitted)
    {
        ArgumentNullException.ThrowIfNull(fitted);
        return Page.Of("Recommendations – Foresale", $"Recommendations of {name}", "What to show", [Judged(fitted.Report).ToHtml(), Sources(fitted.Recommender).ToHtml(), Examples(fitted).ToHtml()]);
    }

    private static Section Judged(RecommenderReport? report)
    {
        if (report is not { Shoppers: > 0 })
        {
            return new Section("judged", "What the lists are worth", Evaluation.Charts.Html.Of($"<p>The log is too short for a part to judge by: it needs five days, and shoppers on the last of them.</p>"));
        }

        var looks = report.Lists.Select((l, i) => (l.Name, Look: l.Name is RecommenderReport.Popularity ? new Look(Look.Grey) : new Look(i, Strong: report.Serves(l)))).ToList();
        return new Section("judged", "What the lists are worth", Evaluation.Charts.Html.Join(
        [
            Evaluation.Charts.Html.Of($"<p>{Sentence(report)}</p>"),
            Section.Table(
                ["ranked by", "recall", "NDCG", "purchases found", "margin found a shopper", "recall over popularity", "margin over popularity", ""],
                report.Lists.Select(l => Section.Row(
                    l.Name, Figures.Fixed(l.Recall, 3), Figures.Fixed(l.Ndcg, 3), Figures.Fixed(l.BoughtShare, 3), Figures.Fixed(l.MarginFound, 3),
                    l.Name is RecommenderReport.Popularity ? "" : Text(l.RecallOverPopularity), l.Name is RecommenderReport.Popularity ? "" : Text(l.MarginOverPopularity), report.Serves(l) ? "served" : ""))),
            Evaluation.Charts.Html.Of($"""<div class="plots">{Recall(report, looks)}{Margin(report, looks)}</div>"""),
            Section.Bullets(
            [
                $"{Figures.Count(report.Shoppers)} shoppers came in the last fifth of the days; of {Figures.Count(report.NewShoppers)} nothing was known. No model or weight has seen these days, and the side file was read as it stood before them.",
                $"All rankings have the same candidates, rules and diversity, and lists of {Figures.Count(report.Length)}. Intervals are 95 %, over shoppers, paired.",
                "Lists were not shown to anybody: this is what shoppers found by themselves. It favours what the shop already shows.",
            ]),
        ]));
    }

    private static string Sentence(RecommenderReport report)
    {
        var served = report.Of(report.Served);
        var learned = report.Ranking.Verdict is not { } verdict
            ? "Too few bought to learn weights."
            : $"Learned weights (intent {Figures.Tick(report.Ranking.Found.Intent)}, value {Figures.Tick(report.Ranking.Found.Value)}{(report.Ranking.Found == RankingWeights.InterestAlone ? ", which is interest alone" : "")}) over expected value: {Text(verdict.Gain)} of margin a shopper; {(verdict.IsShipped ? "they ship" : "they do not ship")}.";
        return $"Ranked by {served.Name}, as served, lists hold {Figures.Percent(served.Recall)} of what a shopper touched later, and found {Figures.Fixed(served.MarginFound, 3)} of margin a shopper; "
            + $"by popularity {Figures.Percent(report.Of(RecommenderReport.Popularity).Recall)} and {Figures.Fixed(report.Of(RecommenderReport.Popularity).MarginFound, 3)}. {learned}";
    }

    private static Html Recall(RecommenderReport report, List<(string Name, Look Look)> looks)
    {
        var plot = new Plot("Recall by length of the list", Axis.Tight("Items shown", [1, report.Length]), Axis.Of("Recall", report.Lists.SelectMany(l => l.RecallByLength), fromZero: true));
        foreach (var (list, look) in report.Lists.Zip(looks))
        {
            plot.Line(list.RecallByLength.Select((recall, place) => new CurvePoint(place + 1, recall)), look.Look, list.Name);
        }

        return Section.Figure("Recall by length of the list", Legend.List(looks), plot.ToHtml(), "Share of what a shopper touched later that stands in the first so many places.");
    }

    private static Html Margin(RecommenderReport report, List<(string Name, Look Look)> looks)
    {
        var shown = report.Lists.Zip(looks).Where(l => l.First.Name is not RecommenderReport.Popularity).ToList();
        var plot = new Plot(
            "Margin found over popularity",
            Axis.Names("", [.. shown.Select(l => l.First.Name)]),
            Axis.Of("Margin a shopper", shown.SelectMany(l => new[] { l.First.MarginOverPopularity.Low, l.First.MarginOverPopularity.High, 0 })));
        plot.Reference(new CurvePoint(-.4, 0), new CurvePoint(shown.Count - .6, 0), "popularity");
        foreach (var ((list, look), place) in shown.Select((l, i) => (l, i)))
        {
            plot.Whisker(place, list.MarginOverPopularity.Low, list.MarginOverPopularity.High, look.Look).Dot(new CurvePoint(place, list.MarginOverPopularity.Value), look.Look, $"{list.Name}: {Text(list.MarginOverPopularity)}");
        }

        return Section.Figure("Margin found over popularity", Evaluation.Charts.Html.Empty, plot.ToHtml(), "What later purchases in the list earned, less the same of popularity, with 95 % intervals. One that holds 0 is not shown to be better.");
    }

    private static Section Sources(Recommender recommender) => new("sources", "Where items come from", Section.Table(
        ["source", "weight", "it speaks for an item because"],
        recommender.Sources.OrderByDescending(s => s.Value).Select(s => Section.Row(s.Key, Figures.Fixed(s.Value, 3), s_why[s.Key]))));

    private static Section Examples(FittedRecommender fitted) => new("examples", "Some lists", Evaluation.Charts.Html.Join(Shoppers(fitted).Select(s => Example(fitted, s))));

    // The one who did most, a usual one, the one who did least; and nobody known.
    private static IEnumerable<string?> Shoppers(FittedRecommender fitted)
    {
        var known = fitted.Histories.Where(h => !h.Value.IsEmpty).OrderByDescending(h => h.Value.Weights.Count).ThenBy(h => h.Key, StringComparer.Ordinal).Select(h => h.Key).ToList();
        return known.Count == 0 ? [null] : [.. new[] { known[0], known[known.Count / 2], known[^1] }.Distinct(StringComparer.Ordinal), null];
    }

    private static Html Example(FittedRecommender fitted, string? user)
    {
        var history = user is null ? new ShopperHistory() : fitted.Histories[user];
        var places = fitted.Recommender.Recommend(history).Places;
        var about = user is null
            ? "Nothing is known of them."
            : $"{Figures.Count(history.Weights.Count)} {(history.Weights.Count == 1 ? "item" : "items")} touched, {Figures.Count(history.Bought.Count)} bought; the last ones: {string.Join(", ", history.Recent.Reverse().Take(ShownItems))}.";
        return Evaluation.Charts.Html.Of(
            $"""
            <h3>{user ?? "Somebody new"}</h3>
            <p>{about}</p>
            {Section.Table(
                ["item", "category", "because", "interest", "intent", "price x margin", "expected value"],
                places.Take(ShownPlaces).Select(p => Row(fitted.Recommender, p)))}
            """);
    }

    private static Html Row(Recommender recommender, RecommendedPlace place)
    {
        var item = recommender.Counts.Find(place.ItemId);
        return Section.Row(
            place.ItemId, recommender.Items[item].Category ?? "", s_why[place.Source], Figures.Fixed(place.Interest, 4), Figures.Fixed(place.Intent, 4), Figures.Fixed(recommender.Counts.Value[item], 2), Figures.Fixed(place.ExpectedValue, 5));
    }

    private static string Text(Interval interval) => $"{Figures.Fixed(interval.Value, 3)} [{Figures.Fixed(interval.Low, 3)}, {Figures.Fixed(interval.High, 3)}]";
}
