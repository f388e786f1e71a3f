using Foresale.Events;
using Foresale.Server.Settings;
using Microsoft.Extensions.Options;

namespace Foresale.Server;

/// <summary>The folder that holds all that a server keeps. One server at a time: two would write over each other's keys and log.</summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _lock;

    /// <summary>Takes the folder, making it where it is not there.</summary>
    /// <exception cref="UserFaultException">Another server uses it.</exception>
    public DataFolder(IOptions<ServerOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Root = Path.GetFullPath(options.Value.Data);
        MakeFolder(Root);
        var path = Path.Combine(Root, "server.lock");
        try
        {
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new UserFaultException(options.Value.Data, "another server uses this folder.", "Stop it, or give another folder by --data.");
        }
    }

    /// <summary>The full path.</summary>
    public string Root { get; }

    /// <summary>A path below the folder.</summary>
    public string Combine(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Opens a file that its owner alone may read and write.</summary>
    internal static FileStream OpenPrivate(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes a folder that its owner alone may enter; one that is there stays as it is.</summary>
    internal static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }
}
