namespace Foresale.Storage.Tests;

public sealed class RealLogTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Tmall2014_keeps_all_131720_events_of_860_users()
    {
        var info = Import("tmall2014/events.csv.gz", "tmall2014").Info;

        Assert.Equal(131_720, info.Events);
        Assert.Equal(860, info.Users);
        Assert.Equal((125_865, 804, 80, 4_971), (info.Behaviors["view"], info.Behaviors["favorite"], info.Behaviors["cart"], info.Behaviors["purchase"]));
        Assert.True(info.DayResolution);
        var dataset = DatasetFolder.Open(_temp.Out);
        Assert.Equal(92, dataset.Days.Count);
        Assert.Equal(131_720, dataset.Days.Sum(d => dataset.ReadDay(d).Count()));
    }

    [Fact]
    public void Trivago_maps_clickouts_interactions_and_searches()
    {
        var info = Import("trivago/events.csv.gz", "trivago").Info;

        Assert.Equal((49_338, 3_285), (info.Events, info.Users));
        Assert.Equal((6_789, 35_965, 6_584), (info.Behaviors["purchase"], info.Behaviors["view"], info.Behaviors["search"]));
        Assert.True(info.SourceSessions);
    }

    [Fact]
    public void Online_shoppers_comes_back_as_a_table()
    {
        Import("online-shoppers/sessions.csv", "online-shoppers");

        var table = DatasetFolder.Open(_temp.Out).ReadTable();

        Assert.Equal((9_864, 18, "TRUE"), (table.RowCount, table.Columns.Count, table.PositiveWord));
        var label = Assert.Single(table.Columns, c => c.Role is "label");
        Assert.Equal(("Revenue", .155), (label.Name, Math.Round(label.Values.Count(v => v == "TRUE") / 9_864d, 3)));
    }

    private ImportReport Import(string file, string preset)
    {
        var path = Data.Find(file);
        Assert.SkipUnless(path is not null, $"{file} is not here; set FORESALE_DATA.");
        return _temp.Import(path!, with: o => o with { Mapping = Presets.Resolve(preset), Zone = null, MaxRejected = .05 });
    }
}
