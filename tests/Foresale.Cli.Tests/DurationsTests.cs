using Foresale.Events;

namespace Foresale.Cli.Tests;

public class DurationsTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172800)]
    public void A_number_and_a_unit_make_a_duration(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Durations.Parse("--budget", text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("0s")]
    [InlineData("5 weeks")]
    public void Anything_else_is_refused_with_what_to_do(string text)
    {
        var fault = Assert.Throws<UserFaultException>(() => Durations.Parse("--budget", text));

        Assert.Equal($"--budget: '{text}' is no duration. Give a number with s, m, h or d, such as 5m.", fault.Message);
    }
}
