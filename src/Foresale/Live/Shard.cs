using Foresale.Events;
using Foresale.Features;
using Foresale.Scoring;
using Foresale.States;

namespace Foresale.Live;

/// <summary>
/// Some of the shop's shoppers while they are there: applies the event log in its order and gives their states, by the fold that training replays.
/// A plain class: whoever hosts it calls it from one place at a time.
/// </summary>
/// <remarks>
/// Every change has a place in the log. One at or before <see cref="Position"/> is known already and changes nothing, so a log may be replayed from
/// any place that is not too late.
/// </remarks>
public sealed class Shard
{
    private const int Format = 2;
    private readonly ModelManifest _manifest;
    private readonly Fold _fold;
    private readonly int[] _token;

    /// <summary>Creates a shard without shoppers.</summary>
    /// <param name="manifest">Of the model that will score: its fold settings.</param>
    /// <param name="users">User side file, by user.</param>
    /// <param name="items">Item side file, by item.</param>
    /// <param name="store">Where shoppers are who were not there lately; null where all stay in memory.</param>
    /// <exception cref="UserFaultException">The model is one of tables.</exception>
    public Shard(
        ModelManifest manifest,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users,
        IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items,
        ColdStore? store = null)
        : this(manifest, new Fold(SettingsOf(manifest), users, items, store), position: -1)
    {
    }

    private Shard(ModelManifest manifest, Fold fold, long position)
    {
        (_manifest, _fold, Position) = (manifest, fold, position);
        _token = new int[fold.TokenSchema.Count];
    }

    /// <summary>Place in the log of the last change applied; -1 for none.</summary>
    public long Position { get; private set; }

    /// <summary>Shoppers in memory: all, where the shard has no store.</summary>
    public int ShopperCount => _fold.ShopperCount;

    /// <summary>Shoppers in memory of whom the store holds nothing.</summary>
    public int UnheldShoppers => _fold.UnheldShoppers;

    /// <summary>Bytes of states that changed since they were handed over to the store.</summary>
    public long ChangedBytes => _fold.ChangedBytes;

    /// <summary>What this shard counted of items on the day that ends: all other shards need it.</summary>
    /// <exception cref="InvalidOperationException">No day was begun.</exception>
    public DayCounters TakeDay() => _fold.TakeDay();

    /// <summary>Begins a day with what all other shards counted on the one before.</summary>
    public void BeginDay(DateOnly day, IReadOnlyList<DayCounters> otherShards, long position)
    {
        if (Advance(position))
        {
            _fold.BeginDay(day, otherShards);
        }
    }

    /// <summary>Folds an event in.</summary>
    public void Apply(ShopEvent shopEvent, long position)
    {
        if (Advance(position))
        {
            _fold.Apply(shopEvent, _token);
        }
    }

    /// <summary>A guest turned out to be a known shopper: what they did is folded in under the known name, in the order in which it came. Items have counted it already.</summary>
    /// <param name="anonymousId">The guest, who is forgotten; null where another shard holds them.</param>
    /// <param name="userId">The known shopper.</param>
    /// <param name="events">What the guest did.</param>
    /// <param name="position">Place of the merge in the log.</param>
    public void Merge(string? anonymousId, string userId, IReadOnlyList<ShopEvent> events, long position)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (!Advance(position))
        {
            return;
        }

        foreach (var shopEvent in events)
        {
            _fold.Apply(shopEvent with { UserId = userId }, _token, isRetold: true);
        }

        if (anonymousId is not null)
        {
            _fold.Forget(anonymousId);
        }
    }

    /// <summary>Forgets a shopper; what items counted of them stays.</summary>
    public void Forget(string userId, long position)
    {
        if (Advance(position))
        {
            _fold.Forget(userId);
        }
    }

    /// <summary>Forgets a shopper wherever the log stands.</summary>
    public void Erase(string userId) => _fold.Forget(userId);

    /// <summary>Takes newer rows of items: all that stand at one place of the log.</summary>
    public void PutItems(IReadOnlyList<(string ItemId, ItemRow Row)> rows, long position)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (Advance(position))
        {
            foreach (var (itemId, row) in rows)
            {
                _fold.PutItem(itemId, row);
            }
        }
    }

    /// <summary>Where a shopper stands; null for one not held.</summary>
    public ShopperGlance? Glance(string userId) => _fold.Glance(userId);

    /// <summary>The shopper's states with each of some items in focus, as the model reads them.</summary>
    /// <param name="userId">The shopper; one not held reads as new.</param>
    /// <param name="itemIds">Items in focus; null for none.</param>
    /// <param name="at">The instant.</param>
    /// <returns>One row an item, in their order.</returns>
    public StateTable Read(string userId, IReadOnlyList<string?> itemIds, DateTimeOffset at) => LiveStates.Read(_fold, _manifest, userId, itemIds, at);

    /// <summary>All shoppers who changed until now are to be handed over to the store, as they stand now.</summary>
    public void BeginHandOver() => _fold.BeginHandOver();

    /// <summary>Hands over more of those who are due.</summary>
    /// <param name="most">Bytes, about: one more than fit is handed over.</param>
    /// <returns>Bytes handed over; 0 where nobody is due any more.</returns>
    public long HandOver(long most) => _fold.HandOver(most);

    /// <summary>Says what became of what was handed over.</summary>
    /// <param name="isWritten">True where the store can read it from now on; false where it has to be handed over again.</param>
    public void Saved(bool isWritten) => _fold.Saved(isWritten);

    /// <summary>Rises with each change of a part; null for one that always counts as changed.</summary>
    public int? VersionOf(FoldPart part) => _fold.VersionOf(part);

    /// <summary>Writes a part of what the shard holds beside shoppers.</summary>
    public void Save(FoldPart part, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (part is FoldPart.Today)
        {
            writer.Write(Format);
            writer.Write(Position);
        }

        _fold.Save(part, writer);
    }

    /// <summary>Writes one shopper; nothing for one never seen.</summary>
    public void Save(string userId, BinaryWriter writer) => _fold.Save(userId, writer);

    /// <summary>Reads what a shard wrote.</summary>
    /// <param name="manifest">Of a model with the same fold settings.</param>
    /// <param name="users">User side file: of shoppers who are new from here on.</param>
    /// <param name="store">Where that shard's shoppers are.</param>
    /// <param name="readerOf">Readers at the beginning of what <see cref="Save(FoldPart, BinaryWriter)"/> wrote.</param>
    /// <exception cref="InvalidDataException">It was written by another build or with other features: replay the log instead.</exception>
    public static Shard Load(ModelManifest manifest, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users, ColdStore? store, Func<FoldPart, BinaryReader> readerOf)
    {
        ArgumentNullException.ThrowIfNull(readerOf);
        var reader = readerOf(FoldPart.Today);
        if (reader.ReadInt32() is var format && format != Format)
        {
            throw new InvalidDataException($"The snapshot has format {format}, and this build reads {Format}.");
        }

        var position = reader.ReadInt64();
        return new Shard(manifest, Fold.Load(SettingsOf(manifest), users, store, part => part is FoldPart.Today ? reader : readerOf(part)), position);
    }

    /// <summary>Moves on to a place in the log.</summary>
    /// <returns>False where the shard stands there or behind it already.</returns>
    public bool Advance(long position)
    {
        var isNew = position > Position;
        Position = Math.Max(Position, position);
        return isNew;
    }

    private static FoldSettings SettingsOf(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Fold ?? throw new UserFaultException("model", "it was trained on a table, which has no events to follow.", "Serve a model of target session, user or user-item.");
    }
}
