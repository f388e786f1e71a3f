using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Foresale.Decisions.Inventory.Forecasting;
using Foresale.Events;
using Foresale.Scoring;
using Foresale.States;
using Foresale.Storage;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale replenish</c>: how many units to order of each item, as of the morning after the log.</summary>
internal static class ReplenishCommand
{
    private const int RowsShown = 15;
    private static readonly ReplenishmentOptions s_defaults = new();
    private static readonly Option<string?> s_model = new("--model") { Description = "Model folder of target user-item: its intents join the forecast." };
    private static readonly Option<int> s_leadTime = new("--lead-time") { Description = "Days from order to arrival, for items whose row has no lead_time.", DefaultValueFactory = _ => s_defaults.LeadTime };
    private static readonly Option<double> s_holdingRate = new("--holding-rate") { Description = "What a unit in stock costs a year, as a share of what it was bought for, for items whose row has no holding_rate.", DefaultValueFactory = _ => s_defaults.HoldingRate };
    private static readonly Option<double> s_orderCost = new("--order-cost") { Description = "What an order of one item costs whatever its size, for items whose row has no order_cost.", DefaultValueFactory = _ => s_defaults.OrderCost };
    private static readonly Option<double> s_margin = new("--margin") { Description = "Share of the price that is earned, for items whose row has no margin.", DefaultValueFactory = _ => s_defaults.Margin };
    private static readonly Option<string[]> s_only = new("--item") { Description = "Only these items.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for orders.csv, orders.json and report.html; without it nothing is written." };

    /// <summary>All that a folder of this verb holds.</summary>
    private static readonly IReadOnlyList<string> s_files = ["orders.csv", "orders.json", "report.html"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("replenish", "What to order: demand of each item by sales and by live intent, and the order that costs least. Stock, price and margin come from the items file (docs/decisions/inventory.md).");
        DataSource.AddTo(command);
        foreach (var option in (Option[])[s_model, s_leadTime, s_holdingRate, s_orderCost, s_margin, s_only, s_out])
        {
            command.Add(option);
        }

        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var options = new ReplenishmentOptions
        {
            LeadTime = parse.GetValue(s_leadTime),
            HoldingRate = parse.GetValue(s_holdingRate),
            OrderCost = parse.GetValue(s_orderCost),
            Margin = parse.GetValue(s_margin),
        }.Checked();
        var output = parse.GetValue(s_out);
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        using var scorer = parse.GetValue(s_model) is { } model ? new IntentScorer(ModelFolder.Open(model)) : null;
        if (scorer is not null && scorer.Manifest.Target.Kind is not TargetKind.UserItem)
        {
            throw new UserFaultException("--model", $"the model answers for target '{TargetParser.Describe(scorer.Manifest.Target)}'.", "Give a model of target user-item: train one by `foresale train DATA --target user-item --horizon 1d --out MODEL`.");
        }

        using var data = await DataSource.OpenAsync(parse, verb, Path.Combine(Path.GetTempPath(), $"foresale-replenish-{Environment.ProcessId}"), keep: false, forScoring: true, cancellationToken);
        data.RequireLog();
        var items = ItemsOf(parse, data);
        var (history, orders, comparisons) = await verb.WithProgressAsync(progress => Run(data.Dataset, items, scorer, options, parse.GetValue(s_only) ?? [], progress, cancellationToken));
        var note = scorer is null ? null : LeftOut(scorer.Manifest, comparisons);
        var document = Document(history, orders, comparisons, note);
        if (folder is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Path, s_files[0]), Rows(orders), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.Path, s_files[1]), JsonSerializer.Serialize(document, Verb.JsonOptions), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.Path, s_files[2]), ReplenishmentPage.Html(data.Name, history, orders, comparisons, note), cancellationToken);
            folder.Commit();
        }

        if (!verb.Json)
        {
            verb.Console.Write(Table(orders, comparisons.Any(c => c.ReadsIntents)));
        }

        if (note is not null)
        {
            verb.Console.MarkupLineInterpolated($"[yellow]{note}[/]");
        }

        verb.Finish(document, Summary(history, items, orders, comparisons, output));
    }

    private static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ItemsOf(ParseResult parse, DataSource data)
    {
        var file = parse.GetValue(DataSource.Items);
        var items = file is not null && !data.IsScratch
            ? ItemsFile.Read(file)
            : data.Dataset.ReadItems().ToDictionary(p => p.Key, p => p.Value[^1].Values, StringComparer.Ordinal);
        return items.Count > 0 ? items : throw new UserFaultException("--items", "nothing is known of any item's stock.", "Give --items FILE with the columns item_id, stock, price and margin.");
    }

    private static (DemandHistory History, List<ItemReplenishment> Orders, List<ForecastComparison> Comparisons) Run(
        DatasetFolder dataset, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> items, IntentScorer? scorer, ReplenishmentOptions options, string[] only, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var history = DemandHistory.Of(dataset, items: null, cancellationToken);
        if (scorer is not null)
        {
            var unseen = scorer.Manifest.Split is { } split ? ItemIntents.FirstUnseen(history, split, dataset.Info.Zone) : history.Days;
            history = history.Days - unseen < Replenishment.FewestDaysOfIntents(leadTime: 0)
                ? history // scores would be read by nothing
                : ItemIntents.AddTo(history, dataset, scorer.Manifest.Fold!, Math.Max(unseen, Replenishment.FitFrom(history.Days)), options.RecentDays, Score, progress, cancellationToken);
        }

        var replenishment = new Replenishment(history, items, options);
        List<ItemReplenishment> orders = [];
        foreach (var item in only.Length > 0 ? only : [.. items.Keys.Order(StringComparer.Ordinal)])
        {
            orders.Add(replenishment.Of(item, cancellationToken));
            progress.Report(new StageProgress("orders", orders.Count, only.Length > 0 ? only.Length : items.Count));
        }

        return (history, orders, [.. orders.Select(o => o.Terms.LeadTime).Distinct().Order().Select(replenishment.ComparisonFor)]);

        float[] Score(StateTable table)
        {
            ScoreCommand.RequireFeatures(table, scorer.Manifest);
            return [.. scorer.Score(table, [.. Enumerable.Range(0, table.Nodes.Count)], progress: null, cancellationToken).Select(s => s.Intent)];
        }
    }

    // A model knows the answers of the days that it was trained on: its intents are neither fitted nor judged on these.
    private static string? LeftOut(ModelManifest manifest, List<ForecastComparison> comparisons) => comparisons.Where(c => !c.ReadsIntents).Select(c => c.LeadTime).ToList() is not { Count: > 0 } leadTimes ? null :
        string.Create(
            CultureInfo.InvariantCulture,
            $"The model's intents join no forecast at lead time {string.Join(", ", leadTimes)}: it was trained on days {(manifest.Split is { } split ? $"before {split.TestFrom:yyyy-MM-dd HH:mm} UTC" : "that it does not name")}, and too few follow in this log to judge it fairly ({Replenishment.FewestDaysOfIntents(leadTimes[0])} are needed at lead time {leadTimes[0]}). Give a longer log, or train by `foresale train ... --test-from DAY` with an earlier day.");

    private static object Document(DemandHistory history, List<ItemReplenishment> orders, List<ForecastComparison> comparisons, string? note) => new
    {
        note,
        as_of = history.FirstDay.AddDays(history.Days),
        days = history.Days,
        units_sold = history.Units.Sum(day => day.Sum()),
        forecasts = comparisons.Select(c => new { c.LeadTime, c.JudgedFrom, c.ReadsIntents, c.UsesIntent, by_history = new { c.History.MeanRatio, c.History.Coverage, c.History.CoverageDue, log_likelihood = c.HistoryScore }, by_intent = new { c.Intent.MeanRatio, c.Intent.Coverage, c.Intent.CoverageDue, log_likelihood = c.IntentScore }, c.Weights }),
        items = orders.Select(o => new
        {
            o.ItemId, o.Advice.Units, o.Terms.Stock, o.Terms.OnOrder, o.Terms.LeadTime, o.Terms.Price, o.Terms.Margin, expected_by_history = o.ByHistory, expected_by_intent = o.ByIntent, o.UsesIntent, o.Low, o.High, o.Mean, o.Variance, o.Terms.HoldingRate, o.Terms.OrderCost, o.Advice.Policy, o.Advice.Why, o.Advice.Level, o.Advice.ExpectedCost,
        }),
    };

    private static string Rows(List<ItemReplenishment> orders)
    {
        var text = new StringBuilder("item_id,units,stock,on_order,lead_time,expected_by_history,expected_by_intent,uses_intent,low,high,policy,level,expected_cost,why\n");
        foreach (var o in orders)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Csv.Quote(o.ItemId)},{o.Advice.Units},{o.Terms.Stock},{o.Terms.OnOrder},{o.Terms.LeadTime},{o.ByHistory:F3},{o.ByIntent:F3},{(o.UsesIntent ? "true" : "false")},{o.Low},{o.High},{Csv.Quote(o.Advice.Policy)},{o.Advice.Level},{o.Advice.ExpectedCost:F4},{Csv.Quote(o.Advice.Why)}\n");
        }

        return text.ToString();
    }

    private static Table Table(List<ItemReplenishment> orders, bool readsIntents)
    {
        var table = new Table().RoundedBorder().AddColumn("item");
        foreach (var head in (string[])["order", "stock", "by sales", readsIntents ? "by intent" : "by interest", ".1 to .9", "policy", "expected cost"])
        {
            table.AddColumn(new Spectre.Console.TableColumn(head).RightAligned());
        }

        string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        foreach (var o in orders.OrderByDescending(o => o.Advice.Units).Take(RowsShown))
        {
            table.AddRow(Markup.Escape(o.ItemId), Text(o.Advice.Units, "N0"), Text(o.Terms.Stock, "N0"), Text(o.ByHistory, "F1"), Text(o.ByIntent, "F1"), $"{o.Low} to {o.High}", o.Advice.Policy, Text(o.Advice.ExpectedCost, "F2"));
        }

        return orders.Count > RowsShown ? table.Caption(string.Create(CultureInfo.InvariantCulture, $"the {RowsShown} largest of {orders.Count:N0}")) : table;
    }

    private static string Summary(DemandHistory history, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> items, List<ItemReplenishment> orders, List<ForecastComparison> comparisons, string? output)
    {
        var others = history.ItemIds.Count(item => !items.ContainsKey(item));
        var nothing = history.Units.All(day => day.Sum() == 0) ? "; nothing was sold in this log, so nothing is ordered" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"order {orders.Sum(o => (long)o.Advice.Units):N0} units of {orders.Count(o => o.Advice.Units > 0):N0} of {orders.Count:N0} items, by {(!orders.Any(o => o.UsesIntent) ? "sales alone" : comparisons.Any(c => c.ReadsIntents) ? "sales, views, carts and intents" : "sales, views and carts")}{nothing}{(others > 0 ? $"; {others:N0} items of the log are not in the items file" : "")}{(output is null ? "" : $"; {Path.GetFullPath(Path.Combine(output, s_files[2]))}")}");
    }
}
