using Foresale.Events;
using Foresale.Features;
using Foresale.Tests.States;

namespace Foresale.Tests.Features;

public class NumberBandsTests
{
    [Theory]
    [InlineData("25-34", 29.5)]
    [InlineData("50-74K", 62_000)]
    [InlineData("$1.5-2.5M", 2_000_000)]
    [InlineData("18 to 24", 21)]
    [InlineData("65+", 65)]
    [InlineData("250K+", 250_000)]
    [InlineData("5 or more", 5)]
    [InlineData("Under 15K", 15_000)]
    [InlineData("<= 10", 10)]
    [InlineData("3", 3)]
    public void A_band_stands_as_its_middle_or_as_the_one_end_it_has(string word, double middle) => Assert.Equal((float)middle, NumberBands.Middle(word));

    [Theory]
    [InlineData("")]
    [InlineData("1 Adult No Kids")]
    [InlineData("34-25")]
    [InlineData("2026-06-01")]
    [InlineData("A-1")]
    public void Other_words_are_no_bands(string word) => Assert.Null(NumberBands.Middle(word));

    [Fact]
    public void A_column_is_a_number_only_where_all_its_words_are_bands_and_one_is_more_than_a_number()
    {
        Assert.True(NumberBands.AreAll(["1", "2", "3+"]));
        Assert.False(NumberBands.AreAll(["1", "2", "3"])); // such a column was declared to be of words
        Assert.False(NumberBands.AreAll(["19-24", "25-34", "unknown"]));
        Assert.False(NumberBands.AreAll([]));
    }

    [Fact]
    public void Bands_of_a_profile_keep_their_order_in_the_state()
    {
        static Dictionary<string, string> Row(string income) => new(StringComparer.Ordinal) { ["income"] = income, ["home"] = "Owner" };
        var users = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal) { ["a"] = Row("Under 15K"), ["b"] = Row("15-24K"), ["c"] = Row("250K+") };
        var log = new MemoryDataset([.. users.Keys.Select((u, i) => Some.Event(i, user: u, session: u) with { Sequence = i })], users: users);

        var settings = Fold.FitSettings(log, log.Info.LastTime.AddDays(1));

        Assert.Equal(["income"], settings.UserNumeric);
        Assert.Equal(["home"], settings.UserLevels.Keys);
    }
}
