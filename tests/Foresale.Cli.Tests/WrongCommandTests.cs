namespace Foresale.Cli.Tests;

public class WrongCommandTests
{
    [Theory]
    [InlineData("train", "Option '--out' is required. Required argument 'DATA' missing for command: 'train'. See `foresale train --help`.")]
    [InlineData("train data --out m --epochs many", "--epochs: 'many' is no whole number. Give one such as 10. See `foresale train --help`.")]
    [InlineData("train data --lambda half", "Option '--out' is required. --lambda: 'half' is no number. Give one such as 0.5. See `foresale train --help`.")]
    [InlineData("train data --out m --encoder lstm", "--encoder: 'lstm' is none of its words. Use gru, pooled, transformer, hstu. See `foresale train --help`.")]
    [InlineData("score model data --outt x.csv", "Option '--out' is required. See `foresale score --help`.")]
    public async Task A_wrong_command_is_the_users_fault_and_told_in_a_line_or_two(string command, string told)
    {
        var (code, _, error) = await Cli.CallAsync(command.Split(' '));

        Assert.Equal((2, told), (code, string.Join(' ', error.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task A_verb_that_is_none_brings_the_one_that_is_near()
    {
        var (code, output, error) = await Cli.CallAsync("trian");

        Assert.Equal(2, code);
        Assert.Contains("train", output, StringComparison.Ordinal);
        Assert.EndsWith("See `foresale --help`.", error.TrimEnd(), StringComparison.Ordinal);
    }
}
