using Foresale.Evaluation;
using Foresale.Features;
using Foresale.States;

namespace Foresale.Tests.Evaluation;

public class PermutationImportanceTests
{
    private const int Rows = 600;

    [Fact]
    public void A_used_input_is_worth_something_and_an_ignored_one_exactly_nothing()
    {
        var rows = PermutationImportance.Compute(Table(), All(), UsesFirstColumn, new ImportanceOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(["used", "event history", "ignored"], rows.Select(r => r.Name), StringComparer.Ordinal);
        Assert.True(rows[0].LogLossIncrease > .1 && rows[0].IsBeyondNoise && rows[0].StandardError > 0);
        Assert.Equal(new ImportanceRow("ignored", 0, 0), rows[2]);
        Assert.False(rows[2].IsBeyondNoise);
    }

    [Fact]
    public void The_history_is_shuffled_as_a_whole()
    {
        var rows = PermutationImportance.Compute(Table(), All(), table => [.. table.Nodes.TokenEnd.Select((end, i) => end - table.Nodes.TokenBegin[i] > 1 ? .9f : .1f)], new ImportanceOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(PermutationImportance.History, rows[0].Name);
        Assert.True(rows[0].LogLossIncrease > .1);
    }

    [Fact]
    public void Rows_are_capped_groups_go_together_and_the_seed_decides()
    {
        var seen = new List<int>();
        float[] Score(StateTable table)
        {
            seen.Add(table.Nodes.Count);
            return UsesFirstColumn(table);
        }

        var options = new ImportanceOptions { MaxRows = 100, Repeats = 2, Groups = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal) { ["both"] = [0, 1] } };
        var once = PermutationImportance.Compute(Table(), All(), Score, options, TestContext.Current.CancellationToken);
        var again = PermutationImportance.Compute(Table(), All(), UsesFirstColumn, options, TestContext.Current.CancellationToken);

        Assert.Equal([100, 200, 200], seen); // as it is, then both inputs in one call, twice
        Assert.Equal(once, again);
        Assert.Equal("both", once[0].Name);
    }

    [Fact]
    public void An_input_that_only_stirs_the_scores_is_within_noise()
    {
        // The second column moves the score and says nothing of the outcome: shuffled, it is as wrong as before.
        static float[] Score(StateTable table) => [.. UsesFirstColumn(table).Select((p, i) => Math.Abs(p - (.08f * table.FeaturesOf(table.Nodes.State[i])[1])))];

        var rows = PermutationImportance.Compute(Table(), All(), Score, new ImportanceOptions(), TestContext.Current.CancellationToken);

        var ignored = rows.Single(r => r.Name is "ignored");
        Assert.True(ignored.LogLossIncrease != 0 && !ignored.IsBeyondNoise, $"{ignored}");
    }

    [Fact]
    public void The_error_is_over_shoppers_not_over_their_rows()
    {
        var table = Table();
        double Error(int[] users) => PermutationImportance.Compute(table with { Nodes = table.Nodes with { User = users } }, All(), UsesFirstColumn, new ImportanceOptions(), TestContext.Current.CancellationToken)[0].StandardError;

        Assert.Equal(Error(All()), Error(new int[Rows]), 1e-12);
        Assert.NotEqual(Error(All()), Error([.. All().Select(i => i / 10)]), 1e-6);
    }

    [Fact]
    public void A_sure_rise_that_is_tiny_is_not_called_important()
    {
        Assert.False(new ImportanceRow("tiny", .00015, .00001).IsBeyondNoise);
        Assert.True(new ImportanceRow("small", .0003, .00001).IsBeyondNoise);
    }

    [Fact]
    public void Parts_of_the_state_have_more_rows_than_single_inputs_and_one_part_alone_is_none()
    {
        var seen = new List<int>();
        float[] Score(StateTable table)
        {
            seen.Add(table.Nodes.Count);
            return UsesFirstColumn(table);
        }

        var options = new ImportanceOptions { MaxRows = 50, MaxPartRows = 300, Repeats = 1 };
        var parts = PermutationImportance.OfParts(Table(), All(), Score, options, TestContext.Current.CancellationToken);

        Assert.Equal(300, seen[0]);
        Assert.Contains(PermutationImportance.History, parts.Select(p => p.Name));
        Assert.Empty(PermutationImportance.OfParts(Table() with { TokenSchema = null, Schema = new FeatureSchema([.. Table().Schema.Columns.Select(c => c with { Group = FeatureGroup.User })]) }, All(), Score, options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Columns_of_one_word_list_go_together()
    {
        var table = Table() with { Schema = new FeatureSchema([new("device=phone", FeatureGroup.Context, "0/1", "A phone."), new("device=(other)", FeatureGroup.Context, "0/1", "Another.")]) };

        var rows = PermutationImportance.Compute(table, All(), UsesFirstColumn, new ImportanceOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(["device", "event history"], rows.Select(r => r.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void The_table_that_is_shuffled_stays_as_it_was()
    {
        var table = Table();
        var before = (float[])table.Features.Clone();

        PermutationImportance.Compute(table, All(), UsesFirstColumn, new ImportanceOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(before, table.Features);
    }

    [Fact]
    public void All_but_the_last_event_is_the_last_node_of_a_buyer_and_the_one_before_of_others()
    {
        var table = Table();
        table.Nodes.End[0] = NodeEnd.Continues;
        table.Nodes.End[1] = NodeEnd.Bought;
        table.Nodes.End[2] = NodeEnd.Continues;
        table.Nodes.End[3] = NodeEnd.NotBought;
        table.Nodes.Step[1] = table.Nodes.Step[3] = 2;

        var rows = EpisodeRows.Of(table, [0, 1, 2, 3]);

        Assert.Equal([false, true, true, false], rows.IsLastButOne);
        Assert.Equal([1, 2, 1, 2], rows.Position);
        Assert.Equal([0, 0, 1, 1], EpisodeRows.ClustersOf(table with { Target = new Target(TargetKind.Session) }, [0, 1, 2, 3])!);
        Assert.Null(EpisodeRows.ClustersOf(table with { Target = new Target(TargetKind.Table) }, [0, 1, 2, 3]));
    }

    private static int[] All() => [.. Enumerable.Range(0, Rows)];

    private static float[] UsesFirstColumn(StateTable table) => [.. Enumerable.Range(0, table.Nodes.Count).Select(i => table.FeaturesOf(table.Nodes.State[i])[0] > .5f ? .9f : .1f)];

    /// <summary>Rows whose outcome follows the first feature and the length of the history, nine times of ten.</summary>
    private static StateTable Table()
    {
        var random = new Random(1);
        var features = new float[2 * Rows];
        var outcome = new float[Rows];
        for (var i = 0; i < Rows; i++)
        {
            features[2 * i] = i % 3 == 0 ? 1 : 0;
            features[(2 * i) + 1] = random.NextSingle();
            outcome[i] = random.NextDouble() < .9 ? features[2 * i] : 1 - features[2 * i];
        }

        return new StateTable
        {
            Target = new Target(TargetKind.Session),
            Actions = ["view", "purchase"],
            Schema = new FeatureSchema([new("used", FeatureGroup.User, "0/1", "Used."), new("ignored", FeatureGroup.Item, "0..1", "Ignored.")]),
            Features = features,
            TokenSchema = new TokenSchema([new TokenField("behavior", 8)]),
            Tokens = new int[3 * Rows],
            UserIds = ["u"],
            DataHash = "00",
            Nodes = new NodeTable
            {
                State = All(),
                TokenBegin = [.. All().Select(i => 3 * i)],
                TokenEnd = [.. All().Select(i => (3 * i) + (i % 3 == 0 ? 2 : 1))],
                TimeLeft = [.. All().Select(_ => 1f)],
                Action = new sbyte[Rows],
                End = [.. All().Select(_ => NodeEnd.NotBought)],
                Outcome = outcome,
                Weight = [.. All().Select(_ => 1f)],
                Slice = [.. All().Select(_ => Slice.Test)],
                IsRow = [.. All().Select(_ => true)],
                User = new int[Rows],
                Item = new int[Rows],
                TimeMs = new long[Rows],
                EventId = new string?[Rows],
                SessionId = new string?[Rows],
                Step = [.. All().Select(_ => 1)],
            },
        };
    }
}
