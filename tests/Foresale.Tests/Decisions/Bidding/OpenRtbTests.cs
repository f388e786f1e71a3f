using System.Text;
using Foresale.Decisions.Bidding;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Bidding;

public class OpenRtbTests
{
    private const string Request = """
        {"id":"r1","at":2,"tmax":120,"cur":["EUR","USD"],"site":{"id":"s","page":"https://example.com/"},"device":{"ua":"x","ip":"1.2.3.4"},
         "imp":[{"id":"1","banner":{"w":300,"h":250},"bidfloor":500,"bidfloorcur":"EUR","ext":{"item_id":"i1","more":true}}],
         "user":{"id":"x9","buyeruid":"u1","data":[]}}
        """;

    [Fact]
    public void A_request_is_answered_by_a_bid_in_CPM()
    {
        var response = Answer(Request, intent: .1, margin: 20);

        // Worth 2 an impression: 2,000 a thousand.
        Assert.Equal("""{"id":"r1","seatbid":[{"bid":[{"id":"1","impid":"1","price":2000,"adid":"i1"}]}],"cur":"EUR"}""", Encoding.UTF8.GetString(response.ToJson()));
    }

    [Theory]
    [InlineData("\"buyeruid\":\"u1\",", "\"buyeruid\":null,", null)] // the exchange's own id is left
    [InlineData("\"user\":{\"id\":\"x9\",\"buyeruid\":\"u1\",\"data\":[]}", "\"test\":0", OpenRtb.UnmatchedUser)]
    [InlineData("\"item_id\":\"i1\",", "", OpenRtb.InvalidRequest)]
    [InlineData("\"bidfloor\":500", "\"bidfloor\":2001", OpenRtb.FloorTooHigh)]
    [InlineData("\"bidfloorcur\":\"EUR\"", "\"bidfloorcur\":\"USD\"", OpenRtb.FloorTooHigh)]
    [InlineData("[\"EUR\",\"USD\"]", "[\"USD\"]", OpenRtb.InvalidRequest)]
    [InlineData("[\"EUR\",\"USD\"]", "null", null)]
    [InlineData("\"at\":2", "\"at\":1", OpenRtb.InvalidRequest)] // what is right to bid in one kind of auction is wrong in the other
    [InlineData("\"at\":2", "\"test\":1", null)]
    public void A_request_that_gets_no_bid_gets_its_reason(string old, string text, int? code) =>
        Assert.Equal(code, Answer(Request.Replace(old, text, StringComparison.Ordinal), intent: .1, margin: 20).Nbr);

    [Theory]
    [InlineData("{", "$: this is no bid request: a value is of the wrong kind, or the JSON is broken. Send an OpenRTB 2.6 BidRequest.")]
    [InlineData("null", "$: null is no bid request. Send an OpenRTB 2.6 BidRequest.")]
    [InlineData("""{"imp":[{"id":"1"}]}""", "$.id: the request has no id. Give one; the response repeats it.")]
    [InlineData("""{"id":"r"}""", "$.imp: there is no impression to bid for. Give at least one.")]
    [InlineData("""{"id":"r","imp":[{"id":"1"},{}]}""", "$.imp[1].id: the impression has no id. Give one; the bid names it.")]
    [InlineData("""{"id":"r","imp":[null]}""", "$.imp[0].id: the impression has no id. Give one; the bid names it.")]
    [InlineData("""{"id":"r","imp":[{"id":"1","bidfloor":-1}]}""", "$.imp[0].bidfloor: -1 is no price. Give 0 or more, as CPM.")]
    [InlineData("""{"id":"r","at":3,"imp":[{"id":"1"}]}""", "$.at: auction type 3 is not known here. Use 1 (first price) or 2 (second price).")]
    [InlineData("""{"id":"r","imp":[{"id":"1","bidfloor":"much"}]}""", "$.imp[0].bidfloor: this is no bid request: a value is of the wrong kind, or the JSON is broken. Send an OpenRTB 2.6 BidRequest.")]
    public void A_broken_request_is_refused_with_its_place(string json, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => OpenRtbRequest.Parse(Encoding.UTF8.GetBytes(json))).Message);

    private static OpenRtbResponse Answer(string json, double intent, double margin)
    {
        var bidder = new LiveBidder(new LinearBidder(1), new LiveBidderOptions { Budget = 100, ExpectedAuctions = 100 }, new ManualClock(DateTimeOffset.UnixEpoch));
        return OpenRtb.Answer(OpenRtbRequest.Parse(Encoding.UTF8.GetBytes(json)), bidder, AuctionRule.SecondPrice, "EUR", (_, _) => new BidQuestion { Intent = intent, Margin = margin });
    }
}
