namespace Foresale.Evaluation.Charts;

/// <summary>The looks of learners: one for the whole report, so that a learner has the same colour in every plot.</summary>
internal sealed class Legend
{
    private readonly Dictionary<string, Look> _looks = new(StringComparer.Ordinal);

    /// <summary>Gives the fusion the first colour, single learners the next, trivial baselines grey; the learner that ships is the thick one.</summary>
    public Legend(IReadOnlyList<LearnerResult> learners, string ships)
    {
        var next = 1;
        foreach (var learner in learners)
        {
            var colour = learner.Role switch
            {
                LearnerRole.Fusion => 0,
                LearnerRole.Trivial => Look.Grey,
                _ => next++ % Look.Grey,
            };
            _looks[learner.Name] = new Look(colour, Strong: string.Equals(learner.Name, ships, StringComparison.Ordinal));
        }
    }

    /// <summary>Look of a learner; grey for one that is not known.</summary>
    public Look this[string learner] => _looks.TryGetValue(learner, out var look) ? look : new Look(Look.Grey);

    /// <summary>The list of learners above a plot.</summary>
    public Html For(IEnumerable<string> learners) => List(learners.Select(l => (LearnerTitles.Of(l), this[l])));

    /// <summary>A list of names with their colours.</summary>
    public static Html List(IEnumerable<(string Name, Look Look)> entries) =>
        Html.Of($"""<ul class="legend">{entries.Select(e => Html.Of($"""<li><i class="{e.Look.Class}"></i>{e.Name}</li>"""))}</ul>""");
}
