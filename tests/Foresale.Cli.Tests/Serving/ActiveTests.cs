using System.Net;
using System.Text.Json;

namespace Foresale.Cli.Tests.Serving;

/// <summary>Who is in the shop, over HTTP.</summary>
public sealed class ActiveTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;

    [Fact]
    public async Task The_latest_come_first_once_each_with_what_they_did_last_and_the_intent_that_the_shopper_has()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        await server.SendAsync([Line(1, "a", "view"), Line(2, "b", "view"), Line(3, "c", "view"), Line(4, "a", "cart")]);

        var active = Shoppers(await server.GetAsync("v1/intent/active"));
        var two = Shoppers(await server.GetAsync("v1/intent/active?limit=2"));

        Assert.Equal(["a cart i4 2", "c view i3 1", "b view i2 1"], active.Select(s => $"{Text(s, "user_id")} {Text(s, "behavior")} {Text(s, "item_id")} {s.GetProperty("events")}"));
        Assert.Equal(["a", "c"], two.Select(s => Text(s, "user_id")));
        var alone = await server.GetAsync("v1/intent/users/a");
        Assert.Equal((alone.GetProperty("intent").GetSingle(), Text(alone, "band")), (active[0].GetProperty("intent").GetSingle(), Text(active[0], "band")));
    }

    [Fact]
    public async Task A_guest_who_logs_in_is_one_shopper_and_who_is_erased_is_gone()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        await server.SendAsync([Line(1, "x", "view"), Line(2, "guest", "view").Replace("user_id", "anonymous_id", StringComparison.Ordinal)]);
        Assert.Equal(["guest", "x"], Shoppers(await server.GetAsync("v1/intent/active")).Select(s => Text(s, "user_id")));
        await server.SendAsync(HttpMethod.Post, "v1/identify", new { messageId = "m", userId = "u", anonymousId = "guest", type = "identify", timestamp = TimeProvider.System.GetUtcNow() });
        Assert.Equal(["u", "x"], Shoppers(await server.GetAsync("v1/intent/active")).Select(s => Text(s, "user_id")));

        await server.SendAsync(HttpMethod.Delete, "v1/users/u", wanted: HttpStatusCode.NoContent);

        Assert.Equal(["x"], Shoppers(await server.GetAsync("v1/intent/active")).Select(s => Text(s, "user_id")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    public async Task A_limit_out_of_range_is_told(string limit)
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);

        var told = await server.GetAsync($"v1/intent/active?limit={limit}", HttpStatusCode.UnprocessableEntity);

        Assert.Equal($"limit: {limit} is no number of shoppers. Give 1 to 100.", Text(told, "detail"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal static string Line(int number, string user, string behavior) =>
        $$"""{"event_id":"e{{number}}","user_id":"{{user}}","behavior":"{{behavior}}","item_id":"i{{number}}","price":{{number}}0,"time":"{{TimeProvider.System.GetUtcNow():O}}"}""";

    private static List<JsonElement> Shoppers(JsonElement answer) => [.. answer.GetProperty("shoppers").EnumerateArray()];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
