using Foresale.Features;

namespace Foresale.Tests.Features;

/// <summary>Shoppers outside of a fold's memory, in a dictionary.</summary>
internal sealed class MemoryColdShoppers : IColdShoppers
{
    public SortedDictionary<string, byte[]> States { get; } = new(StringComparer.Ordinal);

    /// <summary>States that were read.</summary>
    public int Reads { get; private set; }

    public byte[]? Read(string userId)
    {
        var state = States.GetValueOrDefault(userId);
        Reads += state is null ? 0 : 1;
        return state;
    }

    public void Keep(string userId, ReadOnlySpan<byte> state) => States[userId] = state.ToArray();

    public bool Forget(string userId) => States.Remove(userId);
}
