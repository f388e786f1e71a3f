using Foresale.Events;
using Foresale.Server.Faults;

namespace Foresale.Server.Decisions;

/// <summary>
/// What a verb of the command line wrote, read again when the verb has run again: a nightly job needs no restart. A file that cannot be read leaves the one before in its place.
/// </summary>
/// <param name="setting">Name of the setting that gives the folder.</param>
/// <param name="verb">What writes it.</param>
/// <param name="folder">The folder; null or empty where the setting is not set.</param>
/// <param name="file">Its file.</param>
/// <param name="load">Reads the file.</param>
/// <param name="clock">Tells when to look.</param>
/// <param name="log">Is told of files that cannot be read.</param>
internal sealed class Reloaded<T>(string setting, string verb, string? folder, string file, Func<string, T> load, TimeProvider clock, ILogger log)
    where T : class
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(5); // two looks at the file
    private readonly Lock _gate = new();
    private T? _value;
    private DateTime _written;
    private long? _looked;

    /// <summary>True where the setting is set.</summary>
    public bool IsSet => !string.IsNullOrEmpty(folder);

    /// <summary>What the file holds.</summary>
    /// <exception cref="RequestFaultException">The setting is not set.</exception>
    /// <exception cref="UserFaultException">The file could never be read.</exception>
    public T Value
    {
        get
        {
            lock (_gate)
            {
                if (!IsSet)
                {
                    throw new RequestFaultException(setting, "this server has none.", $"Write a folder by `foresale {verb} --out FOLDER`, and start the server with --set {setting}=FOLDER.", StatusCodes.Status404NotFound);
                }

                if (_value is null || _looked is not { } looked || clock.GetElapsedTime(looked) >= s_between)
                {
                    Look(Path.Combine(folder!, file));
                }

                return _value!;
            }
        }
    }

    /// <summary>Reads the file at start, so that a wrong setting ends it there.</summary>
    public void Require() => _ = IsSet ? Value : null;

    private void Look(string path)
    {
        _looked = clock.GetTimestamp();
        var written = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : default;
        if (_value is not null && (written == _written || written == default)) // the verb is putting another in its place
        {
            return;
        }

        try
        {
            (_value, _written) = (load(path), written);
        }
        catch (Exception fault) when (_value is not null && fault is UserFaultException or IOException or UnauthorizedAccessException)
        {
            Server.Log.DecisionsNotRead(log, fault, path);
            _written = written; // told once
        }
    }
}
