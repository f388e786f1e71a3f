using Foresale.Decisions.SupplyChain;
using Foresale.Events;

namespace Foresale.Tests.Decisions.SupplyChain;

public class ChainFileTests
{
    private const string Sound = """{"stages":[{"name":"shop","holdingCost":0.7,"backlogCost":4,"shipmentTime":1}],"demand":[1,2,3,4,5,6,7,8,9,10,1,2,3,4,5,6,7,8,9,10]}""";

    [Theory]
    [InlineData("\"backlogCost\":4,", "", "chain.json: $.stages[0].backlogCost: 0 is out of range. Give what a waiting customer costs a period, above 0.")]
    [InlineData("\"holdingCost\":0.7", "\"holdingCost\":-1", "chain.json: $.stages[0].holdingCost: -1 is out of range. Give a number above 0.")]
    [InlineData("\"shipmentTime\":1", "\"shipmentTime\":0", "chain.json: $.stages[0].shipmentTime: 0 is out of range. Give 1 to 60 whole periods.")]
    [InlineData("[1,2,3", "[-1,2,3", "chain.json: $.demand: a period has less than 0 units. Give units of 0 or more.")]
    [InlineData("[1,2,3,4,5,6,7,8,9,10,", "[", "chain.json: $.demand: 10 periods say little. Give at least 20, with those of 0 units.")]
    public void A_chain_that_cannot_be_is_refused_with_its_place(string part, string other, string message)
    {
        var fault = Assert.Throws<UserFaultException>(() => ChainFile.Parse(Sound.Replace(part, other, StringComparison.Ordinal), "chain.json"));

        Assert.Equal(message, fault.Message);
    }

    [Theory]
    [InlineData("\"shipmentTime\":1", "\"shipmentTime\":1,\"asked\":3", "chain.json: $.stages[0].asked: what customers asked for is the last period of demand. Leave it out.")]
    [InlineData("[1,2,3", "[1e13,2,3", "chain.json: $.demand: a period has more than 1e12 units. Count in larger units, such as cases.")]
    [InlineData("\"shipmentTime\":1", "\"shipmentTime\":1,\"stock\":1e300", "chain.json: $.stages[0]: stock, backlog, in transit, ordered or asked is above 1e12 units. Count in larger units, such as cases.")]
    public void What_no_chain_can_hold_is_refused_with_its_place(string part, string other, string message) =>
        A_chain_that_cannot_be_is_refused_with_its_place(part, other, message);

    [Fact]
    public void Demand_that_is_always_the_same_has_no_correlation()
    {
        var chain = ChainFile.Parse(Sound.Replace("[1,2,3,4,5,6,7,8,9,10,1,2,3,4,5,6,7,8,9,10]", $"[{string.Join(',', Enumerable.Repeat("10.1", 30))}]", StringComparison.Ordinal), "chain.json");

        Assert.False(chain.Varies);
        Assert.Equal(0, chain.Autocorrelation()); // of what rounding leaves it would be .97
    }

    [Fact]
    public void A_key_that_is_none_is_named()
    {
        var fault = Assert.Throws<UserFaultException>(() => ChainFile.Parse(Sound.Replace("shipmentTime", "leadTime", StringComparison.Ordinal), "chain.json"));

        Assert.StartsWith("chain.json: $.stages[0]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("leadTime", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Demand_of_nothing_orders_nothing_and_says_so()
    {
        var nothing = string.Join(',', Enumerable.Repeat(0, 20));

        var fault = Assert.Throws<UserFaultException>(() => ChainFile.Parse($$"""{"stages":[{"name":"shop","holdingCost":0.7,"backlogCost":4,"shipmentTime":1}],"demand":[{{nothing}}]}""", "chain.json"));

        Assert.Equal("chain.json: $.demand: nobody asked for anything. Order nothing; give periods with demand to plan for.", fault.Message);
    }

    [Fact]
    public void Alternating_demand_has_a_correlation_near_minus_one()
    {
        var alternating = string.Join(',', Enumerable.Range(0, 40).Select(i => i % 2));

        var chain = ChainFile.Parse($$"""{"stages":[{"name":"shop","holdingCost":0.7,"backlogCost":4,"shipmentTime":1}],"demand":[{{alternating}}]}""", "chain.json");

        Assert.Equal(-.975, chain.Autocorrelation(), tolerance: 1e-9);
    }
}
