using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public class LabelStatesTests
{
    private static readonly MemoryDataset s_log = Some.Log(Some.Event(10), Some.Event(20), Some.Event(Some.Day + 5, session: "s2"));

    private static LabelRow Label(double minute, bool? label = true, string user = "u") => new(user, null, Some.Start.AddMinutes(minute), label);

    private static StateTable Build(params LabelRow[] rows) => Build(s_log, rows);

    private static StateTable Build(MemoryDataset log, params LabelRow[] rows) => StateBuilder.Build(
        log,
        new StateRequest(new Target(TargetKind.Labels))
        {
            Labels = new LabelSet(rows, [new TableColumn("campaign", TableRoles.Categorical, [.. rows.Select((_, i) => i % 2 == 0 ? "A" : "B")])]),
            Settings = Some.Settings(log.Info.DayResolution),
            Plan = SplitPlan.AllTraining(s_log.Info) with { End = Some.Start.AddDays(9), TestFrom = Some.Start.AddDays(9), ValidationFrom = Some.Start.AddDays(9), CalibrationFrom = Some.Start.AddDays(9) },
        },
        null,
        CancellationToken.None);

    [Fact]
    public void A_state_folds_the_events_before_the_labels_time_and_not_those_at_it()
    {
        var table = Build(Label(20), Label(20.1), Label(5), Label(3 * Some.Day), Label(15, user: "stranger"));

        Assert.Equal([1, 2, 0, 3, 0], table.Nodes.TokenEnd.Zip(table.Nodes.TokenBegin, (end, begin) => end - begin));
    }

    [Fact]
    public void In_a_log_of_days_a_label_inside_a_day_sees_the_days_before_it()
    {
        var log = Some.DayLog(Some.Event(0), Some.Event(Some.Day, Behavior.Purchase), Some.Event(Some.Day, item: "b"), Some.Event(2 * Some.Day));

        var table = Build(log, Label(1.5 * Some.Day), Label(Some.Day), Label(2.5 * Some.Day));

        Assert.Equal([1, 1, 3], table.Nodes.TokenEnd.Zip(table.Nodes.TokenBegin, (end, begin) => end - begin));
        Assert.Equal(Some.Start.AddDays(1).ToUnixTimeMilliseconds(), table.Nodes.TimeMs[0]);
    }

    [Fact]
    public void The_label_is_the_outcome_and_nodes_keep_the_files_order()
    {
        var table = Build(Label(20), Label(5, false), Label(7, null));

        Assert.Equal([1f, 0f, float.NaN], table.Nodes.Outcome);
        Assert.Equal([NodeEnd.Bought, NodeEnd.NotBought, NodeEnd.Truncated], table.Nodes.End);
        Assert.Equal([0, 1], table.RowsOf(Slice.Train));
    }

    [Fact]
    public void Further_columns_join_the_context()
    {
        var table = Build(Label(20), Label(5, false), Label(30));

        Assert.Equal(["campaign=A", "campaign=B"], table.Schema.Columns.TakeLast(2).Select(c => c.Name).ToArray());
        Assert.Equal([1f, 0f], table.FeaturesOf(table.Nodes.State[0])[^2..].ToArray());
        Assert.Equal([0f, 1f], table.FeaturesOf(table.Nodes.State[1])[^2..].ToArray());
    }
}
