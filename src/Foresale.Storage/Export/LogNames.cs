using Foresale.Storage.EventLog;

namespace Foresale.Storage.Export;

/// <summary>Who the shoppers of a log turned out to be: the numbers of keys, and the logins that made several of them one person.</summary>
internal sealed class LogNames(UserKeys keys)
{
    private readonly Dictionary<long, List<(long Address, long Known)>> _logins = []; // By the guest's number, in order.

    /// <summary>Notes a login.</summary>
    public void Add(LoggedMerge merge, long address) =>
        (_logins.TryGetValue(merge.Anonymous, out var list) ? list : _logins[merge.Anonymous] = []).Add((address, merge.Known));

    /// <summary>The name of a number.</summary>
    public string NameOf(long number) => keys.Find(number)?.UserId ?? LoggedEvents.Erased(number);

    /// <summary>The number that whoever had a number at an address has at the end of the log.</summary>
    public long ShopperOf(long number, long address)
    {
        while (_logins.GetValueOrDefault(number)?.Find(login => login.Address > address) is { Address: > 0 } next)
        {
            (address, number) = next;
        }

        return number;
    }
}
