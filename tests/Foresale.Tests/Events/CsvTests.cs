using CsCheck;
using Foresale.Events;

namespace Foresale.Tests.Events;

public class CsvTests
{
    [Fact]
    public void Fields_that_were_quoted_are_read_back() =>
        Gen.String[Gen.Char["ab,\" "], 0, 8].Array[1, 6].Sample(fields => Assert.Equal(fields, Csv.Fields(string.Join(',', fields.Select(Csv.Quote)))), seed: "0000000000001");

    [Fact]
    public void Only_what_needs_quotes_gets_them()
    {
        Assert.Equal(["tea", "", "\"a,b\"", "\"5\"\"\"", "\"a\nb\""], new[] { "tea", null, "a,b", "5\"", "a\nb" }.Select(Csv.Quote));
        Assert.Equal(["a;b", "c"], Csv.Fields("\"a;b\";c", ';'));
    }

    [Fact]
    public void A_field_begins_behind_its_delimiter() =>
        Assert.Equal([1, 7, 8], Enumerable.Range(0, 3).Select(field => Csv.ColumnOf("\"a,b\",,c", ',', field)));
}
