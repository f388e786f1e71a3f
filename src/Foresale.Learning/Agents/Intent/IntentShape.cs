using Foresale.Features;
using Foresale.States;

namespace Foresale.Learning.Agents.Intent;

/// <summary>What a table asks of a network: its inputs and which heads have something to learn from.</summary>
public sealed record IntentShape
{
    /// <summary>Feature columns, F.</summary>
    public required int Features { get; init; }

    /// <summary>[F] their names; null where they have none. A network that begins from another one finds its columns by them.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Fields of the tokens; null where there is no history to read.</summary>
    public TokenSchema? Tokens { get; init; }

    /// <summary>Number of actions, A; 0 for labels and tables: then there is no behavior head.</summary>
    public required int Actions { get; init; }

    /// <summary>[A] their words; null where they have none. A network that begins from another one finds the rows of its heads by them.</summary>
    public IReadOnlyList<string>? ActionWords { get; init; }

    /// <summary>The purchase's place among the actions; -1 where the log has none.</summary>
    public int Purchase { get; init; } = -1;

    /// <summary>[J] words of the horizons that have a hazard each, shortest first; empty where there are none.</summary>
    public IReadOnlyList<string> Horizons { get; init; } = [];

    /// <summary>
    /// True where outcomes unfold over steps: then there are a value head, twin critics and an actor. Else the critic is a supervised one.
    /// </summary>
    public required bool HasValue { get; init; }

    /// <summary>The shape that a table calls for.</summary>
    public static IntentShape Of(StateTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new IntentShape
        {
            Features = table.Schema.Count,
            Columns = [.. table.Schema.Columns.Select(c => c.Name)],
            Tokens = table.TokenSchema,
            Actions = table.Actions.Count,
            ActionWords = table.Actions.Count == 0 ? null : table.Actions,
            Purchase = table.Actions.ToList().FindIndex(word => string.Equals(word, "purchase", StringComparison.Ordinal)),
            Horizons = [.. table.Horizons.Select(h => h.Word)],
            HasValue = table.Target.IsSequential && table.Actions.Count > 0,
        };
    }

    /// <summary>The same with the supervised head alone.</summary>
    public IntentShape Supervised() => this with { Actions = 0, ActionWords = null, Purchase = -1, Horizons = [], HasValue = false };
}
