using Foresale.Evaluation;

namespace Foresale.Decisions.Benchmarks;

/// <summary>What a policy is to the gate.</summary>
public enum PolicyRole
{
    /// <summary>What a shop can have without learning; the learned policy has to beat the best of these.</summary>
    Baseline,

    /// <summary>What was learnt and would be served: one an instance, named before it is judged.</summary>
    Learned,

    /// <summary>What was learnt too, and is only shown beside; the gate does not look at it.</summary>
    Compared,

    /// <summary>What nobody can beat, since it knows what nobody knows in time; the gate does not look at it.</summary>
    Bound,
}

/// <summary>What one policy scored on each unit of an instance.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it is to the gate.</param>
/// <param name="BySeed">[seed][unit]: one row for a policy without training seeds, one a training seed for one that has some. All policies have the same units, in the same order.</param>
public sealed record PolicyScores(string Name, PolicyRole Role, IReadOnlyList<IReadOnlyList<double>> BySeed)
{
    /// <summary>A policy that does not depend on a training seed.</summary>
    public static PolicyScores Of(string name, IReadOnlyList<double> units, PolicyRole role = PolicyRole.Baseline) => new(name, role, [units]) { IsSeeded = false };

    /// <summary>True where another training seed would give another policy.</summary>
    public bool IsSeeded { get; init; } = true;

    /// <summary>Row of <see cref="BySeed"/> whose policy would be served; null where none would, as in a benchmark.</summary>
    public int? Served { get; init; }

    /// <summary>Scores by training seed that were computed and not sampled; null where the units are all there is.</summary>
    public IReadOnlyList<double>? Exact { get; init; }

    /// <summary>Scores by training seed: the exact ones where they are known, else means over units.</summary>
    public IReadOnlyList<double> Means => Exact ?? [.. BySeed.Select(units => units.Average())];

    /// <summary>Mean over seeds.</summary>
    public double Mean => Means.Average();
}

/// <summary>Something with an answer that is known from elsewhere.</summary>
/// <param name="What">What it is, with its source.</param>
/// <param name="Expected">The known answer.</param>
/// <param name="Found">What Foresale computes.</param>
/// <param name="Tolerance">Largest distance that still counts as found, &gt;= 0.</param>
public sealed record KnownAnswer(string What, double Expected, double Found, double Tolerance)
{
    /// <summary>True where it was found.</summary>
    public bool IsFound => Math.Abs(Found - Expected) <= Tolerance;
}

/// <summary>A line to draw.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">In their order.</param>
/// <param name="IsBaseline">Drawn in grey.</param>
public sealed record DecisionLine(string Name, IReadOnlyList<CurvePoint> Points, bool IsBaseline = false);

/// <summary>A picture of an instance.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Across">Title of the x axis, with its unit.</param>
/// <param name="Up">Title of the y axis, with its unit.</param>
/// <param name="Lines">What is drawn.</param>
/// <param name="Caption">How to read it.</param>
public sealed record DecisionPlot(string Title, string Across, string Up, IReadOnlyList<DecisionLine> Lines, string Caption);

/// <summary>One problem, and how each policy does on it.</summary>
public sealed record DecisionInstance
{
    /// <summary>Short name, such as <c>lost-sales-p9-l4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What a unit's number is, with its unit: <c>cost a period</c>.</summary>
    public required string Score { get; init; }

    /// <summary>True where less is better.</summary>
    public bool IsCost { get; init; }

    /// <summary>Decimals that the score deserves.</summary>
    public int Decimals { get; init; } = 3;

    /// <summary>The best that any policy can do, computed exactly; null where it is not known.</summary>
    public double? Optimum { get; init; }

    /// <summary>All policies, in the order of the table.</summary>
    public required IReadOnlyList<PolicyScores> Policies { get; init; }

    /// <summary>Pictures; none for many instances.</summary>
    public IReadOnlyList<DecisionPlot> Plots { get; init; } = [];

    /// <summary>What ships; null where nothing was learnt.</summary>
    public GateVerdict? Gate => DecisionGate.Judge(this);
}

/// <summary>What a benchmark of decisions found.</summary>
public sealed record DecisionResult
{
    /// <summary>Name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    public required string Title { get; init; }

    /// <summary>Answers known from elsewhere.</summary>
    public IReadOnlyList<KnownAnswer> KnownAnswers { get; init; } = [];

    /// <summary>Problems.</summary>
    public required IReadOnlyList<DecisionInstance> Instances { get; init; }

    /// <summary>How it was measured, and what to know, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Gates at which the learned policy ships.</summary>
    public int Shipped => Instances.Count(i => i.Gate is { IsShipped: true });

    /// <summary>Gates in all.</summary>
    public int Gates => Instances.Count(i => i.Gate is not null);
}
