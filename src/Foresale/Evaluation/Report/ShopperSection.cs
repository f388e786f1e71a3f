using Foresale.Evaluation.Charts;
using Foresale.Profiles;

namespace Foresale.Evaluation.Report;

/// <summary>Who the shoppers are: segments with what sets them apart, and what the same shoppers like.</summary>
internal static class ShopperSection
{
    private const double DeepestLift = 2;
    private static readonly string[] s_heads = ["Segment", "Shoppers", "Share", "Bought", "Orders each"];

    public static Section? Of(EvaluationReport report)
    {
        if (report.Shoppers is not { Segments.Count: > 0 } shop)
        {
            return null;
        }

        var best = shop.Silhouettes.MaxBy(s => s.Mean)!;
        var heads = Enumerable.Range(1, shop.Segments.Count).Select(k => $"{k}").ToList();
        var traits = shop.Segments[0].Traits.Select(t => t.Title).ToList();
        var lifts = Traits.All.Select(t => t.Title).Where(traits.Contains).Select(title => (title, shop.Segments.Select(s => s.Traits.First(t => string.Equals(t.Title, title, StringComparison.Ordinal)).Lift).ToArray())).ToList();
        return new Section("shoppers", "Who the shoppers are", Html.Of(
            $"""
            <p>{Figures.Count(shop.Shoppers)} shoppers of the training slice in {shop.Segments.Count} segments of like behavior. {Firmness(best)}</p>
            {Section.Table(Spends(shop) ? [.. s_heads, "Spent each"] : s_heads, shop.Segments.Select((s, k) => Row(s, k, Spends(shop))))}
            <div class="plots">
            {Section.Figure("What sets segments apart", Html.Empty, HeatGrid.Draw("Traits by segment, in deviations from the mean of all shoppers", heads, lifts, DeepestLift), "Mean of each segment less that of the shop, in standard deviations over shoppers: blue above, orange below. Columns are the segments of the table.")}
            {Section.Figure("How many segments", Html.Empty, Bars.Draw("Silhouette by number of segments", [.. shop.Silhouettes.Select(s => new Bar($"{s.Segments} segments", s.Mean, Figures.Fixed(s.Mean, 3)))], new Look(2)), "Mean silhouette: how much nearer shoppers are to their own segment than to the next. The number with the highest was taken.")}
            </div>
            {(shop.Items.Count == 0 ? Html.Empty : Html.Of($"""<details class="note"><summary>Items that the same shoppers like</summary><p>Cosine of their factors, what all items have in common taken out. Dealt out anew among shoppers, so that no taste is left, the nearest items reach {Figures.Fixed(shop.ItemsByChance ?? double.NaN, 2)}: only what is above that is listed.</p>{Section.Bullets(shop.Items.Select(i => $"{i.Item} ({Figures.Count(i.Shoppers)} shoppers): {string.Join(", ", i.Nearest.Select(n => $"{n.Name} {Figures.Fixed(n.Similarity, 2)}"))}"))}</details>"""))}
            """));
    }

    private static string Firmness(SilhouetteOf best) => best.Mean switch
    {
        < .25 => $"With a silhouette of {Figures.Fixed(best.Mean, 3)} shoppers are a continuum that is cut: read segments as regions without sharp borders.",
        < .5 => $"With a silhouette of {Figures.Fixed(best.Mean, 3)} segments lie apart, with shoppers between them.",
        _ => $"With a silhouette of {Figures.Fixed(best.Mean, 3)} segments lie clearly apart.",
    };

    private static bool Spends(ShopPortrait shop) => shop.Segments.Any(s => s.Spent is not null);

    private static Html Row(SegmentPortrait segment, int number, bool spends) => Section.Row(
        [$"{number + 1}: {segment.Name}", Figures.Count(segment.Shoppers), Figures.Percent(segment.Share), Figures.Percent(segment.BuyRate), Figures.Fixed(segment.Orders, 2), .. spends ? new[] { Figures.Fixed(segment.Spent ?? double.NaN, 2) } : []]);
}
