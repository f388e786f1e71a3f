using Foresale.Events;
using Foresale.Features;

namespace Foresale.Cli.Tests.Serving;

/// <summary>The states of a server's shop as bytes, to hold two of them against each other.</summary>
internal static class SavedStates
{
    /// <summary>What the shards hold, and the shoppers of some events, in memory or out of it. Positions differ where some entries touch no shard of theirs: all are moved to the log's end.</summary>
    public static byte[][] Of(LiveServer server, IEnumerable<ShopEvent> events)
    {
        var shards = server.Shop.Shards;
        shards.Advance(server.Shop.Log.Tail - 1);
        var parts = from shard in Enumerable.Range(0, shards.Count) from part in Enum.GetValues<FoldPart>() select Bytes(writer => shards.Save(shard, part, writer));
        return [.. parts, .. events.Select(e => e.UserId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(user => Bytes(writer => shards.Save(user, writer)))];
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        write(writer);
        return bytes.ToArray();
    }
}
