namespace Foresale.Decisions.Nudges;

/// <summary>
/// Sessions that judge rules. A session is its hidden kind and what its shopper does at each event, as long as they are there; whether they
/// buy, leave or go on is not drawn but counted with its probability, so that rules are compared without that noise, and all on the same
/// sessions. Each kind has its exact share of them.
/// </summary>
/// <param name="process">How shoppers behave.</param>
/// <param name="table">What can be known of its sessions.</param>
/// <param name="count">How many sessions.</param>
/// <param name="seed">Equal seeds give equal sessions.</param>
public sealed class TimingSessions(SessionProcess process, TimingTable table, int count, int seed)
{
    private readonly (int Kind, int[] Behaviors)[] _sessions = Draw(process, count, seed);

    /// <summary>[sessions] expected margin of each under a rule.</summary>
    public double[] Score(Func<SessionView, bool> offers) => Array.ConvertAll(_sessions, s => Play(s, offers).Margin);

    /// <summary>Probability of an offer, by kind, among sessions of that kind.</summary>
    public double[] OfferedByKind(Func<SessionView, bool> offers) =>
        [.. Enumerable.Range(0, process.Kinds.Count).Select(k => _sessions.Where(s => s.Kind == k).Select(s => Play(s, offers).Offered).DefaultIfEmpty(double.NaN).Average())];

    private (double Margin, double Offered) Play((int Kind, int[] Behaviors) session, Func<SessionView, bool> offers)
    {
        var kind = process.Kinds[session.Kind];
        var (margin, there, counts) = (0.0, 1.0, new int[SessionProcess.BehaviorNames.Count]);
        for (var t = 1; t <= process.MaxEvents; t++)
        {
            counts[session.Behaviors[t - 1]]++;
            if (offers(table.Of(counts)))
            {
                return (margin + (there * process.OfferedValue(session.Kind, t)), there);
            }

            margin += there * kind.Buys;
            there *= 1 - kind.Buys - kind.Leaves;
        }

        return (margin, 0);
    }

    private static (int Kind, int[] Behaviors)[] Draw(SessionProcess process, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(process);
        var random = new Random(seed);
        var sessions = new (int, int[])[count];
        var (kind, end) = (0, process.Kinds[0].Share);
        for (var i = 0; i < count; i++)
        {
            while (kind < process.Kinds.Count - 1 && (i + .5) / count >= end)
            {
                end += process.Kinds[++kind].Share;
            }

            sessions[i] = (kind, [.. Enumerable.Range(0, process.MaxEvents).Select(_ => process.DrawBehavior(random, kind))]);
        }

        return sessions;
    }
}
