using Foresale.Features;
using Foresale.Scoring;
using Foresale.Server.Alarms;
using Foresale.States;

namespace Foresale.Server.Models;

/// <summary>All that a computed intent is noted for: the report of its model, the models that are not shown, the shopper's outcome, the alarm of drifting scores.</summary>
internal sealed class IntentWatch(Outcomes outcomes, Rivals rivals, ShopAlarms alarms)
{
    /// <summary>An intent was computed and is shown.</summary>
    public void Scored(Lineup lineup, Seat shown, string userId, ShopperGlance glance, IntentScore score, StateTable states, TimeSpan time)
    {
        shown.Book.Scored(score.Intent, time);
        rivals.Ask(lineup, shown, score, states, outcomes.Open(userId, glance, lineup, shown, score.Intent));
        if (shown.Role is ModelRole.Champion)
        {
            alarms.Scored(shown.Model.Name, userId, score.Intent);
        }
    }

    /// <summary>Forgets erased shoppers.</summary>
    public void ForgetWhere(Func<string, bool> isErased) => outcomes.ForgetWhere(isErased);

    /// <summary>What was seen of the models so far.</summary>
    public ModelReport Report(Lineup lineup)
    {
        outcomes.Sweep();
        return new ModelReport(
            [.. lineup.Seats.Select(s => s.Book.Report(s.Role, s.Role switch { ModelRole.Champion => lineup.Challenger is null ? 1 : 1 - lineup.Share, ModelRole.Challenger => lineup.Share, _ => 0 }))],
            rivals.Compared,
            rivals.Dropped,
            Outcomes.Words(lineup.Champion.Model.Folder.Manifest.Target),
            outcomes.Count,
            outcomes.NotFollowed);
    }
}
