using Foresale.Storage.Writing;

namespace Foresale.Storage.Tests;

public class TextBuilderTests
{
    [Fact]
    public void A_run_of_rows_is_the_same_as_its_rows_one_by_one()
    {
        var builder = new TextBuilder();
        builder.Add("a"u8);

        builder.AddRun("bccc"u8, [10, 11, 11, 14]); // b, nothing, ccc of a memory whose first ten bytes are other rows'
        builder.AddNulls(2);
        builder.Add("d"u8);

        var column = builder.View();
        Assert.Equal(["a", "b", null, "ccc", null, null, "d"], Enumerable.Range(0, column.Length).Select(i => column.GetString(i)));
        Assert.Equal(3, column.NullCount);
    }

    [Fact]
    public void Rows_after_a_truncation_take_the_place_of_those_taken_back()
    {
        var builder = new TextBuilder();
        builder.AddRun("abc"u8, [0, 1, 2, 3]);

        builder.Truncate(1);
        builder.Add("xy"u8);

        var column = builder.View();
        Assert.Equal(["a", "xy"], Enumerable.Range(0, column.Length).Select(i => column.GetString(i)));
    }

    [Fact]
    public void A_number_taken_back_leaves_no_trace_in_the_next_of_its_place()
    {
        var builder = new NumberBuilder();
        builder.Add(5);
        builder.Add(6);

        builder.Truncate(1);
        builder.Add(null);

        Assert.Equal((2, 1), (builder.View().Length, builder.View().Nulls));
    }
}
