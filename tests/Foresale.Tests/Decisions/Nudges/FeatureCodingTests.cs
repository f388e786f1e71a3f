using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Tests.Decisions.Nudges;

public class FeatureCodingTests
{
    [Fact]
    public void Numbers_stay_words_become_flags_and_gaps_the_median()
    {
        var coding = FeatureCoding.Fit(["visits", "device"], [["1", "phone"], ["5", "desk"], ["", "phone"], ["3", ""]], "x");

        Assert.Equal(["visits", "device=phone", "device=desk"], coding.Names);
        Assert.Equal([3, 1, 0], coding.Encode(2, c => c == 0 ? "" : "phone"));
        Assert.Equal([7.5f, 0, 0], coding.Encode(2, c => c == 0 ? " 7.5 " : "watch"));
        Assert.Throws<FormatException>(() => coding.Encode(2, _ => "many"));
    }

    [Fact]
    public void A_column_in_which_everybody_has_a_word_of_their_own_is_refused()
    {
        IReadOnlyList<string>[] rows = [.. Enumerable.Range(0, 500).Select(i => (IReadOnlyList<string>)[$"name {i}"])];

        var fault = Assert.Throws<UserFaultException>(() => FeatureCoding.Fit(["name"], rows, "x.csv"));

        Assert.Equal("x.csv: the column 'name' has 500 different words, none of which 1 % of shoppers share. Leave it out, or group its words.", fault.Message);
    }
}
