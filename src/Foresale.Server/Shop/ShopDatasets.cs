using Foresale.Server.Faults;
using Foresale.Storage.EventLog;
using Foresale.Storage.Export;

namespace Foresale.Server.Shop;

/// <summary>Names of one person, and the folders of the datasets that may have them.</summary>
internal sealed record Reach(IReadOnlyList<string> Names, IReadOnlyList<string> Folders)
{
    /// <summary>True where somebody was linked to the person, or an export ended, since <paramref name="before"/>.</summary>
    public bool IsBeyond(Reach before) => !Names.SequenceEqual(before.Names, StringComparer.Ordinal) || !Folders.SequenceEqual(before.Folders, StringComparer.Ordinal);
}

/// <summary>The datasets outside the log that have the shop's shoppers: those that it was exported to, and the one that the shop began with. An erasure has to reach them, before it forgets the names.</summary>
/// <param name="data">Path of the server's data folder.</param>
/// <param name="side">The dataset that the shop began with; null for none.</param>
/// <param name="keys">Who is one with whom.</param>
/// <param name="profiles">Of whom that dataset has a profile.</param>
internal sealed class ShopDatasets(string data, string? side, UserKeys keys, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> profiles)
{
    /// <summary>How far an erasure has to reach now.</summary>
    public Reach ReachOf(string userId) => new(keys.NamesLinkedTo(userId) is { Count: > 0 } names ? names : profiles.ContainsKey(userId) ? [userId] : [], [.. ExportList.Read(data), .. side is { Length: > 0 } ? [side] : Array.Empty<string>()]);

    /// <summary>Takes a person out of the datasets.</summary>
    /// <exception cref="UnavailableException">A dataset cannot be written: nobody was erased.</exception>
    public static void Erase(Reach reach)
    {
        foreach (var dataset in reach.Names.Count > 0 ? reach.Folders : [])
        {
            try
            {
                DatasetErasure.Erase(dataset, reach.Names);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new UnavailableException("dataset", $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(dataset))} has the shopper and cannot be written: nobody was erased. Make it writable, or take it away, and erase again.", TimeSpan.FromSeconds(1), fault);
            }
        }
    }
}
