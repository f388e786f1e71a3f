namespace Foresale.Evaluation;

/// <summary>The curves of the actor's training, as its learner records them and the report reads them.</summary>
public static class ActorSeries
{
    /// <summary>Their panel.</summary>
    public const string Panel = "actor";

    /// <summary>What the critic thinks of the behaviors that the actor proposes; purchases aside, which it cannot propose.</summary>
    public const string Proposed = "value of what the actor proposes";

    /// <summary>The same of what shoppers do by themselves.</summary>
    public const string Shoppers = "value of what shoppers do";
}
