using System.Globalization;
using Foresale.Decisions.Recommendation.Shop;
using Foresale.Events;
using Foresale.Live;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Foresale.Server.Shop;
using Microsoft.AspNetCore.Mvc;

namespace Foresale.Server.Decisions;

/// <summary>An item to show.</summary>
/// <param name="ItemId">Which.</param>
/// <param name="Intent">The served model's probability with this item in focus, 0..1, as a score has it.</param>
/// <param name="Interest">Probability that it is the next item that the shopper touches, 0..1.</param>
/// <param name="Conversion">Probability that who is interested in it buys it, 0..1.</param>
/// <param name="ExpectedValue">Interest x conversion x what a sale earns, by which the list is ordered where no weights were learnt.</param>
/// <param name="Stock">Pieces there; null where stock is not kept.</param>
/// <param name="Source">What spoke for it most: <c>own</c>, <c>factors</c>, <c>transitions</c>, <c>neighbors</c> or <c>popularity</c>.</param>
public sealed record RecommendedItemAnswer(string ItemId, float Intent, double Interest, double Conversion, double ExpectedValue, double? Stock, string Source);

/// <summary>What to show a shopper.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="Items">The best first; fewer than asked for where rules leave no more.</param>
/// <param name="IsColdStart">True where nothing is known of the shopper: these are what sells.</param>
/// <param name="Intent">The shopper's intent now; null for one never seen.</param>
/// <param name="Model">The model of the intents.</param>
/// <param name="Currency">ISO 4217 code of the values; null where it is not known.</param>
public sealed record RecommendationAnswer(string UserId, IReadOnlyList<RecommendedItemAnswer> Items, bool IsColdStart, float? Intent, string Model, string? Currency);

/// <summary>Personal lists, with live history, stock and prices.</summary>
internal static class RecommendationRoutes
{
    private const int Most = 100;

    public static void MapRecommendations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/recommendations/{user}", RecommendAsync).WithTags("Decisions").WithName("Recommendations").RequireRead()
            .WithSummary("What to show a shopper: by what they did until now, what sales earn, and what is in stock.");

    private static async Task<RecommendationAnswer> RecommendAsync(
        string user, Reloaded<Recommender> recommenders, ShopperHistories histories, ItemBook book, IntentReader reader, ShopState shop, HttpContext context, int top = 20, string? item = null, string? device = null, [FromQuery(Name = "min_price")] double? minPrice = null, [FromQuery(Name = "max_price")] double? maxPrice = null)
    {
        ShopRoutes.RequireReady(shop);
        var recommender = recommenders.Value;
        if (top is < 1 or > Most)
        {
            throw new RequestFaultException("top", string.Create(CultureInfo.InvariantCulture, $"{top} is no length of a list."), $"Give 1 to {Most}.", StatusCodes.Status422UnprocessableEntity);
        }

        if (minPrice > maxPrice || minPrice < 0 || maxPrice < 0)
        {
            throw new RequestFaultException("min_price", string.Create(CultureInfo.InvariantCulture, $"no price is from {minPrice} to {maxPrice}."), "Give 0 or more, and max_price above min_price.", StatusCodes.Status422UnprocessableEntity);
        }

        if (item is not null && !recommender.Knows(item))
        {
            throw new RequestFaultException("item", $"the recommender knows no item '{item}'.", "Leave it out, or run `foresale recommend` again once events have named it.", StatusCodes.Status404NotFound);
        }

        var name = PathNames.Last(context, user);
        var weights = recommender.Options.Factors.Weights;
        var history = await histories.ReadAsync(name, weights);
        history.Device = device ?? history.Device;
        if (item is not null)
        {
            history.Add(new ShopEvent { EventId = "now", UserId = name, Behavior = Behavior.View, Time = default, SessionId = history.SessionId ?? "now", ItemId = item }, weights);
        }

        var options = recommender.Options with { Length = top, LeastPrice = minPrice ?? recommender.Options.LeastPrice, MostPrice = maxPrice ?? recommender.Options.MostPrice };
        RecommendationList list;
        lock (recommender) // one thread at a time
        {
            list = recommender.Recommend(history, options, book.Find);
        }

        var scores = list.Places.Count == 0 ? null : reader.Read(name, [.. list.Places.Select(p => p.ItemId)]);
        return new RecommendationAnswer(
            name,
            [.. list.Places.Select((p, i) => new RecommendedItemAnswer(p.ItemId, scores!.Scores[i].Intent, p.Interest, p.Intent, p.ExpectedValue, book.Find(p.ItemId)?.Stock, p.Source))],
            list.IsColdStart,
            reader.Read(name)?.Intent,
            reader.ModelName,
            reader.Currency);
    }
}
