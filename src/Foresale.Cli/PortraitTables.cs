using System.Globalization;
using Foresale.Profiles;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>Draws portraits of a shop and of a shopper for people.</summary>
internal static class PortraitTables
{
    private const int TraitsShown = 5;

    /// <summary>Segments, silhouettes, items.</summary>
    public static void Show(IAnsiConsole console, ShopPortrait shop)
    {
        Section(console, "Segments of shoppers");
        if (shop.Segments.Count == 0)
        {
            console.MarkupLine("too few shoppers for segments");
        }
        else
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[dim]silhouette by number of segments:[/] {string.Join("   ", shop.Silhouettes.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Segments}: {s.Mean:0.000}")))}");
        }

        foreach (var segment in shop.Segments)
        {
            console.WriteLine();
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{segment.Name}[/]");
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {segment.Shoppers:N0} shoppers ({segment.Share:P0}), {segment.BuyRate:P0} of them bought, {segment.Orders:0.00} orders each{(segment.Spent is { } spent ? string.Create(CultureInfo.InvariantCulture, $", {spent:0.00} spent each") : "")}");
            foreach (var trait in segment.Traits.Where((t, i) => i < TraitsShown && Math.Abs(t.Lift) >= Traits.LeastLift))
            {
                console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [dim]{trait.Words}:[/] {trait.Title} {trait.Mean:0.##} (shop {trait.ShopMean:0.##}), {trait.Lift:+0.0;-0.0} deviations");
            }
        }

        if (shop.ItemsByChance is { } chance)
        {
            Section(console, "Items that the same shoppers like");
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[dim]{(shop.Items.Count == 0 ? "none of those that most shoppers touched" : "cosine of their factors, what all items have in common taken out")}: likeness above {chance:.00} counts, which is how near the nearest come when the items are dealt out anew among shoppers[/]");
            foreach (var item in shop.Items)
            {
                console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{item.Item} [dim]({item.Shoppers:N0} shoppers)[/]: {Names(item.Nearest)}");
            }
        }
    }

    /// <summary>One shopper.</summary>
    public static void Show(IAnsiConsole console, ShopperPortrait shopper)
    {
        Section(console, $"Shopper {shopper.UserId}");
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
        void Row(string name, string? text)
        {
            if (text is not null)
            {
                grid.AddRow($"[dim]{name}[/]", Markup.Escape(text));
            }
        }

        Row("segment", shopper.Segment is null ? "the shoppers are too few for segments" : string.Create(CultureInfo.InvariantCulture, $"{shopper.Segment} ({shopper.SegmentShare:P0} of shoppers)"));
        Row("frequency", string.Create(CultureInfo.InvariantCulture, $"{shopper.VisitDays:0} {(shopper.VisitDays == 1 ? "day" : "days")} with a visit in {shopper.TenureDays:0.#} days, the last {shopper.DaysSinceLastVisit:0.#} days ago"));
        Row("orders", string.Create(CultureInfo.InvariantCulture, $"{shopper.Orders:0}{(shopper.DaysBetweenOrders is { } gap ? string.Create(CultureInfo.InvariantCulture, $", one in {gap:0.#} days") : "")}"));
        Row("amount", shopper.Spent is { } spent ? string.Create(CultureInfo.InvariantCulture, $"{spent:0.00} {shopper.Currency} in all{(shopper.AmountAnOrder is { } order ? string.Create(CultureInfo.InvariantCulture, $", {order:0.00} an order") : "")}") : null);
        Row("price band", shopper.PriceBand is null ? null : string.Create(CultureInfo.InvariantCulture, $"{shopper.PriceBand}: {shopper.PriceViewed:0.00} {shopper.Currency} is the mean price of what they view"));
        Row("categories", shopper.Categories.Count == 0 ? null : Shares(shopper.Categories));
        Row("items", shopper.Items.Count == 0 ? null : Shares(shopper.Items));
        Row("like shoppers", shopper.NearestShoppers.Count == 0 ? null : Names(shopper.NearestShoppers));
        Row("may like", shopper.NearestItems.Count == 0 ? null : Names(shopper.NearestItems));
        console.Write(grid);
    }

    private static string Names(IReadOnlyList<Neighbour> nearest) => string.Join(", ", nearest.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Name} {n.Similarity:.00}")));

    private static string Shares(IReadOnlyList<Interest> interests) => string.Join(", ", interests.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.Name} {i.Share:P0}")));

    private static void Section(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified().RuleStyle("grey"));
    }
}
