using System.Text;

namespace Foresale.Cleaning;

/// <summary>The client's clock disagrees with the server's.</summary>
public sealed class ClockRule : ICleaningRule
{
    private const long Ahead = 5 * 60_000;
    private const long Behind = 24 * 3_600_000;

    /// <inheritdoc/>
    public string Name => "clock";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Flagged;

    /// <inheritdoc/>
    public string Reason => "The time is more than 5 minutes after, or a day before, received_at; order and days follow received_at.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.ReceivedMs is { } received && (row.TimeMs - received > Ahead || received - row.TimeMs > Behind);
}

/// <summary>Names that the identities file knew.</summary>
public sealed class IdentityRule : ICleaningRule
{
    /// <inheritdoc/>
    public string Name => "identity_merged";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Changed;

    /// <inheritdoc/>
    public string Reason => "An anonymous shopper took the known name of the identities file.";

    /// <inheritdoc/>
    public bool Applies(ref EventRow row) => row.Merged;
}

/// <summary>One money for the whole log: a log in several is converted by dated rates, or refused.</summary>
/// <param name="rates">The rates; null where none were given.</param>
public sealed class MoneyRule(Rates? rates) : ICleaningRule
{
    private byte[] _currency = [];

    /// <inheritdoc/>
    public string Name => "currency_converted";

    /// <inheritdoc/>
    public RuleAction Action => RuleAction.Changed;

    /// <inheritdoc/>
    public string Reason => "The price was converted by the rate of its day.";

    /// <summary>The money of all prices; null where the log names none.</summary>
    public string? Currency => rates?.Base ?? (_currency.Length == 0 ? null : Encoding.UTF8.GetString(_currency));

    /// <summary>The money that a row without one is taken to be in, and that converted rows are in, as UTF-8.</summary>
    public ReadOnlySpan<byte> CurrencyUtf8 => _currency;

    /// <inheritdoc/>
    /// <exception cref="Events.UserFaultException">The log has several currencies and no rates, or no rate for the day.</exception>
    public bool Applies(ref EventRow row)
    {
        var currency = row.Text(EventText.Currency);
        if (row.Price is null || currency.IsEmpty || currency.SequenceEqual(_currency))
        {
            return false;
        }

        if (rates is null)
        {
            if (_currency.Length == 0)
            {
                _currency = currency.ToArray();
                return false;
            }

            throw new Events.UserFaultException(
                "currency",
                $"the log has prices in {Encoding.UTF8.GetString(_currency)} and in {Encoding.UTF8.GetString(currency)}.",
                "Give --rates FILE with date,currency,rate, or import one currency at a time.");
        }

        _currency = _currency.Length == 0 ? Encoding.UTF8.GetBytes(rates.Base) : _currency;
        if (currency.SequenceEqual(_currency))
        {
            return false;
        }

        row.Price = (long)Math.Round(row.Price.Value * rates.On(Encoding.UTF8.GetString(currency), row.Day), MidpointRounding.ToEven);
        return true;
    }
}
