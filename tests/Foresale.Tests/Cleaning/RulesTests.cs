using CsCheck;
using Foresale.Cleaning;
using Foresale.Events;

namespace Foresale.Tests.Cleaning;

public class RulesTests
{
    [Fact]
    public void A_key_is_new_once() =>
        Gen.ULong[1, 50].Array[0, 200].Sample(keys =>
        {
            var set = new KeySet();
            var news = keys.Count(set.Add);

            return news == keys.Distinct().Count() && set.Count == news;
        });

    [Fact]
    public void A_set_keeps_its_keys_while_it_grows()
    {
        var set = new KeySet();
        for (var key = 1UL; key <= 100_000; key++)
        {
            Assert.True(set.Add(key));
        }

        Assert.False(set.Add(1));
        Assert.False(set.Add(100_000));
        Assert.Equal(100_000, set.Count);
    }

    [Fact]
    public void A_rate_holds_until_the_next_one()
    {
        var rates = Rates.Parse(["date,currency,rate", "2024-01-01,EUR,1", "2024-01-10,USD,0.9", "2024-01-20,USD,0.8"], "rates.csv");

        int Day(int day) => new DateOnly(2024, 1, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        Assert.Equal((.9m, .9m, .8m, .8m), (rates.On("USD", Day(10)), rates.On("USD", Day(19)), rates.On("USD", Day(20)), rates.On("USD", Day(31))));
        Assert.Equal("EUR", rates.Base);
        Assert.Equal("rates.csv: there is no rate of USD on or before 2024-01-09. Add one.", Assert.Throws<UserFaultException>(() => rates.On("USD", Day(9))).Message);
    }

    [Theory]
    [InlineData("2024-01-01,USD,dear", "rates.csv(2): '2024-01-01,USD,dear' is no rate. Write date,currency,rate such as 2024-05-01,USD,0.93.")]
    [InlineData("2024-01-01,USD,0.9", "rates.csv: 0 currencies have the rate 1 throughout. Give exactly one, to which the others are converted.")]
    public void Rates_that_cannot_be_used_are_refused(string line, string message) =>
        Assert.Equal(message, Assert.Throws<UserFaultException>(() => Rates.Parse(["date,currency,rate", line], "rates.csv")).Message);

    [Theory]
    [InlineData(4_999, false, false)]
    [InlineData(5_000, false, true)]
    [InlineData(5_000, true, true)]
    public void A_day_of_5000_events_is_a_programs_whether_it_buys_or_not(int events, bool buys, bool bot)
    {
        var filter = new BotFilter(dayResolution: true, RuleAction.Dropped);
        filter.Begin();
        for (var i = 0; i < events; i++)
        {
            filter.Observe(new EventRow { TimeMs = 0, Behavior = (sbyte)(buys && i == 0 ? Behavior.Purchase : Behavior.View) });
        }

        Assert.Equal(bot, filter.End());
        Assert.Equal(bot ? events : 0, filter.Count.Rows);
    }

    [Fact]
    public void A_clock_five_minutes_fast_is_right_enough_and_one_more_second_is_not()
    {
        var rule = new ClockRule();
        var right = new EventRow { TimeMs = 300_000, ReceivedMs = 0 };
        var wrong = new EventRow { TimeMs = 301_000, ReceivedMs = 0 };

        Assert.Equal((false, true), (rule.Applies(ref right), rule.Applies(ref wrong)));
    }

    [Fact]
    public void The_first_rule_that_drops_ends_the_rows_way_and_only_it_counts()
    {
        var cleaner = new Cleaner([new IgnoredBehaviorRule(), new MissingUserRule()]);
        var row = new EventRow { Behavior = EventRow.Ignored };

        var verdict = cleaner.Check(ref row, out _);

        Assert.Equal((Verdict.Dropped, "ignored_behavior", 0L), (verdict, cleaner.LastRule, cleaner.Quarantined));
        Assert.Equal([1L, 0L], cleaner.Counts.Select(c => c.Rows));
    }
}
