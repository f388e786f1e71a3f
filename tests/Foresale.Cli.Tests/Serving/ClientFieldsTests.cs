using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Foresale.Server.Shop;

namespace Foresale.Cli.Tests.Serving;

public sealed class ClientFieldsTests
{
    // The naming of both, as far as they say nothing else of a field.
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [Theory]
    [InlineData(typeof(IntentAnswer), typeof(Client.ShopperIntent))]
    [InlineData(typeof(ItemIntent), typeof(Client.ItemIntent))]
    [InlineData(typeof(ScoreAnswer), typeof(Client.ItemScores))]
    public void The_client_reads_every_field_that_the_server_answers_and_no_other(Type server, Type client) =>
        Assert.Equal(Fields(server, p => p.Get is not null), Fields(client, p => p.Set is not null));

    // As JSON names them: a name or an omission that an attribute gives counts.
    private static IEnumerable<string> Fields(Type type, Func<JsonPropertyInfo, bool> passes) => s_json.GetTypeInfo(type).Properties.Where(passes).Select(p => p.Name).Order(StringComparer.Ordinal);
}
