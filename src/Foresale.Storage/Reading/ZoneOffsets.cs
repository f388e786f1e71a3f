namespace Foresale.Storage.Reading;

/// <summary>
/// A time zone's offsets from 1990 on, as SQL: a binary search over its changes is many times faster than a zone conversion a row.
/// An hour that the clock passes twice is read as its first pass; one that it leaps over, as if it had not yet leapt.
/// </summary>
internal sealed class ZoneOffsets
{
    private const long Microsecond = 1_000_000;
    private readonly List<(long AtUtc, long Before, long After)> _changes = [];
    private readonly long _constant;

    /// <summary>Finds the changes of a zone up to 2100.</summary>
    public ZoneOffsets(TimeZoneInfo zone)
    {
        long OffsetAt(long seconds) => (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(seconds)).TotalSeconds;

        var second = new DateTimeOffset(1990, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var last = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        _constant = OffsetAt(second) * Microsecond;
        for (; second < last; second += 86_400)
        {
            var (before, after) = (OffsetAt(second), OffsetAt(second + 86_400));
            if (before == after)
            {
                continue;
            }

            var (low, high) = (second, second + 86_400); // the change lies in (low, high]
            while (high - low > 1)
            {
                var middle = (low + high) / 2;
                (low, high) = OffsetAt(middle) == before ? (middle, high) : (low, middle);
            }

            _changes.Add((high * Microsecond, before * Microsecond, after * Microsecond));
        }
    }

    /// <summary>SQL of the offset, in microseconds, at an instant in UTC.</summary>
    public string Of(string utc) => Search(utc, 0, _changes.Count, c => c.AtUtc);

    /// <summary>SQL of the instant in UTC of a local time.</summary>
    public string ToUtc(string local) => $"({local} - {Search(local, 0, _changes.Count, c => c.AtUtc + Math.Max(c.Before, c.After))})";

    private string Search(string time, int from, int to, Func<(long AtUtc, long Before, long After), long> threshold)
    {
        if (from == to)
        {
            return Sql.Number(from == 0 ? _constant : _changes[from - 1].After);
        }

        var middle = (from + to) / 2;
        return $"CASE WHEN {time} < {Sql.Number(threshold(_changes[middle]))} THEN {Search(time, from, middle, threshold)} ELSE {Search(time, middle + 1, to, threshold)} END";
    }
}
