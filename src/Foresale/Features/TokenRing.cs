namespace Foresale.Features;

/// <summary>A shopper's last events as tokens: K integers an event, oldest dropped first. Grows by size class up to its length.</summary>
internal sealed class TokenRing(int fields, int length)
{
    private static readonly int[] s_sizeClasses = [8, 16, 32];
    private int[] _tokens = new int[Math.Min(s_sizeClasses[0], length) * fields];
    private int _next;

    /// <summary>Events held, 0..length.</summary>
    public int Count { get; private set; }

    private int Capacity => _tokens.Length / fields;

    /// <summary>The token of the n-th last event: 0 is the last.</summary>
    public ReadOnlySpan<int> Last(int back)
    {
        var place = _next - 1 - back;
        return _tokens.AsSpan((place < 0 ? place + Capacity : place) * fields, fields);
    }

    /// <summary>Adds the newest event.</summary>
    public void Add(ReadOnlySpan<int> token)
    {
        if (Count == Capacity && Capacity < length)
        {
            Grow();
        }

        token.CopyTo(_tokens.AsSpan(_next * fields, fields));
        _next = _next + 1 == Capacity ? 0 : _next + 1;
        Count = Math.Min(Count + 1, Capacity);
    }

    // Until it has its full length the ring never wraps: its events stand in order from 0.
    private void Grow()
    {
        var size = length;
        foreach (var sizeClass in s_sizeClasses)
        {
            if (sizeClass > Capacity && sizeClass < length)
            {
                size = sizeClass;
                break;
            }
        }

        _next = Count;
        Array.Resize(ref _tokens, size * fields);
    }
}
