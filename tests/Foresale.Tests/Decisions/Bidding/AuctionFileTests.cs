using System.IO.Compression;
using System.Text;
using Foresale.Decisions.Bidding;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Bidding;

public sealed class AuctionFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-auctions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_log_is_read_by_the_names_of_its_columns()
    {
        var path = Write("log.csv", "when,click,\"paid\",worth\n1,1,2.5,0.25\n2,0,\"3\",1e-2\n\n");

        Assert.Equal([new(.25, 2.5, true), new(.01, 3)], AuctionCsv.Read(path, new AuctionColumns("worth", "paid")));
    }

    [Theory]
    [InlineData("", ": the file is empty. Give a header and a row an auction.")]
    [InlineData("value,market_price\n", ": there is a header and no auction. Give a row an auction.")]
    [InlineData("value,price\n1,2\n", "(1,1): there is no column 'market_price', only value, price. Name the columns by --value-column and --price-column.")]
    [InlineData("value,market_price\n1,2\n1,-2\n", "(3,3): market_price is -2, below 0. Give 0 or more.")]
    [InlineData("value,market_price\n1,\"x\"\n", "(2,3): 'x' is no number for market_price. Give a number with a point as decimal mark.")]
    [InlineData("value,market_price\nNaN,2\n", "(2,1): 'NaN' is no number for value. Give a number with a point as decimal mark.")]
    [InlineData("value,market_price\n1\n", "(2,1): 1 fields, and the header has 2. Give one a column.")]
    [InlineData("value,market_price,click\n1,2,yes\n", "(2,5): 'yes' is no click. Give 0 or 1.")]
    public void A_field_that_cannot_be_used_has_its_place(string text, string message)
    {
        var path = Write("log.csv", text);

        Assert.Equal(path + message, Assert.Throws<UserFaultException>(() => AuctionCsv.Read(path, new AuctionColumns())).Message);
    }

    [Fact]
    public void A_gz_that_breaks_off_is_no_shorter_log()
    {
        var path = Path.Combine(_folder, "log.csv.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionMode.Compress))
        {
            packed.Write(Encoding.UTF8.GetBytes("value,market_price\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{i * 7 % 1000}\n"))));
        }

        Assert.Equal(5000, AuctionCsv.Read(path, new AuctionColumns()).Length);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);

        Assert.Equal($"{path}: the file cannot be unpacked (The .gz breaks off). Copy it again.", Assert.Throws<UserFaultException>(() => AuctionCsv.Read(path, new AuctionColumns())).Message);
    }

    [Fact]
    public void A_packed_auction_file_of_iPinYou_is_read()
    {
        var path = Path.Combine(_folder, "a.txt.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionMode.Compress))
        {
            packed.Write(Encoding.UTF8.GetBytes("0 70 0.002\n1\t6 0.5\n"));
        }

        Assert.Equal([new(.002, 70), new(.5, 6, true)], IpinyouCampaign.ReadAuctions(path));
    }

    [Theory]
    [InlineData("0 1 .1\n0 1\n", "(2,1): 2 fields. Give three: click (0 or 1), market price, pCTR.")]
    [InlineData("2 1 .1\n", "(1,1): '2' is no click. Give 0 or 1.")]
    [InlineData("0 -1 .1\n", "(1,3): '-1' is no market price. Give a number of 0 or more, with a point as decimal mark.")]
    [InlineData("0 1 p\n", "(1,5): 'p' is no pCTR. Give a number of 0 or more, with a point as decimal mark.")]
    [InlineData("0 1 1.5\n", "(1,5): pCTR '1.5' is above 1. It is a probability.")]
    [InlineData("\n", ": there is no auction in it. Give lines of click, market price and pCTR.")]
    public void A_line_of_iPinYou_that_cannot_be_used_has_its_place(string text, string message)
    {
        var path = Write("a.txt", text);

        Assert.Equal(path + message, Assert.Throws<UserFaultException>(() => IpinyouCampaign.ReadAuctions(path)).Message);
    }

    [Fact]
    public void What_was_known_of_a_campaign_is_read()
    {
        var path = Write("info.json", """{"cost_train":100,"imp_train":20,"clk_train":4,"price_counter_train":[0,10,10],"dim":3}""");

        var campaign = IpinyouCampaign.Read(path);

        Assert.Equal((5, .2, 25, 1.5), (campaign.MeanCost, campaign.ClickRate, campaign.CostPerClick, campaign.Prices.Mean));
    }

    [Fact]
    public void A_plan_is_read_back_as_it_was_written_and_bids_alike()
    {
        var plan = SomePlan();
        plan.Save(_folder);

        var (read, learned) = BiddingPlan.Open(_folder);

        var (a, b) = (plan.Create(null, TestContext.Current.CancellationToken), read.Create(learned, TestContext.Current.CancellationToken));
        a.Start(100, 50);
        b.Start(100, 50);
        Assert.Equal(a.Bid(.004), b.Bid(.004), 12);
        Assert.Null(learned);
    }

    [Theory]
    [InlineData("\"parameters\": [\n    6,\n    0.1,\n    0\n  ]", "\"parameters\": []", "Pid takes 3 parameters, and there are 0.")]
    [InlineData("\"auctions\": 50", "\"auctions\": 0", "auctions 0 or period 5 is below 1.")]
    [InlineData("\"budget\": 100", "\"budget\": -1", "budget -1 is below 0 or not finite.")]
    [InlineData("\"budget\": 100", "\"budget\": 1e999", " is below 0 or not finite.")]
    [InlineData("\"value_level\": ", "\"value_level\": -", "value_level -")]
    [InlineData("\"price_law\": [", "\"price_law\": [], \"old\": [", "price_law is empty, all 0, or has a number below 0.")]
    [InlineData("\"value_shape\": [", "\"value_shape\": [1, ", "value_shape has 257 numbers or one below 0; it takes 256 of 0 or more.")]
    [InlineData("\"rule\": \"second_price\"", "\"rule\": 7", "it names no policy or no auction that there is.")]
    public void A_plan_that_cannot_be_is_refused_when_it_is_opened(string part, string other, string found)
    {
        SomePlan().Save(_folder);
        var text = File.ReadAllText(Path.Combine(_folder, BiddingPlan.FileName)).ReplaceLineEndings("\n");
        Assert.Contains(part, text, StringComparison.Ordinal);
        Write(BiddingPlan.FileName, text.Replace(part, other, StringComparison.Ordinal));

        var fault = Assert.Throws<UserFaultException>(() => BiddingPlan.Open(_folder));

        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Run `foresale bid` again.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_iPinYou_that_is_not_there_is_told()
    {
        var path = Path.Combine(_folder, "none");

        Assert.Equal($"{path}: there is no such file. Give a file of the iPinYou data.", Assert.Throws<UserFaultException>(() => IpinyouCampaign.Read(path)).Message);
        Assert.Equal($"{path}: there is no such file. Give a file of the iPinYou data.", Assert.Throws<UserFaultException>(() => IpinyouCampaign.ReadAuctions(path)).Message);
    }

    [Theory]
    [InlineData("{}", "bidding plan")]
    [InlineData("""{"schema":2}""", "bidding plan")]
    public void A_broken_plan_is_refused(string text, string found)
    {
        Write(BiddingPlan.FileName, text);

        Assert.Contains(found, Assert.Throws<UserFaultException>(() => BiddingPlan.Open(_folder)).Message, StringComparison.Ordinal);
    }

    private static BiddingPlan SomePlan()
    {
        var (prices, values) = (AuctionReplayTests.Some.Prices, AuctionReplayTests.Some.Values);
        return new BiddingPlan
        {
            Policy = BiddingPolicyKind.Pid, Parameters = [6, .1, 0], Rule = AuctionRule.SecondPrice, Budget = 100, Auctions = 50, Period = 5, Trust = .5,
            PriceUnit = prices.Unit, PriceLaw = prices.Probability, ValueLevel = values.Level, ValueShape = values.Shape,
        };
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
