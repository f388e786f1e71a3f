using System.Runtime.InteropServices;

namespace Foresale.Storage.EventLog;

/// <summary>Makes the names in a folder survive a power cut: on Unix a new file is found again only after its folder is flushed too.</summary>
/// <remarks>.NET opens no folder, hence the calls into libc. NTFS journals names by itself.</remarks>
internal static partial class SyncedFolder
{
    /// <summary>Makes the folder if it is missing, and its name durable.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(Path.GetFullPath(path));
        if (parent is not null)
        {
            Create(parent);
        }

        Directory.CreateDirectory(path);
        if (parent is not null)
        {
            Flush(parent);
        }
    }

    /// <summary>Flushes the names in the folder.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Open(path, flags: 0);
        if (file < 0)
        {
            throw new IOException($"{path}: the folder cannot be opened ({Marshal.GetLastPInvokeErrorMessage()}).");
        }

        var failed = Fsync(file) != 0 ? Marshal.GetLastPInvokeErrorMessage() : null;
        _ = Close(file);
        if (failed is not null)
        {
            throw new IOException($"{path}: the folder cannot be flushed ({failed}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
