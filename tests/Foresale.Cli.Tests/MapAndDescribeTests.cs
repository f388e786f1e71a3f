using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Foresale.Cli.Tests;

/// <summary>A stranger's CSV, from map to import to describe, as a person types it.</summary>
public sealed class MapAndDescribeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-stranger-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_strangers_log_is_mapped_imported_and_described_without_editing()
    {
        await File.WriteAllTextAsync(At("laden.csv"), Shop(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("orders.csv"), "order_id,time\nB1,2026-03-02 09:05:00\nX9,2026-03-03 09:05:00\n", TestContext.Current.CancellationToken);

        var map = await RunAsync("map", At("laden.csv"), "--zone", "Europe/Berlin", "--out", At("mapping.json"), "--json");
        await RunAsync("import", At("laden.csv"), "--map", At("mapping.json"), "--out", At("shop"), "--json");
        var described = await RunAsync("describe", At("shop"), "--orders", At("orders.csv"), "--json");

        Assert.Equal(",", map.GetProperty("mapping").GetProperty("decimal").GetString());
        Assert.Equal("Europe/Berlin", described.GetProperty("dataset").GetProperty("zone").GetString());
        Assert.Equal("EUR", described.GetProperty("dataset").GetProperty("currency").GetString());
        Assert.Equal(
            "view 90, cart 30, purchase 10",
            string.Join(", ", described.GetProperty("funnel").EnumerateArray().Select(s => $"{s.GetProperty("behavior").GetString()} {s.GetProperty("events").GetInt64().ToString(CultureInfo.InvariantCulture)}")));
        Assert.Equal(12_345, described.GetProperty("rates").GetProperty("revenue").GetDouble(), 6);
        Assert.Equal((1, "X9"), (described.GetProperty("orders").GetProperty("missing").GetInt32(), described.GetProperty("orders").GetProperty("examples")[0].GetProperty("order_id").GetString()));
    }

    [Fact]
    public async Task The_tables_for_people_have_every_section()
    {
        await File.WriteAllTextAsync(At("laden.csv"), Shop(), TestContext.Current.CancellationToken);
        await TextAsync("map", At("laden.csv"), "--zone", "Europe/Berlin", "--out", At("mapping.json"));
        await TextAsync("import", At("laden.csv"), "--map", At("mapping.json"), "--out", At("shop"));

        var text = await TextAsync("describe", At("shop"));

        Assert.All(
            ["The log", "Funnel", "Purchases", "Sessions", "Most frequent", "Fields", "Is the data enough?", "Warnings", "130 events of 30 shoppers in 30 sessions, 10 buyers"],
            section => Assert.Contains(section, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_sent_to_train_on_a_log_without_a_purchase()
    {
        await File.WriteAllTextAsync(At("laden.csv"), Shop(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("schauen.csv"), Shop().Replace("gekauft", "angesehen", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await TextAsync("map", At("laden.csv"), "--zone", "Europe/Berlin", "--out", At("mapping.json"));
        await TextAsync("import", At("laden.csv"), "--map", At("mapping.json"), "--out", At("shop"));
        await TextAsync("import", At("schauen.csv"), "--map", At("mapping.json"), "--out", At("looks"));

        Assert.Contains("next: foresale train", await TextAsync("describe", At("shop")), StringComparison.Ordinal);
        Assert.DoesNotContain("next:", await TextAsync("describe", At("looks")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_dataset_is_refused()
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await App.RunAsync(["describe", At("nothing")], output, error, TestContext.Current.CancellationToken);

        Assert.Equal((2, $"{At("nothing")}: there is no such dataset folder. Write one by `foresale import FILE --map PRESET --out FOLDER`."), (code, error.ToString().Trim()));
    }

    /// <summary>Thirty shoppers with three views and a cart each; every third buys for 1.234,50 €.</summary>
    private static string Shop()
    {
        var text = new StringBuilder("Zeitpunkt;Kundennummer;Artikelnr;Aktion;Preis;Bestellnr\n");
        for (var i = 0; i < 30; i++)
        {
            string Row(int minute, string action, string order = "") => string.Create(CultureInfo.InvariantCulture, $"{2 + (i / 10):00}.03.2026 {9 + (i % 10):00}:{minute:00};K{i};A{minute};{action};1.234,50 €;{order}\n");
            text.Append(Row(1, "angesehen")).Append(Row(2, "angesehen")).Append(Row(3, "angesehen")).Append(Row(4, "in den Warenkorb"));
            text.Append(i % 3 == 0 ? Row(5, "gekauft", string.Create(CultureInfo.InvariantCulture, $"B{i + 1}")) : "");
        }

        return text.ToString();
    }

    private static async Task<JsonElement> RunAsync(params string[] args)
    {
        using var document = JsonDocument.Parse(await TextAsync(args));
        return document.RootElement.Clone();
    }

    private static async Task<string> TextAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await App.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        Assert.True(code == 0, error.ToString());
        return output.ToString();
    }

    private string At(string name) => Path.Combine(_folder, name);
}
