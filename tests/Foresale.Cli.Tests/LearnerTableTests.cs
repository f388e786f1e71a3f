using Foresale.Evaluation;
using Foresale.Events;
using Foresale.States;
using Spectre.Console;

namespace Foresale.Cli.Tests;

/// <summary>What stands under the figures on the terminal.</summary>
public class LearnerTableTests
{
    private static readonly Predictions s_rows = new("recency", [.9f, .8f, .1f, .2f], [0, 0, 1, 0], [1, 1, 1, 1], [0, 1, 2, 3]);

    [Fact]
    public void A_tables_rows_are_nobodys_and_its_label_speaks()
    {
        var dataset = new DatasetInfo
        {
            Version = "0",
            SourceHash = "00",
            Kind = "table",
            TableColumns = [new TableColumnInfo("subscribed", TableRoles.Label, "yes")],
            Mapping = "bank",
            Zone = "UTC",
            Behaviors = new Dictionary<string, long>(StringComparer.Ordinal),
            Cleaning = [],
            Missing = new Dictionary<string, double>(StringComparer.Ordinal),
        };

        var text = Written(console => LearnerTable.Write(console, Report(TargetKind.Table) with { Dataset = dataset }));

        Assert.Contains("4 test rows, base rate 25.00 % (the share of these rows that are positive: subscribed says “yes”); intervals 95 %.", text, StringComparison.Ordinal);
        Assert.Contains("What ships is a trivial baseline: the table is too small, or too hard, for this question.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logs_rows_are_its_shoppers()
    {
        var text = Written(console => LearnerTable.Write(console, Report(TargetKind.Session)));

        Assert.Contains("4 test rows of 4 shoppers, base rate 25.00 % (the share of these rows that bought); intervals 95 %, clustered by shopper.", text, StringComparison.Ordinal);
        Assert.Contains("What ships is a trivial baseline: the log is too small, or too hard, for this question.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_horizon_worse_than_its_base_rate_is_marked()
    {
        var text = Written(console => HorizonTable.Write(console, [new HorizonResult("7d", Metrics.Compute(s_rows, .5), [])]));

        Assert.Contains("base rate's", text, StringComparison.Ordinal);
        Assert.Contains("7d: no better than its base rate on 4 rows; a longer log or an earlier --test-from may help.", text, StringComparison.Ordinal);
    }

    private static EvaluationReport Report(TargetKind kind) => new()
    {
        Card = new ModelCard { Name = "Small", Target = new Target(kind), Version = "0", DataHash = "00" },
        Comparison = LearnerComparison.Of([new Contender(s_rows, LearnerRole.Trivial)], reference: null, new BootstrapOptions { Draws = 5 }, TestContext.Current.CancellationToken),
        Gate = new GateResult("recency", "It is the only learner."),
    };

    private static string Written(Action<IAnsiConsole> write)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 200;
        write(console);
        return writer.ToString();
    }
}
