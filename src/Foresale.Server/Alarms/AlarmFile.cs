using System.Text.Json;

namespace Foresale.Server.Alarms;

/// <summary>What alarms learnt of a shop. It names no shopper.</summary>
/// <param name="Position">Place in the log of the last event counted.</param>
/// <param name="Behaviors">By word.</param>
/// <param name="Drift">The reference of scores; null before there is one.</param>
internal sealed record AlarmMemory(long Position, IReadOnlyDictionary<string, StoppedBehavior.Memory> Behaviors, ScoreDrift.Memory? Drift);

/// <summary><c>alarms.json</c> in the data folder: a restart would otherwise forget how often the shop sells, and take a drift for the rule.</summary>
internal sealed class AlarmFile(DataFolder folder, ILogger<AlarmFile> log)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly string _path = folder.Combine("alarms.json");

    /// <summary>What was written; null where nothing usable was.</summary>
    public AlarmMemory? Read()
    {
        try
        {
            return File.Exists(_path) ? JsonSerializer.Deserialize<AlarmMemory>(File.ReadAllText(_path), s_json) : null;
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            Log.AlarmsNotKept(log, fault, "read");
            return null;
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(AlarmMemory memory)
    {
        try
        {
            using (var file = DataFolder.OpenPrivate(_path + ".new", FileMode.Create))
            {
                JsonSerializer.Serialize(file, memory, s_json);
            }

            File.Move(_path + ".new", _path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.AlarmsNotKept(log, fault, "written");
        }
    }
}

/// <summary>Looks at the alarms every ten seconds, so that their change is logged, and keeps what they learnt every minute and at the end.</summary>
internal sealed class AlarmKeeper(ShopAlarms alarms, AlarmFile file, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10), s_keep = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_look, clock);
        var kept = clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                alarms.Look();
                if (clock.GetElapsedTime(kept) >= s_keep)
                {
                    file.Write(alarms.Keep());
                    kept = clock.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }

        file.Write(alarms.Keep());
    }
}
