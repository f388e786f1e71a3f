using System.Globalization;
using Foresale.Events;

namespace Foresale.Tests.Events;

public sealed class IsoTimeTests
{
    private static readonly TimeZoneInfo s_paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    [Theory]
    [InlineData("2026-06-01", "2026-05-31T22:00:00.000Z")]
    [InlineData(" 2026-06-01 08:00 ", "2026-06-01T06:00:00.000Z")]
    [InlineData("2026-06-01T08:00:00", "2026-06-01T06:00:00.000Z")]
    [InlineData("2026-06-01 08:00:00.25", "2026-06-01T06:00:00.250Z")]
    [InlineData("2026-06-01T08:00:00Z", "2026-06-01T08:00:00.000Z")]
    [InlineData("2026-06-01T08:00:00.123456+09:00", "2026-05-31T23:00:00.123Z")]
    [InlineData("2026-06-01 08:00:00 +09:00", "2026-05-31T23:00:00.000Z")]
    [InlineData("2026-06-01 08:00:00+00", "2026-06-01T08:00:00.000Z")]
    [InlineData("2026-06-01 08:00:00 UTC", "2026-06-01T08:00:00.000Z")]
    public void An_ISO_time_is_the_shops_own_where_it_has_no_offset(string text, string utc) =>
        Assert.Equal(utc, IsoTime.Read(text, s_paris)!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("03/04/2014")]
    [InlineData("12:30")]
    [InlineData("4 March 2014")]
    [InlineData("2014-3-4")]
    [InlineData("2014-02-30")]
    public void Anything_else_is_none(string text) => Assert.Null(IsoTime.Read(text, s_paris));
}
