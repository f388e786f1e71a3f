using System.Net;
using System.Net.Http.Json;

namespace Foresale.Client;

/// <summary>PUT /v1/items and DELETE /v1/users, for jobs rather than pages: they wait as long as a batch of events does.</summary>
internal sealed class CatalogueWriter(ServerCalls calls) : IForesaleCatalogue, IForesaleErasure
{
    private const int ItemsARequest = 1_000;

    /// <inheritdoc/>
    public async Task PutItemsAsync(IReadOnlyList<ShopItem> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var part in items.Chunk(ItemsARequest))
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "v1/items") { Content = JsonContent.Create<IReadOnlyList<ShopItem>>(part, WireJson.Default.IReadOnlyListShopItem) };
            var answer = await calls.SendAsync("PUT /v1/items", request, calls.Options.SendTimeout, cancellationToken);
            Check(answer);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> EraseAsync(string userId, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"v1/users/{PathSegment.Of(userId)}");
        var answer = await calls.SendAsync("DELETE /v1/users/{id}", request, calls.Options.SendTimeout, cancellationToken);
        if (answer is { Status: HttpStatusCode.NotFound, IsProblem: true })
        {
            return false;
        }

        Check(answer);
        return true;
    }

    private static void Check(ServerAnswer answer)
    {
        if (!answer.IsSuccess)
        {
            throw new ForesaleException(Refusals.Text(answer), answer.Status);
        }
    }
}
