namespace Foresale;

/// <summary>An output file that is whole or absent, as <see cref="StagedFolder"/> is for folders.</summary>
public sealed class StagedFile : IDisposable
{
    private readonly string _target;
    private bool _committed;

    /// <summary>Prepares a file beside <paramref name="target"/>; its ending is kept, since some writers choose the format by it.</summary>
    public StagedFile(string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        _target = System.IO.Path.GetFullPath(target);
        var folder = System.IO.Path.GetDirectoryName(_target)!;
        StagedFolder.RequireNoFile(target, folder);
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, $".partial-{Environment.ProcessId}-{System.IO.Path.GetFileName(_target)}");
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Puts the file in its place; one that stood there is replaced.</summary>
    public void Commit()
    {
        File.Move(Path, _target, overwrite: true);
        _committed = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_committed && File.Exists(Path))
        {
            File.Delete(Path);
        }
    }
}
