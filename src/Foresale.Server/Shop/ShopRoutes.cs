using System.Globalization;
using System.Text.Json;
using Foresale.Events;
using Foresale.Server.Audit;
using Foresale.Server.Documents;
using Foresale.Server.Faults;
using Foresale.Server.Keys;
using Foresale.Server.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Foresale.Server.Shop;

/// <summary>What a score of items is asked by.</summary>
/// <param name="UserId">The shopper.</param>
/// <param name="ItemIds">Up to 500 items.</param>
public sealed record ScoreRequest(string UserId, IReadOnlyList<string> ItemIds);

/// <summary>Scores of items.</summary>
/// <param name="Scores">In the order of the request.</param>
/// <param name="Model">The model that gave them.</param>
/// <param name="Currency">ISO 4217 code of their values; null where it is not known.</param>
public sealed record ScoreAnswer(IReadOnlyList<ItemIntent> Scores, string Model, string? Currency);

/// <summary>Scores out, items in, shoppers erased.</summary>
internal static class ShopRoutes
{
    private static readonly (string Column, double Highest, string Remedy)[] s_numbers = // that decisions read: nothing would tell later why an item gets none
    [
        ("price", 1e12, "Give a number of 0 or more, such as 19.95."), ("margin", 1, "Give the share of the price that the shop keeps, 0.4 for 40 %."), ("stock", 1e9, "Give the pieces that are there, 0 or more."),
        ("on_order", 1e9, "Give the pieces under way, 0 or more."), ("lead_time", 1_000, "Give days, 0 or more."),
    ];

    private const int MostItems = 500, MostRows = 10_000, MostLetters = 4 << 20; // of an entry of the log

    public static void MapShop(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/v1").WithTags("Scores").RequireRead();
        read.MapGet("intent/users/{id}", Intent).WithName("UserIntent").WithSummary("How strongly a shopper intends to buy.");
        read.MapGet("intent/sessions/{id}", SessionIntent).WithName("SessionIntent").WithSummary("How strongly whoever is in a session intends to buy.");
        read.MapPost("score", Score).WithName("ScoreItems").WithSummary("How likely a shopper is to buy, with each of some items in focus.");
        var admin = routes.MapGroup("/v1").WithTags("Shop").RequireAdmin();
        admin.MapPut("items", PutItemsAsync).WithName("PutItems").WithSummary("Rows of the catalogue, each whole, as of now: item_id and any columns; price, margin (a share), stock, on_order and lead_time have to be numbers.")
            .WithBody("application/json", """[{"item_id":"i1","price":19.95,"margin":0.4,"stock":7,"category":"shoes"}]""");
        admin.MapDelete("users/{id}", EraseAsync).WithName("EraseUser").WithSummary("Erases a shopper and every name that is one with theirs, for good.");
    }

    private static IntentAnswer Intent(string id, IntentReader reader, ShopState shop, HttpContext context)
    {
        RequireReady(shop);
        return reader.Read(PathNames.Last(context, id)) ?? throw new RequestFaultException("id", "no event of this shopper has come that a state can read.", "Send events first (of one that is more than a day old when it comes no state knows), or check the id.", StatusCodes.Status404NotFound);
    }

    private static IntentAnswer SessionIntent(string id, IntentReader reader, ShopState shop, HttpContext context)
    {
        RequireReady(shop);
        return reader.ReadSession(PathNames.Last(context, id)) ?? throw new RequestFaultException("id", "no shopper is in this session.", "Send its events first; a session that had none for half an hour has ended.", StatusCodes.Status404NotFound);
    }

    private static ScoreAnswer Score(ScoreRequest request, IntentReader reader, ShopState shop)
    {
        RequireReady(shop);
        if (request.UserId is not { Length: > 0 } || request.ItemIds is null || request.ItemIds.Count is < 1 or > MostItems || request.ItemIds.Any(string.IsNullOrEmpty))
        {
            throw new RequestFaultException("item_ids", "a score needs a user_id and 1 to 500 item_ids.", "Send {\"user_id\": \"u1\", \"item_ids\": [\"i1\"]}.", StatusCodes.Status422UnprocessableEntity);
        }

        return reader.Read(request.UserId, request.ItemIds);
    }

    private static async Task<object> PutItemsAsync(IReadOnlyList<Dictionary<string, JsonElement>?> rows, ShopLog log, AuditLog audit, HttpContext context)
    {
        if (rows.Count is < 1 or > MostRows)
        {
            throw new RequestFaultException("body", string.Create(CultureInfo.InvariantCulture, $"it has {rows.Count} rows."), $"Send 1 to {MostRows}.", StatusCodes.Status422UnprocessableEntity);
        }

        var items = rows.Select(RowOf).ToList();
        if (items.Sum(i => i.ItemId.Length + i.Values.Sum(v => v.Key.Length + v.Value.Length)) > MostLetters)
        {
            throw new RequestFaultException("body", "its rows have more than 4 million characters.", "Send them in smaller parts.", StatusCodes.Status413PayloadTooLarge);
        }

        await log.WriteAsync([new Change.Items(items)]);
        await audit.WriteAsync(context, AuditActions.ItemsPut, string.Create(CultureInfo.InvariantCulture, $"{items.Count} items"), "done");
        return new { put = items.Count };
    }

    private static (string ItemId, IReadOnlyDictionary<string, string> Values) RowOf(Dictionary<string, JsonElement>? row, int index)
    {
        if (row is null || !row.TryGetValue("item_id", out var id) || TextOf(id) is not { Length: > 0 } itemId)
        {
            throw new RequestFaultException($"[{index}].item_id", "the row names no item.", "Give item_id as text.", StatusCodes.Status422UnprocessableEntity);
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (column, value) in row.Where(c => c.Key is not "item_id"))
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.String:
                    values[column] = TextOf(value) ?? throw new RequestFaultException($"[{index}].{column}", "it is no valid Unicode.", "Send it as UTF-8.", StatusCodes.Status422UnprocessableEntity);
                    break;
                case JsonValueKind.Number:
                    values[column] = value.GetRawText();
                    break;
                case JsonValueKind.Null:
                    continue;
                default:
                    throw new RequestFaultException($"[{index}].{column}", "it is neither text nor number.", "Give one of these, or null.", StatusCodes.Status422UnprocessableEntity);
            }
        }

        foreach (var (column, highest, remedy) in s_numbers)
        {
            if (values.GetValueOrDefault(column) is { } text && !string.IsNullOrWhiteSpace(text) && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= highest))
            {
                throw new RequestFaultException($"[{index}].{column}", $"'{text}' of item '{itemId}' is out of range.", remedy, StatusCodes.Status422UnprocessableEntity);
            }
        }

        return (itemId, values);
    }

    // Half of a surrogate pair is JSON, and no text.
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<NoContent> EraseAsync(string id, Erasures erasures, ShopState shop, AuditLog audit, HttpContext context)
    {
        RequireReady(shop);
        var erasure = await erasures.EraseAsync(PathNames.Last(context, id));
        var isKnown = erasure.Names.Count > 0;
        // The audit log lives for years: it names the key's number, never the shopper.
        await audit.WriteAsync(context, AuditActions.UserErased, string.Join(',', erasure.Numbers), isKnown ? "done" : "unknown shopper");
        erasures.Ended(erasure);
        return isKnown ? TypedResults.NoContent() : throw new RequestFaultException("id", "no shopper of this name is known: nothing was erased.", "Check it: a name is erased as events had it.", StatusCodes.Status404NotFound);
    }

    internal static void RequireReady(ShopState shop)
    {
        if (!shop.IsReady)
        {
            throw new UnavailableException("shop", "its log is being read back.", TimeSpan.FromSeconds(1));
        }
    }
}
