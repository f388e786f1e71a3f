namespace Foresale.Cli.Tests;

public class WrongCommandTests
{
    [Theory]
    [InlineData("train", "--out: it is missing. Give it: model folder to write. DATA: it is missing. Give it: a dataset folder, or with --map the shop's own files. See `foresale train --help`.")]
    [InlineData("train data --out", "--out: its value is missing. Give it: model folder to write. See `foresale train --help`.")]
    [InlineData("train data --out m --epochs many", "--epochs: 'many' is no whole number. Give one such as 10. See `foresale train --help`.")]
    [InlineData("train data --lambda half", "--out: it is missing. Give it: model folder to write. --lambda: 'half' is no number. Give one such as 0.5. See `foresale train --help`.")]
    [InlineData("train data --out m --encoder lstm", "--encoder: 'lstm' is none of its words. Use gru, pooled, transformer, hstu. See `foresale train --help`.")]
    [InlineData("train data --lamda .5 --out x", "--lamda: there is no such option. Did you mean --lambda? See `foresale train --help`.")]
    [InlineData("train data --lamda=.5 --sede 3", "--lamda: there is no such option. Did you mean --lambda? --sede: there is no such option. Did you mean --seed? See `foresale train --help`.")]
    [InlineData("score model data --outt x.csv", "--outt: there is no such option. Did you mean --out? See `foresale score --help`.")]
    [InlineData("score model data --out x.csv --colour red", "--colour: there is no such option. Leave it out. See `foresale score --help`.")]
    [InlineData("evaluate model data --without td --treads 1", "--treads: there is no such option. Did you mean --threads? See `foresale evaluate --help`.")]
    [InlineData("describe data more", "more: the command has no place for it. Leave it out, or put quotes around what belongs together. See `foresale describe --help`.")]
    [InlineData("trian data --out x", "trian: there is no such verb. Did you mean train? See `foresale --help`.")]
    [InlineData("bake", "bake: there is no such verb. Use one of quickstart, import, map, describe, profile, train, evaluate, score, serve, export, simulate, replenish, benchmark. See `foresale --help`.")]
    public async Task A_wrong_command_is_the_users_fault_and_told_in_a_line_or_two(string command, string told)
    {
        var (code, _, error) = await Cli.CallAsync(command.Split(' '));

        Assert.Equal((2, told), (code, string.Join(' ', error.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))));
    }

    [Theory]
    [InlineData("train --help", "--lambda")]
    [InlineData("score --help --outt", "--as-of")]
    [InlineData("--help", "quickstart")]
    public async Task Help_needs_no_whole_command(string command, string told)
    {
        var (code, output, _) = await Cli.CallAsync(command.Split(' '));

        Assert.Equal((0, true), (code, output.Contains(told, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_two_dashes_everything_is_a_value()
    {
        var (code, _, error) = await Cli.CallAsync("describe", "--", "--odd");

        Assert.Equal(2, code);
        Assert.DoesNotContain("no such option", error, StringComparison.Ordinal);
    }
}
