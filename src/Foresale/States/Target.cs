namespace Foresale.States;

/// <summary>The question that a model answers.</summary>
public enum TargetKind : byte
{
    /// <summary>Buys in this session, or within the next N events of it.</summary>
    Session,

    /// <summary>Buys anything within the horizon.</summary>
    User,

    /// <summary>Buys this item within the horizon.</summary>
    UserItem,

    /// <summary>What a label file asks.</summary>
    Labels,

    /// <summary>What the label column of a table asks.</summary>
    Table,
}

/// <summary>A target with its horizon.</summary>
/// <param name="Kind">The question.</param>
/// <param name="HorizonDays">For <see cref="TargetKind.User"/> and <see cref="TargetKind.UserItem"/>: days, &gt; 0; else null.</param>
/// <param name="HorizonEvents">For <see cref="TargetKind.Session"/>: the next N events, &gt;= 1; null asks for the rest of the session.</param>
public sealed record Target(TargetKind Kind, double? HorizonDays = null, int? HorizonEvents = null)
{
    /// <summary>True where outcomes unfold over steps, so that temporal differences have something to bootstrap from.</summary>
    public bool IsSequential => Kind is TargetKind.Session or TargetKind.User or TargetKind.UserItem && HorizonEvents is not 1;
}

/// <summary>The part of the data that a row belongs to; see the evaluation protocol.</summary>
public enum Slice : byte
{
    /// <summary>Belongs to no slice: its label window crosses a cut, or it lies before the first cut's warm-up.</summary>
    None = 0,

    /// <summary>Weights, fills, scalers, trees are fitted on it.</summary>
    Train = 1,

    /// <summary>Early stopping, hyper-parameters and the F1 threshold.</summary>
    Validation = 2,

    /// <summary>Fusion weights and the isotonic fit.</summary>
    CalibrationA = 3,

    /// <summary>Whether the isotonic fit stays, and the gate.</summary>
    CalibrationB = 4,

    /// <summary>Reported; nothing is chosen on it.</summary>
    Test = 5,
}

/// <summary>How a node of a trajectory is followed.</summary>
public enum NodeEnd : byte
{
    /// <summary>The next node of the arrays is the next state of the trajectory.</summary>
    Continues = 0,

    /// <summary>The goal follows: y = 1, terminal.</summary>
    Bought = 1,

    /// <summary>The shopper leaves or the horizon ends without the goal: y = 0, terminal.</summary>
    NotBought = 2,

    /// <summary>Observation ends here: nothing is known of what follows. No loss; its prediction is the bootstrap of the node before.</summary>
    Truncated = 3,
}
