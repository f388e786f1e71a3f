using Foresale.Events;

namespace Foresale.Features;

/// <summary>Device, region, channel, detail and query as levels: a place among the known words, one past them for another word, -1 for none.</summary>
internal sealed class WordLevels(FoldSettings settings)
{
    /// <summary>The fields of the event itself, as <see cref="FoldSettings.Levels"/> names them.</summary>
    public const string Detail = "detail", Query = "query";

    /// <summary>The fields of the visit, as <see cref="FoldSettings.Levels"/> names them.</summary>
    public static readonly string[] Fields = ["device", "region", "channel"];

    private readonly Dictionary<string, int>[] _known = [.. Fields.Append(Detail).Append(Query).Select(f => SideEncoding.LevelIndex(settings.Levels.GetValueOrDefault(f) ?? []))];

    private readonly (string? Word, int Level)[] _last = new (string?, int)[Fields.Length + 2];

    /// <summary>Notes the words of an event; a field that the event lacks keeps the session's word.</summary>
    public void Set(ShopperState shopper, ShopEvent shopEvent)
    {
        var opens = shopper.SessionEvents == 1;
        shopper.Device = Level(0, shopEvent.Device, opens ? -1 : shopper.Device);
        shopper.Region = Level(1, shopEvent.Region, opens ? -1 : shopper.Region);
        shopper.Channel = Level(2, shopEvent.Channel, opens ? -1 : shopper.Channel);
    }

    /// <summary>Level of the event's detail; -1 where it has none, or where the settings know no detail.</summary>
    public int DetailOf(ShopEvent shopEvent) => OfEvent(Fields.Length, shopEvent.Detail);

    /// <summary>Level of the event's query; -1 where it has none, or where the settings know no query.</summary>
    public int QueryOf(ShopEvent shopEvent) => OfEvent(Fields.Length + 1, shopEvent.Query);

    private int OfEvent(int field, string? word) => _known[field].Count == 0 ? -1 : Level(field, word, -1);

    private int Level(int field, string? word, int absent)
    {
        if (word is null)
        {
            return absent;
        }

        // Words repeat from event to event: comparing is cheaper than looking up.
        ref var last = ref _last[field];
        if (!string.Equals(word, last.Word, StringComparison.Ordinal))
        {
            last = (word, _known[field].GetValueOrDefault(word, _known[field].Count));
        }

        return last.Level;
    }
}
