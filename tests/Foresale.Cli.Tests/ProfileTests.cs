using System.Text.Json;
using Foresale.Scoring;

namespace Foresale.Cli.Tests;

/// <summary>Portraits as a person asks for them.</summary>
public sealed class ProfileTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public async Task Segments_of_a_shop_are_named_and_counted()
    {
        using var document = JsonDocument.Parse(await Cli.RunAsync("describe", await shop.DataAsync(), "--profiles", "--json"));

        var segments = document.RootElement.GetProperty("segments").EnumerateArray().ToList();
        Assert.InRange(segments.Count, 3, 8);
        Assert.Equal(document.RootElement.GetProperty("shoppers").GetInt32(), segments.Sum(s => s.GetProperty("shoppers").GetInt32()));
        Assert.All(segments, s => Assert.DoesNotContain("_", s.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_portrait_of_a_shopper_is_printed_for_people_and_for_programs()
    {
        var data = await shop.DataAsync();
        var user = await FirstUserAsync();

        var text = await Cli.RunAsync("profile", user, "--data", data);
        using var document = JsonDocument.Parse(await Cli.RunAsync("profile", user, "--data", data, "--json"));

        Assert.All(new[] { "segment", "frequency", "orders", "amount", "price band", "categories", "like shoppers", "may like" }, row => Assert.Contains(row, text));
        Assert.Equal(user, document.RootElement.GetProperty("user_id").GetString());
        Assert.Contains(document.RootElement.GetProperty("segment").GetString()!, text);
    }

    [Fact]
    public async Task A_shopper_whom_the_log_does_not_have_exits_with_2()
    {
        var (code, _, error) = await Cli.CallAsync("profile", "nobody", "--data", await shop.DataAsync());

        Assert.Equal(2, code);
        Assert.Contains("USER: the log has no shopper 'nobody'. Give one that it has, such as '", error);
    }

    [Fact]
    public async Task A_table_has_no_shoppers_to_draw()
    {
        var folder = Directory.CreateTempSubdirectory("foresale-table-").FullName;
        var (csv, map, data) = (Path.Combine(folder, "t.csv"), Path.Combine(folder, "map.json"), Path.Combine(folder, "data"));
        await File.WriteAllTextAsync(csv, "x,y\n1,a\n2,b\n3,a\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(map, """{"kind":"table","columns":{"y":{"role":"label","positive":"a"},"x":"numeric"}}""", TestContext.Current.CancellationToken);
        await Cli.RunAsync("import", csv, "--map", map, "--out", data);

        var (profile, describe) = (await Cli.CallAsync("profile", "u", "--data", data), await Cli.CallAsync("describe", data, "--profiles"));
        var train = await Cli.CallAsync("train", data, "--portraits", "segments", "--out", Path.Combine(folder, "model"));

        Assert.All(new[] { profile, describe }, call => Assert.Equal((2, true), (call.Code, call.Error.Contains("the dataset is a table, and portraits are of shoppers in a log.", StringComparison.Ordinal))));
        Assert.Equal(2, train.Code);
        Assert.Contains("--portraits: the rows of a table are no shoppers of a log, and portraits would not be read. Leave --portraits out, or import a log of events.", train.Error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_model_with_portraits_scores_a_log_by_its_own()
    {
        var (data, folder) = (await shop.DataAsync(), Directory.CreateTempSubdirectory("foresale-portraits-").FullName);
        var model = Path.Combine(folder, "model");

        await Cli.RunAsync("train", data, "--target", "session", "--no-networks", "--quick", "--portraits", "both", "--threads", "1", "--out", model);
        await Cli.RunAsync("score", model, data, "--out", Path.Combine(folder, "scores.csv"));
        using var portrait = JsonDocument.Parse(await Cli.RunAsync("profile", await FirstUserAsync(), "--data", data, "--model", model, "--json"));
        var report = await File.ReadAllTextAsync(Path.Combine(model, "report.html"), TestContext.Current.CancellationToken);
        var names = ModelFolder.Open(model).Manifest.Fold!.Portraits![^1].Segments!.Names.Select(n => n.Name).ToList();

        Assert.True(new FileInfo(Path.Combine(model, "portraits.json")).Length > 1_000);
        Assert.True((await File.ReadAllLinesAsync(Path.Combine(folder, "scores.csv"), TestContext.Current.CancellationToken)).Length > 1_000);
        Assert.Contains(portrait.RootElement.GetProperty("segment").GetString()!, names);
        Assert.All(names.Select((name, k) => $"<td>{k + 1}: {name}</td>"), row => Assert.Contains(row, report, StringComparison.Ordinal)); // Numbered as the columns.
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> FirstUserAsync() =>
        (await File.ReadAllLinesAsync(await shop.LogAsync(), TestContext.Current.CancellationToken)) is [var head, var first, ..] ? first.Split(',')[Array.IndexOf(head.Split(','), "user_id")] : "";
}
