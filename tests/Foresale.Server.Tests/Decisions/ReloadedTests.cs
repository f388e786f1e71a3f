using Foresale.Events;
using Foresale.Server.Decisions;
using Foresale.Server.Faults;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Foresale.Server.Tests.Decisions;

public sealed class ReloadedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-server-").FullName;
    private readonly FakeTimeProvider _clock = new();
    private int _written;

    [Fact]
    public void A_file_that_was_written_anew_is_read_within_seconds_and_not_at_each_question()
    {
        var reloaded = Of(_folder);
        Write("one");
        Assert.Equal("one", reloaded.Value);

        Write("two");
        Assert.Equal("one", reloaded.Value);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("two", reloaded.Value);
    }

    [Theory]
    [InlineData("bad")]
    [InlineData(null)] // it is gone
    public void A_file_that_cannot_be_read_leaves_the_one_before(string? text)
    {
        var reloaded = Of(_folder);
        Write("one");
        _ = reloaded.Value;

        Write(text);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("one", reloaded.Value);
        Write("two");
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("two", reloaded.Value);
    }

    [Fact]
    public void At_start_a_file_that_cannot_be_read_ends_it_and_a_setting_that_is_not_set_does_not()
    {
        Of(null).Require();
        Write("bad");

        Assert.Throws<UserFaultException>(() => Of(_folder).Require());
        Assert.Equal(404, Assert.Throws<RequestFaultException>(() => Of("").Value).Status);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Reloaded<string> Of(string? folder) => new("Foresale:X", "make", folder, "file.txt", Read, _clock, NullLogger.Instance);

    private static string Read(string path) => File.Exists(path) && File.ReadAllText(path) is not "bad" and var text ? text : throw new UserFaultException(path, "it is bad.", "Mend it.");

    private void Write(string? text)
    {
        var path = Path.Combine(_folder, "file.txt");
        if (text is null)
        {
            File.Delete(path);
            return;
        }

        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(++_written));
    }
}
