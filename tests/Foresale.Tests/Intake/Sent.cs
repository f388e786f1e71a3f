using System.Text;
using Foresale.Events;
using Foresale.Intake;

namespace Foresale.Tests.Intake;

/// <summary>Bodies as shops send them, received at one instant.</summary>
internal static class Sent
{
    /// <summary>2026-05-01T10:00:10Z.</summary>
    public static readonly DateTimeOffset ReceivedAt = new(2026, 5, 1, 10, 0, 10, TimeSpan.Zero);

    public static IntakeResult Read(this IIntakeFormat format, string body, IntakeOptions? options = null, string? contentType = null) =>
        format.Read(Encoding.UTF8.GetBytes(body), new IntakeContext { ReceivedAt = ReceivedAt, Options = options ?? new(), ContentType = contentType });

    public static ShopEvent Event(this IntakeResult result)
    {
        Assert.Empty(result.Faults);
        return Assert.Single(result.Accepted).Event!;
    }

    public static List<ShopEvent> Events(this IntakeResult result) => [.. result.Accepted.Where(a => a.Event is not null).Select(a => a.Event!)];

    /// <summary>The whole text of the one fault.</summary>
    public static string Fault(this IntakeResult result) => Assert.Single(result.Faults).ToString();

    public static DateTimeOffset At(int hour, int minute, int second, int millisecond = 0) => new(2026, 5, 1, hour, minute, second, millisecond, TimeSpan.Zero);
}
