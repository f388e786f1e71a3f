namespace Foresale.Cli.Tests;

/// <summary>What stands where a verb is to write is lost only where the same verb wrote it; a place that cannot be is told in a sentence.</summary>
public sealed class OutputPlaceTests(ShopFixture shop) : IClassFixture<ShopFixture>, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-place-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_mapping_takes_the_place_of_a_mapping_and_of_nothing_else()
    {
        File.Copy(await shop.LogAsync(), At("shop.csv"));
        File.WriteAllText(At("notes.txt"), "mine");
        var log = File.ReadAllText(At("shop.csv"));

        await RefusedAsync($"{At("shop.csv")}: this is an input of the same command, and would be overwritten. Give another --out.", "map", At("shop.csv"), "--out", At("shop.csv"));
        await RefusedAsync($"{At("notes.txt")}: the file that stands here is no mapping file of an earlier run, and would be lost. Move it elsewhere, or give another --out.", "map", At("shop.csv"), "--out", At("notes.txt"));
        await RefusedAsync($"{_root}: this is a folder, and a file is to be written. Give a file's name as --out.", "map", At("shop.csv"), "--out", _root);
        await Cli.RunAsync("map", At("shop.csv"), "--out", At("mapping.json"));
        await Cli.RunAsync("map", At("shop.csv"), "--out", At("mapping.json"));

        Assert.Equal((log, "mine"), (File.ReadAllText(At("shop.csv")), File.ReadAllText(At("notes.txt"))));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Scores_take_the_place_of_scores_and_of_nothing_else(string ending)
    {
        var (model, data) = (await shop.ModelAsync(), await shop.DataAsync());
        File.Copy(await shop.LogAsync(), At($"own.{ending}"));

        await RefusedAsync($"{At($"own.{ending}")}: the file that stands here is no file of scores of an earlier run, and would be lost. Move it elsewhere, or give another --out.", "score", model, data, "--out", At($"own.{ending}"));
        await Cli.RunAsync("score", model, data, "--out", At($"scores.{ending}"));
        await Cli.RunAsync("score", model, data, "--out", At($"scores.{ending}"));

        Assert.Equal(File.ReadAllBytes(await shop.LogAsync()), File.ReadAllBytes(At($"own.{ending}")));
    }

    [Fact]
    public async Task Simulated_files_take_the_place_of_simulated_files_and_of_nothing_else()
    {
        File.WriteAllText(At("own.csv"), "a,b\n1,2\n");

        await RefusedAsync($"{At("own.csv")}: the file that stands here is no simulated log of an earlier run, and would be lost. Move it elsewhere, or give another --out.", "simulate", "--sessions", "5", "--out", At("own.csv"));
        await RefusedAsync($"{At("own.csv")}: the file that stands here is no truth file of an earlier run, and would be lost. Move it elsewhere, or give another --truth.", "simulate", "--sessions", "5", "--out", At("log.csv"), "--truth", At("own.csv"));
        await Cli.RunAsync("simulate", "--sessions", "5", "--out", At("log.csv"), "--truth", At("truth.csv"));
        await Cli.RunAsync("simulate", "--sessions", "5", "--out", At("log.csv"), "--truth", At("truth.csv"));
    }

    [Fact]
    public async Task A_folder_is_not_written_over_a_file()
    {
        var (log, file) = (await shop.LogAsync(), At("afile"));
        File.WriteAllText(file, "mine");

        await RefusedAsync($"{file}: this is a file, and a folder is to be written. Give another --out.", "import", log, "--map", "foresale", "--zone", "UTC", "--out", file);
        await RefusedAsync($"{file}/data: {file} is a file, and a folder is to be written. Give another --out.", "import", log, "--map", "foresale", "--zone", "UTC", "--out", $"{file}/data");
        await RefusedAsync($"{file}/m.json: {file} is a file, and a folder is to be written. Give another --out.", "map", log, "--out", $"{file}/m.json");
    }

    [Theory]
    [InlineData("describe", "LOG")]
    [InlineData("train", "LOG", "--out", "model")]
    [InlineData("score", "MODEL", "LOG", "--out", "scores.csv")]
    public async Task A_log_where_a_dataset_is_asked_for_is_told_as_one(params string[] command)
    {
        var (model, log) = (await shop.ModelAsync(), await shop.LogAsync());

        await RefusedAsync(
            $"{log}: this is a file, and no dataset folder. Import it first: `foresale map FILE --out mapping.json`, then `foresale import FILE --map mapping.json --out FOLDER`.",
            [.. command.Select(w => w switch { "LOG" => log, "MODEL" => model, "model" or "scores.csv" => At(w), _ => w })]);
    }

    [Theory]
    [InlineData("--lambda", "5", "--lambda: 5 does not lie in 0..1. Give a number such as .9, or leave --lambda out.")]
    [InlineData("--tune-trees", "-1", "--tune-trees: -1 is less than 0. Give 30, or leave --tune-trees out.")]
    [InlineData("--pretrain", "-1", "--pretrain: -1 is less than 0. Give 10, or leave --pretrain out.")]
    [InlineData("--epochs", "0", "--epochs: 0 is less than 1. Give 1 or more.")]
    public async Task An_option_out_of_its_range_is_named_before_any_work(string option, string value, string told) =>
        await RefusedAsync(told, "train", At("nothing"), "--out", At("model"), option, value);

    [Fact]
    public async Task Messages_name_pages_that_are_there()
    {
        var output = await Cli.RunAsync("score", await shop.ModelAsync(), await shop.DataAsync(), "--out", At("scores.csv"));

        var page = Path.Combine(AppContext.BaseDirectory, "docs", "scores.md");
        Assert.True(File.Exists(page));
        Assert.Contains(page, output.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_says_first_which_question_it_answers()
    {
        var output = await Cli.RunAsync("train", await shop.DataAsync(), "--out", At("model"), "--no-networks", "--quick", "--threads", "1");

        Assert.Contains(": buys in this session (the question that fits the data; --target asks another)", output.ReplaceLineEndings("\n").Split('\n')[0], StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(string told, params string[] args)
    {
        var (code, _, error) = await Cli.CallAsync(args);
        Assert.Equal((2, told), (code, error.Trim()));
    }

    private string At(string name) => Path.Combine(_root, name);
}
