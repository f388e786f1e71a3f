using Foresale.Events;

namespace Foresale;

/// <summary>
/// An output folder that is whole or absent: files are written into a folder beside it, and <see cref="Commit"/> renames that.
/// Without a commit (an error, Ctrl-C) the folder beside it is removed and what stood before stays as it was.
/// </summary>
public sealed class StagedFolder : IDisposable
{
    private readonly string _target;
    private bool _committed;

    /// <summary>Creates the folder beside <paramref name="target"/>.</summary>
    /// <param name="target">The output folder.</param>
    /// <param name="mark">A file that every folder of this kind has: a folder that has others only is somebody's, and is not replaced.</param>
    /// <exception cref="UserFaultException">The target holds files, and not the mark.</exception>
    /// <exception cref="IOException">The disk is full or the place cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public StagedFolder(string target, string mark)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        _target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        if (Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any() && !File.Exists(System.IO.Path.Combine(_target, mark)))
        {
            throw new UserFaultException(target, $"the folder holds other files, and no {mark}: they would be lost.", "Give an --out that is empty or does not exist, or one of an earlier run to replace it.");
        }

        Path = $"{_target}.partial-{Environment.ProcessId}";
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        Directory.CreateDirectory(Path);
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Puts the folder in its place; a folder that stood there is replaced.</summary>
    public void Commit()
    {
        if (Directory.Exists(_target))
        {
            var old = $"{_target}.old-{Environment.ProcessId}";
            Directory.Move(_target, old);
            Directory.Move(Path, _target);
            Directory.Delete(old, recursive: true);
        }
        else
        {
            Directory.Move(Path, _target);
        }

        _committed = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_committed && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
