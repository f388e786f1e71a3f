using System.Diagnostics.Metrics;

namespace Foresale.Client;

/// <summary>Why an event was dropped; the tag <c>reason</c>.</summary>
internal static class DropReason
{
    public const string QueueFull = "queue_full";
    public const string RetriesOver = "retries_over";
    public const string Stopped = "stopped";
    public const string Fault = "client_fault";
}

/// <summary>The counters of the meter <c>Foresale.Client</c>; docs/client.md has their meaning.</summary>
internal sealed class EventMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Foresale.Client";

    private readonly Meter _meter;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _retried;

    public EventMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _sent = _meter.CreateCounter<long>("foresale.client.events.sent", "{event}", "Events that the server took.");
        _dropped = _meter.CreateCounter<long>("foresale.client.events.dropped", "{event}", "Events given up without an answer.");
        _rejected = _meter.CreateCounter<long>("foresale.client.events.rejected", "{event}", "Events that the server refused.");
        _retried = _meter.CreateCounter<long>("foresale.client.events.retried", "{event}", "Events sent once more.");
    }

    public void Sent(int count) => _sent.Add(count);

    public void Dropped(int count, string reason) => _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void Rejected(int count, string reason) => _rejected.Add(count, new KeyValuePair<string, object?>("reason", reason));

    public void Retried(int count) => _retried.Add(count);

    public void Watch(Func<int> queued) => _meter.CreateObservableGauge("foresale.client.queue.length", queued, "{event}", "Events that wait to be sent.");
}
