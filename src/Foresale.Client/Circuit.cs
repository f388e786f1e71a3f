using Microsoft.Extensions.Logging;

namespace Foresale.Client;

/// <summary>
/// Spares pages the wait for a server that does not answer: after some failures in a row calls fail at once, then one call tries,
/// and its success lets all through again. The time between doubles with each try that fails.
/// </summary>
internal sealed class Circuit(SendingRules rules, ILogger<Circuit> logger)
{
    private readonly Lock _state = new();
    private int _failures;
    private int _breaks;
    private long _brokenAt;
    private bool _trying;

    /// <summary>Whether a call may be made; one that may must say how it ended.</summary>
    public bool TryEnter()
    {
        lock (_state)
        {
            if (_breaks == 0)
            {
                return true;
            }

            var rested = rules.Time.GetElapsedTime(_brokenAt) >= rules.Backoff.Ceiling(_breaks);
            return rested && !_trying && (_trying = true);
        }
    }

    /// <summary>The server answered, be it yes or no.</summary>
    public void Succeeded()
    {
        bool mended;
        lock (_state)
        {
            mended = _breaks > 0;
            (_failures, _breaks, _trying) = (0, 0, false);
        }

        if (mended)
        {
            Log.Mended(logger);
        }
    }

    /// <summary>The server did not answer.</summary>
    public void Failed(string reason)
    {
        TimeSpan rest;
        int failures;
        lock (_state)
        {
            failures = ++_failures;
            var breaks = _breaks == 0 ? failures >= rules.Options.BreakAfter : _trying;
            if (!breaks)
            {
                return; // a call that began before the break tells nothing new
            }

            (_trying, _brokenAt) = (false, rules.Time.GetTimestamp());
            rest = rules.Backoff.Ceiling(++_breaks);
        }

        Log.Broken(logger, failures, rest.TotalSeconds, reason);
    }

    /// <summary>The caller went away before the end: nothing was learnt.</summary>
    public void Left()
    {
        lock (_state)
        {
            _trying = false;
        }
    }
}
