using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Foresale.Decisions.Nudges;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Learning.Decisions.Nudges;
using Foresale.Learning.Native;
using Foresale.Storage.Nudges;

namespace Foresale.Cli;

/// <summary><c>foresale nudge</c>: whom to make an offer, from a randomised experiment; and what offers earned, from a holdout.</summary>
internal static class NudgeCommand
{
    private static readonly Argument<string> s_file = new("FILE") { Description = "Delimited text, a row a shopper. An experiment: user_id, treated (1 or 0, by chance), orders; revenue, cost, propensity where known; all else are features. With --holdout-report: user_id, revenue; orders, holdout (1 or 0) where known." };
    private static readonly Option<string?> s_shoppers = new("--shoppers") { Description = "Shoppers to choose from: user_id and the experiment's features (default: those of the experiment)." };
    private static readonly Option<decimal?> s_budget = new("--budget") { Description = "What may be spent on offers; never exceeded where no offer costs more than --offer-cost. 0 makes none." };
    private static readonly Option<decimal?> s_cost = new("--offer-cost") { Description = "What one offer costs at the most (default: the mean of the column cost over those who got it, which keeps the budget on average)." };
    private static readonly Option<decimal?> s_margin = new("--margin") { Description = "What one more order earns: nobody gets an offer who is expected to bring in less than it costs." };
    private static readonly Option<double?> s_propensity = new("--propensity") { Description = "Planned chance of the offer in the experiment, such as .5; arms that are off it by more than chance are refused." };
    private static readonly Option<double> s_holdout = new("--holdout") { Description = "Share of shoppers who never get an offer, by a hash of their name: who they are stays the same, and a larger share keeps them.", DefaultValueFactory = _ => Holdout.UsualShare };
    private static readonly Option<string> s_salt = new("--salt") { Description = "Another word holds out other shoppers; keep it as long as a report is to span.", DefaultValueFactory = _ => Holdout.UsualSalt };
    private static readonly Option<bool> s_report = new("--holdout-report") { Description = "Report what offers earned: shoppers to whom one could be made against those held out." };
    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for nudge.json, report.html and, of an experiment, offers.csv; without it nothing is written." };

    /// <summary>All that a folder of this verb holds.</summary>
    private static readonly IReadOnlyList<string> s_files = ["nudge.json", "report.html", "offers.csv"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "nudge",
            "Whom to make an offer within a budget: those whom it moves, learnt from a randomised experiment. Never by intent alone, since the likeliest buyers buy without an offer. With --holdout-report, what offers earned.")
        { s_file, s_shoppers, s_budget, s_cost, s_margin, s_propensity, s_holdout, s_salt, s_report, s_out };
        Verb.SetAction(command, (parse, verb, cancellationToken) => parse.GetValue(s_report) ? ReportAsync(parse, verb, cancellationToken) : OffersAsync(parse, verb, cancellationToken));
        return command;
    }

    private static async Task OffersAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var (path, shoppers, output) = (parse.GetRequiredValue(s_file), parse.GetValue(s_shoppers), parse.GetValue(s_out));
        var budget = parse.GetValue(s_budget) ?? throw new UserFaultException("--budget", "it is not said what may be spent.", "Give --budget AMOUNT; 0 makes no offer.");
        var holdout = new Holdout(parse.GetValue(s_holdout), parse.GetValue(s_salt)!);
        if (parse.GetValue(s_propensity) is { } chance and not (> 0 and < 1))
        {
            throw new UserFaultException("--propensity", string.Create(CultureInfo.InvariantCulture, $"{chance} is no chance of an offer in an experiment."), "Give one between 0 and 1, such as .5.");
        }

        new OfferBudget(budget, parse.GetValue(s_cost) ?? 0, parse.GetValue(s_margin)).Require();
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        var read = ExperimentFile.Read(path, parse.GetValue(s_propensity));
        var further = shoppers is null ? default : ExperimentFile.ReadShoppers(shoppers, read.Coding);
        var money = parse.GetValue(s_cost) is { } cost ? new OfferBudget(budget, cost, parse.GetValue(s_margin)) : ByMeanCost(read.Experiment, budget, parse.GetValue(s_margin));
        TorchNative.Ensure();
        var (learned, decision) = await verb.WithProgressAsync(progress =>
        {
            var result = UpliftTraining.Run(read.Experiment, Path.GetFileName(path), verb.Seed, progress, cancellationToken);
            return (result, NudgeDecision.Of(read.Experiment, result.Uplift, read.Intent ?? result.Intent, verb.Seed, cancellationToken));
        });
        var users = further.Users ?? read.Experiment.UserIds;
        var run = new NudgeRun(read, learned, decision, money, holdout, users, decision.Expected(users, shoppers is null ? learned.Uplift : learned.Model.Predict(further.Features)));
        var (document, report) = (NudgeText.Document(run), NudgeText.Report(run));
        if (folder is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, s_files[2]), Offers(run.Plan), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        Finish(verb, folder, output, document, report, cancellationToken);
    }

    private static Task ReportAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        if (((Option[])[s_shoppers, s_budget, s_cost, s_margin, s_propensity]).FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } given)
        {
            throw new UserFaultException(given.Name, "--holdout-report does not use it.", "Leave it out.");
        }

        var (path, output) = (parse.GetRequiredValue(s_file), parse.GetValue(s_out));
        var holdout = new Holdout(parse.GetValue(s_holdout), parse.GetValue(s_salt)!);
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        var (totals, hasOwn) = TotalsFile.Read(path, holdout);
        var isShareKnown = !hasOwn || parse.GetResult(s_holdout) is { Implicit: false };
        var found = IncrementalReport.Of(totals, isShareKnown ? holdout.Share : null, Path.GetFileName(path));
        Finish(verb, folder, output, HoldoutText.Document(found), HoldoutText.Report(found), cancellationToken);
        return Task.CompletedTask;
    }

    private static void Finish(Verb verb, StagedFolder? folder, string? output, object document, NudgeReport report, CancellationToken cancellationToken)
    {
        if (folder is not null)
        {
            File.WriteAllText(Path.Combine(folder.Path, s_files[0]), JsonSerializer.Serialize(document, Verb.JsonOptions));
            File.WriteAllText(Path.Combine(folder.Path, s_files[1]), NudgePage.Html(report));
            cancellationToken.ThrowIfCancellationRequested();
            folder.Commit();
        }

        if (!verb.Json)
        {
            NudgeText.Write(verb.Console, report);
        }

        verb.Finish(document, report.Verdict + (output is null ? "" : $" {Path.GetFullPath(Path.Combine(output, s_files[1]))}"));
    }

    private static OfferBudget ByMeanCost(Experiment experiment, decimal budget, decimal? margin)
    {
        const string remedy = "Give --offer-cost AMOUNT.";
        var costs = experiment.Cost is { } all
            ? Enumerable.Range(0, experiment.Count).Where(i => experiment.IsTreated[i]).Select(i => all[i]).DefaultIfEmpty(0).ToList()
            : throw new UserFaultException("--offer-cost", "it is not said what an offer costs, and the file has no column cost.", remedy);
        var mean = costs.Average();
        return mean > 0 && mean <= (double)OfferBudget.Largest
            ? new OfferBudget(budget, (decimal)mean, margin) { IsMeanCost = costs.Min() != costs.Max() }
            : throw new UserFaultException("--offer-cost", string.Create(CultureInfo.InvariantCulture, $"by the column cost an offer costs {mean} on average over those who got it."), mean > 0 ? remedy : "Give --offer-cost AMOUNT; 0 where an offer costs nothing, which any budget pays for.");
    }

    private static string Offers(OfferPlan plan)
    {
        var text = new StringBuilder("rank,user_id,uplift\n");
        for (var i = 0; i < plan.Offers.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i + 1},{Csv.Quote(plan.Offers[i].UserId)},{plan.Offers[i].Uplift:0.######}\n");
        }

        return text.ToString();
    }
}
