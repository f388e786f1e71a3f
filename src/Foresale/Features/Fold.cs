using Foresale.Events;

namespace Foresale.Features;

/// <summary>
/// The one fold: replaying a log in order and serving live traffic both run it, so a feature has one implementation.
/// Days ascend; within a day a shopper's events come in order; shoppers may come in any order, since a shopper's state reads
/// nobody else's, only item counters published at midnight.
/// </summary>
public sealed class Fold
{
    /// <summary>Creates an empty fold.</summary>
    /// <param name="settings">Fitted on the training slice.</param>
    /// <param name="users">User side file, by user.</param>
    /// <param name="items">Item side file, by item.</param>
    public Fold(
        FoldSettings settings,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users,
        IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> items) => throw new NotSupportedException();

    /// <summary>Columns of the feature vector.</summary>
    public FeatureSchema Schema { get; } = null!;

    /// <summary>Fields of a token.</summary>
    public TokenSchema TokenSchema { get; } = null!;

    /// <summary>Starts a day: item counters of all earlier days become the snapshot that reads see.</summary>
    /// <exception cref="ArgumentException">The day is not after the one before.</exception>
    public void BeginDay(DateOnly day) => throw new NotSupportedException();

    /// <summary>Folds one event in.</summary>
    /// <param name="shopEvent">The shopper's next event.</param>
    /// <param name="token">Receives the event's token, K fields.</param>
    public void Apply(ShopEvent shopEvent, Span<int> token) => throw new NotSupportedException();

    /// <summary>The state S = [S_u, S_g, S_c] of a shopper at an instant, after all events folded so far. Changes nothing.</summary>
    /// <param name="userId">The shopper; one never seen reads as new.</param>
    /// <param name="itemId">The item in focus; null for none.</param>
    /// <param name="at">The instant, at or after the shopper's last event. Device, region and channel are those of that event.</param>
    /// <param name="features">Receives F values; NaN where one is missing.</param>
    public void Read(string userId, string? itemId, DateTimeOffset at, Span<float> features) => throw new NotSupportedException();

    /// <summary>Fits the settings on the events of a dataset before an instant (the end of the training slice).</summary>
    public static FoldSettings FitSettings(IDataset dataset, DateTimeOffset before) => throw new NotSupportedException();
}
