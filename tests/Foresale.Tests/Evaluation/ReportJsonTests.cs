using Foresale.Evaluation;
using Foresale.Events;

namespace Foresale.Tests.Evaluation;

public class ReportJsonTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var report = DemoReport.Default;

        var text = ReportJson.Write(report);
        var back = ReportJson.Read(text, "metrics.json");

        Assert.Equal(text, ReportJson.Write(back));
        Assert.Equal(report.Shipped.Metrics.RocAuc, back.Shipped.Metrics.RocAuc);
        Assert.Equal(report.Shipped.Intervals[Metric.PrAuc], back.Shipped.Intervals[Metric.PrAuc]);
        Assert.Equal(report.Card.Target, back.Card.Target);
        Assert.Equal(report.Dataset!.Behaviors["cart"], back.Dataset!.Behaviors["cart"]);
        Assert.Equal(report.History[1].Points[7], back.History[1].Points[7]);
    }

    [Fact]
    public void An_undefined_figure_is_null_in_the_file_and_nan_in_memory()
    {
        var text = ReportJson.Write(DemoReport.Default);

        var slope = ReportJson.Read(text, "metrics.json").Comparison.Learners[^1].Metrics.CalibrationSlope;

        Assert.Contains("\"calibrationSlope\": null", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.True(double.IsNaN(slope));
    }

    [Fact]
    public void A_report_of_another_schema_version_is_refused()
    {
        var text = ReportJson.Write(DemoReport.Default with { Schema = 7 });

        var error = Assert.Throws<UserFaultException>(() => ReportJson.Read(text, "model/metrics.json"));

        Assert.Equal("model/metrics.json: The report has schema version 7; this build reads 1. Write it again with `foresale evaluate`.", error.Message);
    }

    [Fact]
    public void A_file_that_is_no_report_is_refused()
    {
        var error = Assert.Throws<UserFaultException>(() => ReportJson.Read("[1]", "metrics.json"));

        Assert.Equal("metrics.json: the file is no evaluation report ($). Write it again with `foresale evaluate`.", error.Message);
    }
}
