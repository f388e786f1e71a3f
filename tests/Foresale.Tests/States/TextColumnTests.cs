using System.Text.Json;
using Foresale.Events;
using Foresale.Features.Text;
using Foresale.States;

namespace Foresale.Tests.States;

public class TextColumnTests
{
    private static readonly string[] Good = ["love this lovely dress", "love it, perfect fit", "a perfect lovely fit"];
    private static readonly string[] Bad = ["too small, sent back", "sent it back, poor cut", "poor cut and too small"];

    private static TableData Reviews(int rows, Func<int, string>? text = null) => new(
        [
            new TableColumn("review", TableRoles.Text, [.. Enumerable.Range(0, rows).Select(i => text?.Invoke(i) ?? (i % 2 == 0 ? Good : Bad)[i / 2 % 3])]),
            new TableColumn("answer", TableRoles.Label, [.. Enumerable.Range(0, rows).Select(i => i % 2 == 0 ? "yes" : "no")]),
        ],
        "yes",
        "hash");

    private static StateTable Table(TableData data) => StateBuilder.BuildTable(data, SplitOptions.ForTables());

    [Fact]
    public void A_factor_is_named_after_its_heaviest_terms()
    {
        var columns = Table(Reviews(120)).Schema.Columns;

        Assert.StartsWith("review_f01 (", columns[0].Name, StringComparison.Ordinal);
        Assert.Equal(["review_words", "review_score"], columns.Skip(columns.Count - 2).Select(c => c.Name));
        Assert.Matches("^How much review sounds like: .+, .+, .+; and below 0 like: .+\\.$", columns[1].Description);
    }

    [Fact]
    public void What_a_test_row_says_changes_nothing()
    {
        var table = Table(Reviews(120));
        var test = table.RowsOf(Slice.Test).ToHashSet();

        var other = Table(Reviews(120, i => test.Contains(i) ? "zebra zebra crossing" : (i % 2 == 0 ? Good : Bad)[i / 2 % 3]));

        Assert.Equal(table.Schema.Hash, other.Schema.Hash);
        Assert.All(table.RowsOf(Slice.Train), row => Assert.Equal(table.FeaturesOf(row).ToArray(), other.FeaturesOf(row).ToArray()));
        Assert.DoesNotContain("zebra", other.Encoding!.Columns[0].Text!.Terms);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("zebra crossing", 2)]
    public void A_text_without_a_known_word_has_no_factors(string text, float words)
    {
        var scored = StateBuilder.BuildTableForScoring(Reviews(1, _ => text), Table(Reviews(120)).Encoding!).FeaturesOf(0).ToArray();

        Assert.All(scored[..^2], factor => Assert.Equal(0, factor));
        Assert.Equal(words, scored[^2]);
    }

    [Fact]
    public void A_model_reads_a_text_as_training_did()
    {
        var table = Table(Reviews(120));
        var read = JsonSerializer.Deserialize<TableEncoding>(JsonSerializer.Serialize(table.Encoding))!;

        var scored = StateBuilder.BuildTableForScoring(Reviews(120), read);

        Assert.Equal(table.Schema.Hash, scored.Schema.Hash);
        Assert.All(table.RowsOf(Slice.Test), row => Assert.Equal(table.FeaturesOf(row).ToArray(), scored.FeaturesOf(row).ToArray()));
        Assert.All(table.RowsOf(Slice.Train), row => Assert.Equal(table.FeaturesOf(row)[..^1].ToArray(), scored.FeaturesOf(row)[..^1].ToArray()));
    }

    [Fact]
    public void A_training_row_has_the_score_of_a_model_that_did_not_see_it()
    {
        // Rows 2k and 2k + 1 share their words and have opposite answers, so that scores differ from row to row.
        var table = Table(Reviews(120, i => $"w{i / 2} w{i / 2}"));
        var scores = table.Encoding!.Columns[0].Text!.TrainingScores;

        var written = table.RowsOf(Slice.Train, Slice.Validation).Select(row => table.FeaturesOf(row)[^1]).ToList();

        Assert.Equal(scores, written);
        Assert.True(scores.Distinct().Count() > 10);
    }

    [Fact]
    public void Texts_without_a_word_that_repeats_give_their_length_only()
    {
        var factors = TextFactors.Fit(["one", "two", ""]);

        Assert.Equal((0, 1), (factors.Factors, factors.Count));
    }
}
