using System.CommandLine;
using System.Globalization;
using Foresale.Decisions.Benchmarks;
using Foresale.Decisions.Bidding;
using Foresale.Events;
using Foresale.Learning.Decisions;
using Foresale.Learning.Decisions.Bidding;

namespace Foresale.Cli;

/// <summary><c>foresale bid</c>: how to spend an ad budget over auctions, learnt from a shop's own auction log.</summary>
internal static class BidCommand
{
    private static readonly Argument<string> s_log = new("LOG") { Description = "CSV of auctions in the order of time, .gz or plain, with a header: what winning was worth, and the market price." };
    private static readonly Option<double> s_budget = new("--budget") { Description = "What an episode may cost, in the unit of the prices.", Required = true };
    private static readonly Option<int> s_auctions = new("--auctions") { Description = "Auctions of an episode, a day's say.", DefaultValueFactory = _ => 1_000 };
    private static readonly Option<string> s_rule = new("--rule") { Description = "What a winner pays: second (the highest bid of the others) or first (the own bid).", DefaultValueFactory = _ => "second" };
    private static readonly Option<string> s_value = new("--value-column") { Description = "Column of the value: a probability of a click, or intent x margin.", DefaultValueFactory = _ => "value" };
    private static readonly Option<string> s_price = new("--price-column") { Description = "Column of the market price: the highest bid of the others.", DefaultValueFactory = _ => "market_price" };
    private static readonly Option<string> s_click = new("--click-column") { Description = "Column of clicks, 0 or 1; a log may lack it.", DefaultValueFactory = _ => "click" };
    private static readonly Option<int> s_seeds = new("--seeds") { Description = "Trainings of the learned policy, with the seeds from --seed on; it ships only where 3 or more show it to be better.", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> s_effort = new("--effort") { Description = "Share of the usual training and judging; a small one only shows that it runs.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> s_out = new("--out") { Description = $"Folder for {BiddingPlan.FileName}, the learned policy where it ships, and report.html; without it nothing is written." };

    /// <summary>All that a folder of this verb holds.</summary>
    private static readonly IReadOnlyList<string> s_files = [BiddingPlan.FileName, BiddingPlan.PolicyFile, "report.html"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("bid", "Choose how to bid for places for ads within a budget: policies fitted on the earlier part of an auction log, judged on the later one.")
        {
            s_log, s_budget, s_auctions, s_rule, s_value, s_price, s_click, s_seeds, s_effort, s_out,
        };
        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var rule = parse.GetValue(s_rule) switch
        {
            "second" => AuctionRule.SecondPrice,
            "first" => AuctionRule.FirstPrice,
            var other => throw new UserFaultException("--rule", $"'{other}' is no auction.", "Use second or first."),
        };
        var (seeds, effort, output) = (TrainingRuns.Seeds(parse, s_seeds, verb), TrainingRuns.Effort(parse, s_effort), parse.GetValue(s_out));
        var options = new BidFitOptions(parse.GetValue(s_budget), parse.GetValue(s_auctions), rule);
        var columns = new AuctionColumns(parse.GetValue(s_value)!, parse.GetValue(s_price)!, parse.GetValue(s_click)!);
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        var log = AuctionCsv.Read(parse.GetValue(s_log)!, columns);
        var run = new DecisionRun { Seeds = seeds, Effort = effort };
        var fit = await verb.WithProgressAsync(progress => BidFit.Run(log, options, run with { Progress = progress }, cancellationToken));
        var result = new DecisionResult { Name = "bid", Title = "Bidding", Instances = [fit.Instance], Notes = Notes(log.Length, fit) };
        if (folder is not null)
        {
            fit.Plan.Save(folder.Path);
            if (fit.Policy is { } policy)
            {
                File.WriteAllBytes(Path.Combine(folder.Path, BiddingPlan.PolicyFile), policy);
            }

            File.WriteAllText(Path.Combine(folder.Path, "report.html"), DecisionPage.Html([result], "How to bid within a budget"));
            cancellationToken.ThrowIfCancellationRequested();
            folder.Commit();
        }

        if (!verb.Json)
        {
            verb.Console.Write(DecisionBenchmarkRun.Table(fit.Instance));
        }

        var gate = fit.Instance.Gate!;
        var ships = gate.IsShipped ? gate.Learned : gate.Baseline;
        verb.Finish(
            new
            {
                auctions = log.Length,
                training_auctions = fit.TrainingAuctions,
                judged_auctions = fit.JudgedAuctions,
                ships,
                policy = fit.Plan.Policy,
                parameters = fit.Plan.Parameters,
                gate,
                policies = fit.Instance.Policies.Select(p => new { p.Name, p.Role, p.Mean, seeds = p.BySeed.Select(row => row.Average()) }),
                output,
            },
            string.Create(CultureInfo.InvariantCulture, $"ships: {ships}; {log.Length:N0} auctions, the last {fit.JudgedAuctions:N0} to judge by{(output is null ? "" : $"; {Path.GetFullPath(Path.Combine(output, "report.html"))}")}"));
    }

    private static string[] Notes(int auctions, BidFitResult fit) =>
    [
        $"What bids from now on: {(fit.Instance.Gate!.IsShipped ? fit.Instance.Gate.Learned : fit.Instance.Gate.Baseline)}.",
        string.Create(CultureInfo.InvariantCulture, $"The laws of prices and values, the numbers of the baselines and the learned policy come from the first {fit.TrainingAuctions:N0} of {auctions:N0} auctions; all were judged on the last {fit.JudgedAuctions:N0}."),
        "A log of won auctions alone is too cheap: its prices are those that were beaten. Log the clearing price of lost ones too where the exchange tells it.",
        "The bound knows all prices beforehand; nobody can reach it.",
    ];
}
