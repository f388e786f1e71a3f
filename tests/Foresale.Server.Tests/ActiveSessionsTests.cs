using Foresale.Server.Shop;

namespace Foresale.Server.Tests;

public class ActiveSessionsTests
{
    private static readonly DateTimeOffset s_at = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_session_is_known_for_half_an_hour_of_arrivals_at_least_and_an_hour_at_most()
    {
        var sessions = new ActiveSessions();
        sessions.Note("s1", "anna", s_at);
        sessions.Note("s2", "berta", s_at.AddMinutes(31));
        Assert.Equal("anna", sessions.UserOf("s1"));
        sessions.Note("s3", "carla", s_at.AddMinutes(62));
        Assert.Equal((null, "berta"), (sessions.UserOf("s1"), sessions.UserOf("s2")));
        sessions.Note("s4", "dora", s_at.AddHours(5));
        Assert.Equal((null, null, "dora"), (sessions.UserOf("s2"), sessions.UserOf("s3"), sessions.UserOf("s4")));
    }

    [Fact]
    public void Both_generations_come_back_as_they_were_written_without_those_who_were_erased()
    {
        var sessions = new ActiveSessions();
        sessions.Note("s1", "anna", s_at);
        sessions.Note("s2", "berta", s_at.AddMinutes(31));
        sessions.Note("s3", "anna", s_at.AddMinutes(32));
        using var bytes = new MemoryStream();
        sessions.Save(new BinaryWriter(bytes));
        bytes.Position = 0;
        var loaded = new ActiveSessions();
        loaded.Load(new BinaryReader(bytes));
        Assert.Equal(("anna", "berta", "anna"), (loaded.UserOf("s1"), loaded.UserOf("s2"), loaded.UserOf("s3")));

        Assert.True(loaded.ForgetWhere(name => name is "anna"));
        Assert.Equal((null, "berta", null), (loaded.UserOf("s1"), loaded.UserOf("s2"), loaded.UserOf("s3")));
        Assert.False(loaded.ForgetWhere(name => name is "anna"));
        loaded.Note("s4", "dora", s_at.AddMinutes(62)); // the generation goes on where it stood
        Assert.Equal("berta", loaded.UserOf("s2"));
    }
}
