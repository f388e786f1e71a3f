using System.Collections.Concurrent;
using Foresale.Server.Faults;
using Foresale.Storage.Export;

namespace Foresale.Server.Shop;

/// <summary>Names of one person, and the folders of the datasets that may have them.</summary>
internal sealed record Reach(IReadOnlyList<string> Names, IReadOnlyList<string> Folders)
{
    /// <summary>True where it has a name or a folder that another one has not: somebody was linked to the person, or an export ended, since then.</summary>
    public bool IsBeyond(Reach before) => Names.Except(before.Names, StringComparer.Ordinal).Any() || Folders.Except(before.Folders, StringComparer.Ordinal).Any();
}

/// <summary>The datasets outside the log that have the shop's shoppers: those that it was exported to, and the one that the shop began with. An erasure has to reach them, before it forgets the names.</summary>
/// <param name="data">Path of the server's data folder.</param>
/// <param name="side">The dataset that the shop began with; null for none.</param>
/// <param name="profiles">Of whom that dataset has a profile.</param>
internal sealed class ShopDatasets(string data, string? side, ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> profiles)
{
    /// <summary>Their folders.</summary>
    public IReadOnlyList<string> Folders => [.. ExportList.Read(data), .. side is { Length: > 0 } ? [side] : Array.Empty<string>()];

    /// <summary>The name, where the shop began with a profile of it.</summary>
    public IEnumerable<string> ProfileOf(string userId) => profiles.ContainsKey(userId) ? [userId] : [];

    /// <summary>Forgets profiles: who comes again by that name has none.</summary>
    public void ForgetProfiles(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            profiles.TryRemove(name, out _);
        }
    }

    /// <summary>Takes a person out of the datasets. Called from one place at a time.</summary>
    /// <exception cref="UnavailableException">A dataset cannot be written: ask again.</exception>
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
                throw new UnavailableException("dataset", $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(dataset))} has the shopper and cannot be written: the erasure has not ended. Make it writable, or take it away, and erase again.", TimeSpan.FromSeconds(1), fault);
            }
        }
    }
}
