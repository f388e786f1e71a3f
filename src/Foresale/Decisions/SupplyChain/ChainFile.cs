using System.Text.Json;
using System.Text.Json.Serialization;
using Foresale.Events;

namespace Foresale.Decisions.SupplyChain;

/// <summary>A chain of a shop's own as its JSON file says it (docs/decisions/supply-chain.md).</summary>
public sealed record ChainFile
{
    private const int LeastHistory = 20;
    private const double MostUnits = 1e12; // beyond it sums lose whole units

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Name for people.</summary>
    public string Name { get; init; } = "supply chain";

    /// <summary>The stage next to the customers first.</summary>
    public required IReadOnlyList<ChainStage> Stages { get; init; }

    /// <summary>Units that customers asked for in past periods, the latest last.</summary>
    public required IReadOnlyList<double> Demand { get; init; }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="UserFaultException">It is absent or no chain; the message has the JSON path.</exception>
    public static ChainFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(path) ? Parse(File.ReadAllText(path), path) : throw new UserFaultException(path, "no such file.", "Give the path of a chain file.");
    }

    /// <summary>Parses and checks the text of a file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="place">Name of the file for messages.</param>
    public static ChainFile Parse(string json, string place)
    {
        ChainFile? file;
        try
        {
            file = JsonSerializer.Deserialize<ChainFile>(json, s_options);
        }
        catch (JsonException fault)
        {
            var path = string.IsNullOrEmpty(fault.Path) ? "$" : fault.Path;
            throw new UserFaultException($"{place}: {path}", $"{fault.Message.Split(" Path:", StringSplitOptions.None)[0].TrimEnd('.')}.", $"See {Documentation.PathOf("decisions/supply-chain.md")} for the keys of a chain file.");
        }

        return file is null ? throw new UserFaultException($"{place}: $", "the file says null.", "Give stages and demand.") : file.Checked(place);
    }

    /// <summary>The chain, with demand drawn from the past: each period as likely as it occurred.</summary>
    public SupplyChainProblem Problem() => new()
    {
        Name = Name,
        Stages = [.. Stages.Select(s => new SupplyStage { Name = s.Name, HoldingCost = s.HoldingCost, BacklogCost = s.BacklogCost, ShipmentTime = s.ShipmentTime, OrderTime = s.OrderTime })],
        Demand = random => () => Demand[random.Next(Demand.Count)],
        MeanDemand = Demand.Average(),
        ChargesTransit = true,
        StartStock = Demand.Average(),
        StartFlow = Demand.Average(),
    };

    /// <summary>False where each period asked for the same.</summary>
    [JsonIgnore]
    public bool Varies => Demand.Any(d => d != Demand[0]);

    /// <summary>How much a period's demand says of the next one's, -1..1: levels take it for 0.</summary>
    public double Autocorrelation()
    {
        var mean = Demand.Average();
        var variance = Demand.Sum(d => (d - mean) * (d - mean));
        return !Varies ? 0 : Demand.Zip(Demand.Skip(1), (a, b) => (a - mean) * (b - mean)).Sum() / variance;
    }

    private ChainFile Checked(string place)
    {
        Require(Stages.Count > 0, $"{place}: $.stages", "there is none.", "Give at least one, the one next to the customers first.");
        for (var j = 0; j < Stages.Count; j++)
        {
            var (stage, at) = (Stages[j], $"{place}: $.stages[{j}]");
            Require(stage.HoldingCost > 0 && double.IsFinite(stage.HoldingCost), $"{at}.holdingCost", Text(stage.HoldingCost), "Give a number above 0.");
            Require(stage.BacklogCost >= 0 && double.IsFinite(stage.BacklogCost), $"{at}.backlogCost", Text(stage.BacklogCost), "Give 0 or more.");
            Require(stage.ShipmentTime is >= 1 and <= 60, $"{at}.shipmentTime", Text(stage.ShipmentTime), "Give 1 to 60 whole periods.");
            Require(stage.OrderTime is >= 0 and <= 60, $"{at}.orderTime", Text(stage.OrderTime), "Give 0 to 60 whole periods.");
            double[] units = [stage.Stock, stage.Backlog, stage.InTransit, stage.Ordered, stage.Asked ?? 0];
            Require(units.All(u => u >= 0), at, "stock, backlog, in transit, ordered or asked is below 0.", "Give units of 0 or more; what is owed is a backlog.");
            Require(units.All(u => u <= MostUnits), at, "stock, backlog, in transit, ordered or asked is above 1e12 units.", "Count in larger units, such as cases.");
            Require(j > 0 || stage.Asked is null, $"{at}.asked", "what customers asked for is the last period of demand.", "Leave it out.");
        }

        Require(Stages[0].BacklogCost > 0, $"{place}: $.stages[0].backlogCost", Text(Stages[0].BacklogCost), "Give what a waiting customer costs a period, above 0.");
        Require(Stages.Select(s => s.Name).Distinct(StringComparer.Ordinal).Count() == Stages.Count, $"{place}: $.stages", "two have one name.", "Give each its own.");
        Require(Demand.Count >= LeastHistory, $"{place}: $.demand", FormattableString.Invariant($"{Demand.Count} periods say little."), FormattableString.Invariant($"Give at least {LeastHistory}, with those of 0 units."));
        Require(Demand.All(d => d >= 0 && double.IsFinite(d)), $"{place}: $.demand", "a period has less than 0 units.", "Give units of 0 or more.");
        Require(Demand.All(d => d <= MostUnits), $"{place}: $.demand", "a period has more than 1e12 units.", "Count in larger units, such as cases.");
        Require(Demand.Any(d => d > 0), $"{place}: $.demand", "nobody asked for anything.", "Order nothing; give periods with demand to plan for.");
        return this;
    }

    private static void Require(bool holds, string place, string found, string remedy)
    {
        if (!holds)
        {
            throw new UserFaultException(place, found, remedy);
        }
    }

    private static string Text(double value) => FormattableString.Invariant($"{value} is out of range.");
}

/// <summary>A stage of a chain file, with what it holds now.</summary>
public sealed record ChainStage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Cost a unit in its stock a period, &gt; 0.</summary>
    public required double HoldingCost { get; init; }

    /// <summary>Cost a period of a unit that it owes.</summary>
    public double BacklogCost { get; init; }

    /// <summary>Periods from being sent to it to being there.</summary>
    public required int ShipmentTime { get; init; }

    /// <summary>Periods from its order to the supplier's reading it.</summary>
    public int OrderTime { get; init; }

    /// <summary>Units in stock now.</summary>
    public double Stock { get; init; }

    /// <summary>Units that it owes now.</summary>
    public double Backlog { get; init; }

    /// <summary>Units on the way to it now.</summary>
    public double InTransit { get; init; }

    /// <summary>Units that it has ordered and that were not yet sent.</summary>
    public double Ordered { get; init; }

    /// <summary>Units that the stage below asked of it in the last period; null for as many as customers asked for. Rules that smooth what is asked read it, levels do not.</summary>
    public double? Asked { get; init; }
}
