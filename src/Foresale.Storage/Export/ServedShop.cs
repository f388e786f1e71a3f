using System.Text.Json;
using Foresale.Events;

namespace Foresale.Storage.Export;

/// <summary>What a server says in its data folder of how it follows the shop, for those who read the log without it.</summary>
/// <param name="Zone">IANA name of the shop's zone.</param>
/// <param name="Side">Full path of the dataset folder whose users and items were known from the start; null for none.</param>
public sealed record ServedShop(string Zone, string? Side)
{
    private const string Name = "shop.json";

    /// <summary>Reads it.</summary>
    /// <exception cref="UserFaultException">It is missing or no JSON.</exception>
    public static ServedShop Read(string data)
    {
        var path = Path.Combine(data, Name);
        try
        {
            return JsonSerializer.Deserialize<ServedShop>(File.ReadAllText(path), JsonSerializerOptions.Web) ?? throw new JsonException();
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserFaultException(path, "the file is missing.", "Give the data folder of a server that `foresale serve` has followed a shop in, or --zone.");
        }
        catch (JsonException)
        {
            throw new UserFaultException(path, "it is no JSON of ours.", "Start the server once more, which writes it, or give --zone.");
        }
    }

    /// <summary>Writes it beside and renames it.</summary>
    public void Write(string data)
    {
        var path = Path.Combine(data, Name);
        File.WriteAllText(path + ".partial", JsonSerializer.Serialize(this, JsonSerializerOptions.Web));
        File.Move(path + ".partial", path, overwrite: true);
    }
}
