using System.Text.Json;
using Foresale.Server.Shop;

namespace Foresale.Cli.Tests.Serving;

public sealed class ClientFieldsTests
{
    [Theory]
    [InlineData(typeof(IntentAnswer), typeof(Client.ShopperIntent))]
    [InlineData(typeof(ItemIntent), typeof(Client.ItemIntent))]
    [InlineData(typeof(ScoreAnswer), typeof(Client.ItemScores))]
    public void The_client_reads_every_field_that_the_server_answers_and_no_other(Type server, Type client) => Assert.Equal(Fields(server), Fields(client));

    private static IEnumerable<string> Fields(Type type) => type.GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)).Order(StringComparer.Ordinal);
}
