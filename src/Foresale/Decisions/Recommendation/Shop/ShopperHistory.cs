using Foresale.Events;
using Foresale.Features;

namespace Foresale.Decisions.Recommendation.Shop;

/// <summary>What a shopper did so far, as far as a recommendation reads it. The same code keeps it while a log is replayed and while a shop runs.</summary>
public sealed class ShopperHistory
{
    private const int RecentItems = 50, SessionItems = 50;
    private readonly Dictionary<string, float> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bought = new(StringComparer.Ordinal);
    private readonly List<string> _recent = [];
    private readonly List<string> _session = [];
    private string? _sessionId;

    /// <summary>Summed event weights by item: a purchase weighs more than a view.</summary>
    public IReadOnlyDictionary<string, float> Weights => _weights;

    /// <summary>Items bought and not sent back.</summary>
    public IReadOnlySet<string> Bought => _bought;

    /// <summary>Items touched, the last of them last, each once, at most 50.</summary>
    public IReadOnlyList<string> Recent => _recent;

    /// <summary>The last session; null where none is known.</summary>
    public string? SessionId => _sessionId;

    /// <summary>Items of the last session in order, at most the last 50.</summary>
    public IReadOnlyList<string> Session => _session;

    /// <summary>The device last used; null where it is not known.</summary>
    public string? Device { get; set; }

    /// <summary>True where nothing is known.</summary>
    public bool IsEmpty => _weights.Count == 0;

    /// <summary>True where an event begins a session.</summary>
    internal bool IsNewSession(ShopEvent shopEvent) => !string.Equals(_sessionId, shopEvent.SessionId, StringComparison.Ordinal);

    /// <summary>The same, apart: what comes later does not change it.</summary>
    /// <param name="device">The device of now; null to keep the last one.</param>
    internal ShopperHistory Copy(string? device)
    {
        var copy = new ShopperHistory { Device = device ?? Device, _sessionId = _sessionId };
        foreach (var (item, weight) in _weights)
        {
            copy._weights[item] = weight;
        }

        copy._bought.UnionWith(_bought);
        copy._recent.AddRange(_recent);
        copy._session.AddRange(_session);
        return copy;
    }

    /// <summary>Takes an event in.</summary>
    public void Add(ShopEvent shopEvent, InteractionWeights weights)
    {
        ArgumentNullException.ThrowIfNull(shopEvent);
        ArgumentNullException.ThrowIfNull(weights);
        Device = shopEvent.Device ?? Device;
        if (shopEvent.ItemId is not { } item)
        {
            return;
        }

        if (shopEvent.Behavior is Behavior.Refund)
        {
            _bought.Remove(item);
        }

        if (weights.Of(shopEvent.Behavior) is not (> 0 and var weight))
        {
            return;
        }

        if (IsNewSession(shopEvent))
        {
            _sessionId = shopEvent.SessionId;
            _session.Clear();
        }

        if (_session.Count == SessionItems)
        {
            _session.RemoveAt(0);
        }

        _session.Add(item);
        _weights[item] = _weights.GetValueOrDefault(item) + weight;
        _recent.Remove(item);
        _recent.Add(item);
        if (_recent.Count > RecentItems)
        {
            _recent.RemoveAt(0);
        }

        if (shopEvent.Behavior is Behavior.Purchase)
        {
            _bought.Add(item);
        }
    }
}
