using System.Collections.Immutable;
using Foresale.Events;
using Foresale.Server.Faults;
using Foresale.Server.Settings;
using Microsoft.Extensions.Options;

namespace Foresale.Server.Keys;

/// <summary>All keys. Reading takes no lock; a change is on the disk before it holds.</summary>
public sealed class KeyRing
{
    private readonly Lock _changing = new();
    private readonly KeyFile _file;
    private readonly TimeProvider _clock;
    private readonly KeyOptions _options;
    private volatile ImmutableDictionary<string, ApiKey> _keys;
    private bool _isUseUnwritten;

    /// <summary>Reads the keys of a data folder.</summary>
    public KeyRing(DataFolder folder, TimeProvider clock, IOptions<KeyOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _file = new KeyFile(folder);
        _clock = clock;
        _options = options.Value;
        _keys = _file.Read().ToImmutableDictionary(k => k.Id, StringComparer.Ordinal);
    }

    /// <summary>All keys, revoked ones included, by age.</summary>
    public IReadOnlyList<ApiKey> All => [.. _keys.Values.OrderBy(k => k.Created).ThenBy(k => k.Id, StringComparer.Ordinal)];

    /// <summary>True where somebody can still make keys.</summary>
    public bool HasAdmin => _keys.Values.Any(k => k.Scope == Scope.Admin && k.IsGood(_clock.GetUtcNow()));

    /// <summary>The key of a text, good or not; null where there is none. Notes the day of use.</summary>
    public ApiKey? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > KeyText.Longest)
        {
            return null;
        }

        var hash = KeyText.HashOf(text);
        if (!_keys.TryGetValue(KeyText.IdOf(hash), out var key) || !KeyText.AreSame(key.Hash, hash))
        {
            return null;
        }

        NoteUse(key);
        return key;
    }

    /// <summary>Makes a key.</summary>
    /// <returns>What is kept, and the text, which is nowhere else.</returns>
    /// <exception cref="RequestFaultException">There are as many keys as the settings allow.</exception>
    public (ApiKey Key, string Text) Make(string name, Scope scope, DateTimeOffset? expires)
    {
        var text = KeyText.New(scope);
        var hash = KeyText.HashOf(text);
        var now = _clock.GetUtcNow();
        var end = expires ?? (_options.ExpireDays > 0 ? now.AddDays(_options.ExpireDays) : null);
        var key = new ApiKey(KeyText.IdOf(hash), name, scope, hash, now, end);
        lock (_changing)
        {
            if (_keys.Count >= _options.Most)
            {
                throw new RequestFaultException("keys", $"the server keeps {_keys.Count} keys already.", $"Remove old ones from keys.json, or raise {KeyOptions.Section}:{nameof(KeyOptions.Most)}.", StatusCodes.Status409Conflict);
            }

            Put(_keys.Add(key.Id, key));
        }

        return (key, text);
    }

    /// <summary>Revokes a key from now on; null where there is none of this id.</summary>
    /// <exception cref="RequestFaultException">It is the last key that can make keys.</exception>
    public ApiKey? Revoke(string id)
    {
        lock (_changing)
        {
            if (!_keys.TryGetValue(id, out var key) || key.Revoked is not null)
            {
                return key;
            }

            var now = _clock.GetUtcNow();
            if (key.Scope == Scope.Admin && !_keys.Values.Any(k => !string.Equals(k.Id, id, StringComparison.Ordinal) && k.Scope == Scope.Admin && k.IsGood(now)))
            {
                throw new RequestFaultException("id", "this is the last admin key.", "Make another one first.", StatusCodes.Status409Conflict);
            }

            var revoked = key with { Revoked = now };
            Put(_keys.SetItem(id, revoked));
            return revoked;
        }
    }

    /// <summary>Writes down which keys were used since the last time.</summary>
    internal void WriteUse()
    {
        lock (_changing)
        {
            if (_isUseUnwritten)
            {
                Put(_keys);
            }
        }
    }

    /// <summary>A day is enough to find keys that nobody uses, and costs one write a day and key instead of one a request.</summary>
    private void NoteUse(ApiKey key)
    {
        var now = _clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (key.LastUsed == today || !key.IsGood(now))
        {
            return;
        }

        lock (_changing)
        {
            if (_keys.TryGetValue(key.Id, out var current))
            {
                _keys = _keys.SetItem(key.Id, current with { LastUsed = today });
                _isUseUnwritten = true;
            }
        }
    }

    private void Put(ImmutableDictionary<string, ApiKey> keys)
    {
        _file.Write(keys.Values);
        _keys = keys;
        _isUseUnwritten = false;
    }
}
