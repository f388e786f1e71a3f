using Foresale.Events;

namespace Foresale.Cli.Tests;

public class FaultTextTests
{
    [Theory]
    [InlineData("No space left on device : '/srv/data.partial-7/users.csv'", "data", "data: the disk is full. Make room, or write to another disk; nothing half-written was left behind.")]
    [InlineData("There is not enough space on the disk. : 'D:\\shop\\users.csv'", null, "D:\\shop\\users.csv: the disk is full. Make room, or write to another disk; nothing half-written was left behind.")]
    [InlineData("Could not find a part of the path '/srv/none'.", "data", "Could not find a part of the path '/srv/none'.")]
    public void A_fault_of_the_machine_is_the_users(string message, string? output, string told) =>
        Assert.Equal((2, told), FaultText.Of(new IOException(message), output));

    [Fact]
    public void A_fault_of_one_task_is_that_fault() =>
        Assert.Equal((2, "--zone: 'x' is no time zone. Use another."), FaultText.Of(new AggregateException(new UserFaultException("--zone", "'x' is no time zone.", "Use another.")), output: null));

    [Fact]
    public void What_nobody_foresaw_is_ours_and_keeps_its_stack()
    {
        var (code, text) = FaultText.Of(new InvalidOperationException("odd"), "data");

        Assert.Equal(1, code);
        Assert.StartsWith($"This is a fault of Foresale's, please report it with these lines.{Environment.NewLine}System.InvalidOperationException: odd", text, StringComparison.Ordinal);
    }
}
