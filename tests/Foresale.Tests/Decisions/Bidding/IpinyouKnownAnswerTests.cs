using Foresale.Decisions.Bidding;

namespace Foresale.Tests.Decisions.Bidding;

/// <summary>Campaign 2997 replayed as published (Cai et al. 2017): the accounting is theirs if their clicks come out.</summary>
public class IpinyouKnownAnswerTests
{
    private const int Length = 1_000;

    [Fact]
    public void Mcpc_and_RLB_get_the_published_clicks()
    {
        var (campaign, log) = Data();
        var budget = Math.Floor(campaign.MeanCost / 32 * Length);
        var table = new BudgetValues(campaign.Prices, campaign.ClickRate, Length, budget, TestContext.Current.CancellationToken);

        Assert.Equal(48, Clicks(log, budget, new LinearBidder(campaign.CostPerClick, 300)));
        Assert.Equal(78, Clicks(log, budget, new RlbBidder(table)));
        Assert.Equal(74, Clicks(log, budget, new LinearBidder(14 / campaign.ClickRate, 300)));
    }

    [Theory]
    [InlineData(32, 170.2)]
    [InlineData(2, 522.8)]
    public void The_bound_is_that_of_the_hindsight_knapsack(int share, double value)
    {
        var (campaign, log) = Data();
        var budget = Math.Floor(campaign.MeanCost / share * Length);

        Assert.Equal(value, log.Chunk(Length).Sum(e => HindsightBound.Value(e, budget)), .15);
    }

    private static int Clicks(Auction[] log, double budget, IBidder bidder) => AuctionReplay.Play(log, Length, budget, AuctionRule.SecondPrice, bidder).Sum(e => e.Clicks);

    private static (IpinyouCampaign Campaign, Auction[] Log) Data()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("FORESALE_DATA") ?? "", "ipinyou-2997");
        Assert.SkipUnless(Directory.Exists(folder), "ipinyou-2997 is not here; set FORESALE_DATA.");
        return (IpinyouCampaign.Read(Path.Combine(folder, "info_2997.json")), IpinyouCampaign.ReadAuctions(Path.Combine(folder, "auctions.txt.gz")));
    }
}
