using System.Security.Cryptography;
using System.Text;
using Foresale.Events;

namespace Foresale.Storage.EventLog;

/// <summary>
/// Which number and secret key stand for a shopper in the log. To destroy the key is to erase the shopper: docs/adr/0014-erasure-by-keys.md. Any number of
/// threads; one process.
/// </summary>
/// <remarks>
/// Order for a batch: <see cref="KeyOf"/>, <see cref="Commit"/>, then <see cref="DurableLog.Append"/>: the log must not hold a number that a crash would give to another.
/// </remarks>
public sealed class UserKeys : IDisposable
{
    private readonly Lock _gate = new();
    private readonly UserKeyFile _file;
    private readonly UserTable _users = new();
    private readonly Dictionary<int, HashSet<int>> _links = [];
    private readonly List<int> _newUsers = [];
    private readonly List<(int Anonymous, int Known)> _newLinks = [];
    private int _last;
    private bool _owesWipe; // what was deleted may still stand in the write-ahead log

    private UserKeys(UserKeyFile file)
    {
        _file = file;
        _last = checked((int)file.LastNumber());
        file.Read((number, name, secret) => _users.Add(number, name, secret), Join);
    }

    /// <summary>Shoppers that have a key.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _users.Count;
            }
        }
    }

    /// <summary>Opens the keys of a folder, which is made where it is missing.</summary>
    /// <exception cref="UserFaultException">A newer version wrote them.</exception>
    public static UserKeys Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        SyncedFolder.Create(folder);
        var file = new UserKeyFile(Path.Combine(folder, "keys.db"));
        try
        {
            return new UserKeys(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the keys of a folder as they are now, also while a server uses them. None is made: <see cref="KeyOf"/> and what changes keys must not be called.</summary>
    /// <exception cref="UserFaultException">There are none, or a newer version wrote them.</exception>
    public static UserKeys Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.Combine(folder, "keys.db");
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "The file is missing.", "Give the data folder of a server.");
        }

        using var file = new UserKeyFile(path, isReadOnly: true);
        return new UserKeys(file);
    }

    /// <summary>The key of a shopper, made where there is none. It is durable only after <see cref="Commit"/>.</summary>
    public UserKey KeyOf(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var name = Encoding.UTF8.GetBytes(userId);
        lock (_gate)
        {
            var number = _users.Find(name);
            if (number is 0)
            {
                number = checked(_last + 1);
                _users.Add(number, name, RandomNumberGenerator.GetBytes(UserTable.SecretBytes));
                _newUsers.Add(number);
                _last = number;
            }

            return new UserKey(number, _users.Secret(number));
        }
    }

    /// <summary>Name and key of a number; null where the shopper was erased, or never was.</summary>
    public (string UserId, UserKey Key)? Find(long number)
    {
        lock (_gate)
        {
            return _users.Has(number) ? (_users.Text((int)number), new UserKey(number, _users.Secret((int)number))) : null;
        }
    }

    /// <summary>The number of a shopper who has a key; null where there is none. Makes none.</summary>
    public long? NumberOf(string userId)
    {
        lock (_gate)
        {
            return _users.Find(Encoding.UTF8.GetBytes(userId)) is not 0 and var number ? number : null;
        }
    }

    /// <summary>The cookie of an event, where somebody is or was known by it; else null. Of two who shared a device one may have been erased, and the cookie with them.</summary>
    public string? Known(string? anonymousId) => anonymousId is not null && NumberOf(anonymousId) is not null ? anonymousId : null;

    /// <summary>The key of a shopper who has one; null where there is none. Makes none.</summary>
    public UserKey? KeyIfAny(string userId)
    {
        lock (_gate)
        {
            return _users.Find(Encoding.UTF8.GetBytes(userId)) is not 0 and var number ? new UserKey(number, _users.Secret(number)) : null;
        }
    }

    /// <summary>Whether a number has a key.</summary>
    public bool Has(long number)
    {
        lock (_gate)
        {
            return _users.Has(number);
        }
    }

    /// <summary>The names that are one person with a shopper, theirs among them; none where the shopper is unknown.</summary>
    public IReadOnlyList<string> NamesLinkedTo(string userId)
    {
        lock (_gate)
        {
            return _users.Find(Encoding.UTF8.GetBytes(userId)) is not 0 and var first ? [.. LinkedTo(first).Select(_users.Text)] : [];
        }
    }

    /// <summary>Says that two names are one person: to erase one erases both. Durable after <see cref="Commit"/>.</summary>
    public void Link(string anonymousId, string userId)
    {
        lock (_gate)
        {
            var (anonymous, known) = ((int)KeyOf(anonymousId).Number, (int)KeyOf(userId).Number);
            if (anonymous != known && !(_links.TryGetValue(anonymous, out var linked) && linked.Contains(known)))
            {
                Join(anonymous, known);
                _newLinks.Add((anonymous, known));
            }
        }
    }

    /// <summary>Makes all new keys and links durable, in one transaction. What fails stays new.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            if (_newUsers is [] && _newLinks is [])
            {
                return;
            }

            _file.Add(_newUsers.Select(n => (n, _users.Name(n).ToArray(), _users.Secret(n))), _newLinks);
            _newUsers.Clear();
            _newLinks.Clear();
        }
    }

    /// <summary>
    /// Destroys the keys of a shopper and of every name linked to theirs, also over others: nothing opens what they sealed, and nothing is sealed with them any more. Neither names nor keys stand
    /// in a file of the folder after <see cref="Wipe"/>. The same name coming later is a new shopper.
    /// </summary>
    /// <returns>Numbers of the destroyed keys; none where the shopper is unknown.</returns>
    public IReadOnlyList<long> Erase(string userId)
    {
        lock (_gate)
        {
            var first = _users.Find(Encoding.UTF8.GetBytes(userId));
            if (first is 0)
            {
                return [];
            }

            // New keys of others too: numbers of keys that only memory had would be given again after a crash.
            Commit();
            var all = LinkedTo(first);
            _owesWipe = true;
            _file.Erase(all);
            foreach (var number in all)
            {
                _users.Remove(number);
                _links.Remove(number);
            }

            return [.. all.Select(n => (long)n)];
        }
    }

    /// <summary>Takes what <see cref="Erase"/> deleted out of every file of the folder. Does nothing where nothing was.</summary>
    /// <exception cref="IOException">Another program reads the keys: close it, and wipe again.</exception>
    public void Wipe()
    {
        lock (_gate)
        {
            if (_owesWipe)
            {
                _file.Checkpoint();
                _owesWipe = false;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Join(int anonymous, int known)
    {
        foreach (var (one, other) in (ReadOnlySpan<(int, int)>)[(anonymous, known), (known, anonymous)])
        {
            if (!_links.TryGetValue(one, out var linked))
            {
                _links[one] = linked = [];
            }

            linked.Add(other);
        }
    }

    private List<int> LinkedTo(int first)
    {
        var (all, seen) = (new List<int> { first }, new HashSet<int> { first });
        for (var i = 0; i < all.Count; i++)
        {
            if (_links.TryGetValue(all[i], out var linked))
            {
                all.AddRange(linked.Where(seen.Add));
            }
        }

        all.Sort();
        return all;
    }
}
