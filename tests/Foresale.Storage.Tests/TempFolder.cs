using System.Text;
using Foresale.Events;

namespace Foresale.Storage.Tests;

/// <summary>A folder that is gone after the test, with short ways to write a source and import it.</summary>
public sealed class TempFolder : IDisposable
{
    public const string Columns = "event_id,time,user_id,behavior,item_id,price,currency,order_id";

    public string Root { get; } = Directory.CreateTempSubdirectory("foresale-import-").FullName;

    public string Out => System.IO.Path.Combine(Root, "out");

    public string File(string name, string text) => File(name, Encoding.UTF8.GetBytes(text));

    public string File(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Root, name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public ImportReport Import(string path, string? map = null, Func<ImportOptions, ImportOptions>? with = null)
    {
        var options = new ImportOptions { Paths = [path], Mapping = map is null ? Presets.Resolve("foresale") : MappingFile.Parse(map, "map.json"), Out = Out, Zone = "UTC", MaxRejected = 1, Threads = 1 };
        return EventImport.Run(with is null ? options : with(options), progress: null, TestContext.Current.CancellationToken);
    }

    /// <summary>Imports rows under <see cref="Columns"/>.</summary>
    public ImportReport ImportRows(params string[] rows) => Import(File("shop.csv", Columns + "\n" + string.Join("\n", rows) + "\n"));

    public UserFaultException Fault(string path, string? map = null, Func<ImportOptions, ImportOptions>? with = null)
    {
        var fault = Assert.Throws<UserFaultException>(() => Import(path, map, with));
        Assert.False(Directory.Exists(Out));
        return fault;
    }

    public List<ShopEvent> Events()
    {
        var dataset = DatasetFolder.Open(Out);
        return [.. dataset.Days.SelectMany(dataset.ReadDay)];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>Data sets beside the project.</summary>
public static class Data
{
    public static string? Find(string name)
    {
        var root = Environment.GetEnvironmentVariable("FORESALE_DATA");
        for (var folder = AppContext.BaseDirectory; root is null && folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            var candidate = System.IO.Path.Combine(folder, "..", "shared", "data");
            root = File.Exists(System.IO.Path.Combine(folder, "Foresale.slnx")) && Directory.Exists(candidate) ? candidate : null;
        }

        var path = root is null ? null : System.IO.Path.Combine(root, name);
        return path is not null && File.Exists(path) ? path : null;
    }
}
