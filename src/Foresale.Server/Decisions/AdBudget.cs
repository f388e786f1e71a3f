using System.Text.Json;
using Foresale.Events;

namespace Foresale.Server.Decisions;

/// <summary>
/// What of a day's budget may be gone, on the disk (<c>ads.json</c>): always at least what was paid and what bids hold. A crash then takes what was set aside as paid, so that no restart spends it twice.
/// Set aside is a hundredth of the budget at a time, and given back where bids that were lost leave two of them: at most every ten seconds, so that the file is not written with each bid.
/// </summary>
internal sealed class AdBudget(DataFolder folder, double budget, TimeProvider clock)
{
    private const double Parts = 100;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(10);
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);
    private readonly string _path = folder.Combine("ads.json");
    private Content _now = new("", 0);
    private long? _written;

    /// <summary>Reads the file once, so that a damaged one ends the start.</summary>
    /// <exception cref="UserFaultException">The file is damaged.</exception>
    public void Require() => Read();

    /// <summary>What was set aside on a day before this start; 0 on another one.</summary>
    /// <exception cref="UserFaultException">The file is damaged.</exception>
    public double Begin(DateOnly day)
    {
        var name = day.ToString("O");
        _now = Read() is { } kept && string.Equals(kept.Day, name, StringComparison.Ordinal) ? kept : new Content(name, 0);
        return _now.SetAside;
    }

    /// <summary>Makes sure that so much is set aside.</summary>
    /// <param name="gone">What was paid and what bids hold, the one that is being answered included.</param>
    public void Cover(double gone)
    {
        var part = budget / Parts;
        var isTooMuch = _now.SetAside > gone + (2 * part) && !(_written is { } when && clock.GetElapsedTime(when) < s_between);
        if (gone > _now.SetAside || isTooMuch)
        {
            Write(_now with { SetAside = Math.Max(gone, Math.Min(budget, gone + part)) });
        }
    }

    /// <summary>Writes what is gone in truth: the server stops, and no bid will be answered.</summary>
    public void End(double gone)
    {
        if (_now.Day.Length > 0)
        {
            Write(_now with { SetAside = gone });
        }
    }

    private Content? Read()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        Content? content = null;
        try
        {
            content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(_path), s_json);
        }
        catch (JsonException)
        {
            // told as what says nothing
        }

        return content is { Day: not null, SetAside: >= 0 }
            ? content
            : throw new UserFaultException(_path, "this does not say what ads have cost today.", "Restore it from a backup, or remove it: the day's budget then begins anew.");
    }

    private void Write(Content content)
    {
        using (var staged = new StagedFile(_path))
        {
            using (var file = DataFolder.OpenPrivate(staged.Path, FileMode.Create))
            {
                JsonSerializer.Serialize(file, content, s_json);
                file.Flush(flushToDisk: true);
            }

            staged.Commit();
        }

        (_now, _written) = (content, clock.GetTimestamp());
    }

    private sealed record Content(string Day, double SetAside);
}
