using Foresale.Description;
using Foresale.Storage.Describing;

namespace Foresale.Storage.Tests.Describing;

public sealed class RealLogDescriptionTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Tmall2014_has_two_days_without_a_single_click_and_no_other_fault()
    {
        var path = Data.Find("tmall2014/events.csv.gz");
        Assert.SkipUnless(path is not null, "tmall2014/events.csv.gz is not here; set FORESALE_DATA.");
        _temp.Import(path!, with: o => o with { Mapping = Presets.Resolve("tmall2014"), Zone = null });

        var facts = LogCounter.Count(_temp.Out, DatasetFolder.Open(_temp.Out).Info, threads: 1, progress: null, TestContext.Current.CancellationToken);
        var described = LogDescriber.Describe(facts);

        Assert.Equal(
            "broken_tag view 2014-04-23, broken_tag view 2014-05-12",
            string.Join(", ", described.Warnings.Select(w => $"{w.Kind} {w.Subject} {w.Message[("'view' all but stops on ".Length)..][..10]}")));
        Assert.Equal((681, 3_039), (described.Rates.Buyers, described.Rates.BuyingSessions));
    }
}
