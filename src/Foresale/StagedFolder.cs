using Foresale.Events;

namespace Foresale;

/// <summary>
/// An output folder that is whole or absent: files are written into a folder beside it, and <see cref="Commit"/> renames that.
/// Without a commit (an error, Ctrl-C) the folder beside it is removed and what stood before stays as it was.
/// </summary>
public sealed class StagedFolder : IDisposable
{
    // What file managers leave where somebody looks.
    private static readonly string[] s_litter = [".DS_Store", "Thumbs.db", "desktop.ini"];

    private readonly string _target;
    private readonly IReadOnlyList<string> _names;
    private bool _committed;

    /// <summary>Creates the folder beside <paramref name="target"/>.</summary>
    /// <param name="target">The output folder.</param>
    /// <param name="names">
    /// All that a folder of this kind may hold, the file that each has first: a folder without that one is somebody's, and one with
    /// further entries has something of somebody's in it. Neither is replaced.
    /// </param>
    /// <exception cref="UserFaultException">The target holds what would be lost.</exception>
    /// <exception cref="IOException">The disk is full or the place cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public StagedFolder(string target, IReadOnlyList<string> names)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(names);
        _names = names;
        _target = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        RequireReplaceable(target);
        Path = $"{_target}.partial-{Environment.ProcessId}";
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }

        Directory.CreateDirectory(Path);
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Puts the folder in its place; a folder that stood there is replaced. What somebody put into that one since the start moves over.</summary>
    public void Commit()
    {
        if (Directory.Exists(_target))
        {
            foreach (var name in There().Except(_names, StringComparer.Ordinal))
            {
                Directory.Move(System.IO.Path.Combine(_target, name), System.IO.Path.Combine(Path, name)); // files too
            }

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

    /// <summary>Refuses a place whose folder is a file.</summary>
    internal static void RequireNoFile(string target, string? folder)
    {
        for (; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                throw new UserFaultException(target, $"{(string.Equals(System.IO.Path.GetFullPath(target), folder, StringComparison.Ordinal) ? "this" : folder)} is a file, and a folder is to be written.", "Give another --out.");
            }
        }
    }

    private void RequireReplaceable(string target)
    {
        RequireNoFile(target, _target);
        var there = There();
        if (there.Length > 0 && !there.Contains(_names[0], StringComparer.Ordinal))
        {
            throw new UserFaultException(target, $"the folder holds other files, and no {_names[0]}: they would be lost.", "Give an --out that is empty or does not exist, or one of an earlier run to replace it.");
        }

        string[] strange = [.. there.Except(_names, StringComparer.Ordinal)];
        if (strange.Length > 0)
        {
            throw new UserFaultException(target, $"the folder of an earlier run also holds {string.Join(", ", strange.Take(3))}{(strange.Length > 3 ? $" and {strange.Length - 3} more" : "")}, which would be lost.", "Move that elsewhere, or give another --out.");
        }
    }

    private string[] There() => !Directory.Exists(_target) ? [] :
        [.. Directory.EnumerateFileSystemEntries(_target).Select(e => System.IO.Path.GetFileName(e)).Except(s_litter, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
