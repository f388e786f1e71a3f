using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Decisions.Policies;
using Foresale.Environments;
using Foresale.Events;

namespace Foresale.Decisions.Bidding;

/// <summary>Ways to bid that a plan can name.</summary>
public enum BiddingPolicyKind
{
    /// <summary><see cref="ConstantBidder"/>; parameter: the bid.</summary>
    Constant,

    /// <summary><see cref="LinearBidder"/>; parameter: the factor.</summary>
    Linear,

    /// <summary><see cref="PidBidder"/>; parameters: the three gains.</summary>
    Pid,

    /// <summary><see cref="DualBidder"/>; parameter: the step.</summary>
    Dual,

    /// <summary><see cref="RlbBidder"/>.</summary>
    Rlb,

    /// <summary><see cref="PacedBidder"/> without adjustment.</summary>
    Resolved,

    /// <summary><see cref="LearnedBidder"/>; the policy is in a file beside the plan.</summary>
    Learned,
}

/// <summary>What <c>foresale bid</c> found: the laws of a market and the policy that bids in it. File: <c>bidding.json</c>.</summary>
public sealed record BiddingPlan
{
    /// <summary>Name of the plan's file.</summary>
    public const string FileName = "bidding.json";

    /// <summary>Name of the learned policy's file beside it.</summary>
    public const string PolicyFile = "policy.onnx";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Version of the file.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>How it bids.</summary>
    public required BiddingPolicyKind Policy { get; init; }

    /// <summary>Numbers of that policy, as <see cref="BiddingPolicyKind"/> says; none for some.</summary>
    public IReadOnlyList<double> Parameters { get; init; } = [];

    /// <summary>What a winner pays.</summary>
    public required AuctionRule Rule { get; init; }

    /// <summary>Budget of an episode, in the unit of prices.</summary>
    public required double Budget { get; init; }

    /// <summary>Auctions of an episode.</summary>
    public required int Auctions { get; init; }

    /// <summary>Auctions between two actions of a learned policy.</summary>
    public required int Period { get; init; }

    /// <summary>Trust of the re-solved bidder.</summary>
    public required double Trust { get; init; }

    /// <summary>Distance of two prices of the law.</summary>
    public required double PriceUnit { get; init; }

    /// <summary>Probabilities of the prices 0, 1, 2, ... units.</summary>
    public required IReadOnlyList<double> PriceLaw { get; init; }

    /// <summary>Mean value.</summary>
    public required double ValueLevel { get; init; }

    /// <summary>Equally likely values, as a share of their mean.</summary>
    public required IReadOnlyList<double> ValueShape { get; init; }

    /// <summary>What the plan says of the market.</summary>
    public MarketKnowledge Known() => new(new FluidBids(new PriceLaw(PriceLaw, PriceUnit), ValueLaw.OfShape(ValueShape, ValueLevel), Rule), ValueLevel, Trust);

    /// <summary>The bidder.</summary>
    /// <param name="learned">The policy of <see cref="PolicyFile"/>; null where the plan's policy is not learnt.</param>
    /// <param name="cancellationToken">Looked at while a table is solved.</param>
    public IBidder Create(IPolicy? learned, CancellationToken cancellationToken)
    {
        var known = Known();
        return Policy switch
        {
            BiddingPolicyKind.Constant => new ConstantBidder(Parameters[0]),
            BiddingPolicyKind.Linear => new LinearBidder(Parameters[0]),
            BiddingPolicyKind.Pid => new PidBidder(known.Fluid, ValueLevel, new PidGains(Parameters[0], Parameters[1], Parameters[2])),
            BiddingPolicyKind.Dual => new DualBidder(known.Fluid, ValueLevel, Parameters[0]),
            BiddingPolicyKind.Rlb => new RlbBidder(new BudgetValues(known.Fluid.Prices, ValueLevel, Auctions, Budget, cancellationToken)),
            BiddingPolicyKind.Resolved => new PacedBidder(known),
            BiddingPolicyKind.Learned => new LearnedBidder(known, learned ?? throw new UserFaultException(PolicyFile, "the plan bids by a learned policy, which is not here.", "Keep the folder of `foresale bid` whole."), Period),
            _ => throw new UserFaultException(FileName, $"'{Policy}' is no policy.", "Run `foresale bid` again with this version."),
        };
    }

    // What no plan that was written can say; null where there is nothing.
    private string? Fault()
    {
        var parameters = Policy switch { BiddingPolicyKind.Constant or BiddingPolicyKind.Linear or BiddingPolicyKind.Dual => 1, BiddingPolicyKind.Pid => 3, _ => 0 };
        return this switch
        {
            _ when !Enum.IsDefined(Policy) || !Enum.IsDefined(Rule) => "it names no policy or no auction that there is.",
            _ when Parameters.Count != parameters => FormattableString.Invariant($"{Policy} takes {parameters} parameters, and there are {Parameters.Count}."),
            _ when !Parameters.All(double.IsFinite) => "a parameter is not finite.",
            { Auctions: < 1 } or { Period: < 1 } => FormattableString.Invariant($"auctions {Auctions} or period {Period} is below 1."),
            { Budget: not (>= 0 and < double.PositiveInfinity) } => FormattableString.Invariant($"budget {Budget} is below 0 or not finite."),
            { Trust: not (> double.NegativeInfinity and < double.PositiveInfinity) } => "trust is not finite.",
            { PriceUnit: not (> 0 and < double.PositiveInfinity) } => FormattableString.Invariant($"price_unit {PriceUnit} is not above 0."),
            { ValueLevel: not (> 0 and < double.PositiveInfinity) } => FormattableString.Invariant($"value_level {ValueLevel} is not above 0."),
            _ when !(PriceLaw.Count > 0 && PriceLaw.All(p => p is >= 0 and < double.PositiveInfinity) && PriceLaw.Sum() > 0) => "price_law is empty, all 0, or has a number below 0.",
            _ when ValueShape.Count != ValueLaw.Points || !ValueShape.All(v => v is >= 0 and < double.PositiveInfinity) => FormattableString.Invariant($"value_shape has {ValueShape.Count} numbers or one below 0; it takes {ValueLaw.Points} of 0 or more."),
            _ => null,
        };
    }

    /// <summary>Writes the plan into a folder.</summary>
    public void Save(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, s_json));

    /// <summary>Reads a folder of <c>foresale bid</c>: the plan, and the learned policy where it bids by one. Whoever gets the policy disposes of it.</summary>
    /// <exception cref="UserFaultException">Something is missing or of another version.</exception>
    public static (BiddingPlan Plan, OnnxPolicy? Learned) Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such file.", "Give a folder that `foresale bid --out` wrote.");
        }

        BiddingPlan plan;
        try
        {
            plan = JsonSerializer.Deserialize<BiddingPlan>(File.ReadAllText(path), s_json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new UserFaultException(e.LineNumber is { } line ? FormattableString.Invariant($"{path}({line + 1})") : path, $"this is no bidding plan ({e.Message.TrimEnd('.')}).", "Run `foresale bid` again.");
        }

        if (plan.Schema != 1)
        {
            throw new UserFaultException(path, FormattableString.Invariant($"the plan is of version {plan.Schema}, and this Foresale reads 1."), "Run `foresale bid` again with this version.");
        }

        if (plan.Fault() is { } fault)
        {
            throw new UserFaultException(path, fault, "Run `foresale bid` again.");
        }

        if (plan.Policy is not BiddingPolicyKind.Learned)
        {
            return (plan, null);
        }

        var file = Path.Combine(folder, PolicyFile);
        return File.Exists(file)
            ? (plan, new OnnxPolicy(File.ReadAllBytes(file)))
            : throw new UserFaultException(file, "the plan bids by a learned policy, which is not here.", "Keep the folder of `foresale bid` whole.");
    }
}
