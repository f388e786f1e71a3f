using Foresale.Events;
using Foresale.States;

namespace Foresale.Tests.States;

public sealed class LabelFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");

    public void Dispose() => File.Delete(_path);

    private LabelSet Read(string text)
    {
        File.WriteAllText(_path, text);
        return LabelFile.Read(_path, "Europe/Paris");
    }

    [Fact]
    public void Users_times_and_labels_are_read_and_other_columns_join_as_features()
    {
        var labels = Read("user_id,time,label,campaign,age\nu1,2026-06-01,1,\"A, \"\"big\"\"\",30\nu2,2026-06-01T10:00:00Z,no,B,\nu3,2026-06-01 08:00:00,,B,1.5\n");

        Assert.Equal(
            [
                new LabelRow("u1", null, new DateTimeOffset(2026, 5, 31, 22, 0, 0, TimeSpan.Zero), true),
                new LabelRow("u2", null, new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero), false),
                new LabelRow("u3", null, new DateTimeOffset(2026, 6, 1, 6, 0, 0, TimeSpan.Zero), null),
            ],
            labels.Rows);
        Assert.Equal(["campaign categorical", "age numeric"], labels.Extra.Select(c => $"{c.Name} {c.Role}").ToArray());
        Assert.Equal("A, \"big\"", labels.Extra[0].Values[0]);
    }

    [Theory]
    [InlineData("", ": the file is empty. Give a file with the columns user_id, time and label.")]
    [InlineData("user_id,label\nu,1\n", "(1): there is no column 'time'. Give a file with the columns user_id, time and label.")]
    [InlineData("user_id,time,time\nu,1,1\n", "(1): the column 'time' stands there 2 times. Keep one of them.")]
    [InlineData("user_id,time,label\nu,2026-06-01,maybe\n", "(2,3): 'maybe' is no label. Use 1 or 0, true or false, yes or no; leave it empty to have it scored.")]
    [InlineData("user_id,time,label\nu,soon,1\n", "(2,2): 'soon' is no time. Give times as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss, with an offset where they are not in the shop's zone.")]
    [InlineData("user_id,time,label\nu,03/04/2014,1\n", "(2,2): '03/04/2014' is no time. Give times as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss, with an offset where they are not in the shop's zone.")]
    [InlineData("user_id,time,label\nu,12:30,1\n", "(2,2): '12:30' is no time. Give times as yyyy-MM-dd or yyyy-MM-dd HH:mm:ss, with an offset where they are not in the shop's zone.")]
    [InlineData("user_id,time,label\nu,2026-06-01\n", "(2): there are 2 values under 3 columns. Give every row one value a column.")]
    public void A_faulty_file_is_refused_with_the_place(string text, string message) =>
        Assert.Equal(_path + message, Assert.Throws<UserFaultException>(() => Read(text)).Message);
}
