using System.Diagnostics.Metrics;

namespace Foresale.Server.Telemetry;

/// <summary>What the host itself counts. Other parts make their own instruments on a meter of the same name.</summary>
public sealed class ServerMeter
{
    /// <summary>The name of the meter, and of the source of traces.</summary>
    public const string Name = "Foresale";

    private readonly Counter<long> _refused;
    private readonly Counter<long> _audited;

    /// <summary>Makes the instruments.</summary>
    public ServerMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(Name);
        _refused = meter.CreateCounter<long>("foresale.keys.refused", "{request}", "Requests whose key was refused, by reason.");
        _audited = meter.CreateCounter<long>("foresale.audit.entries", "{entry}", "Entries of the audit log, by action.");
    }

    internal void KeyRefused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void Audited(string action) => _audited.Add(1, new KeyValuePair<string, object?>("action", action));
}
