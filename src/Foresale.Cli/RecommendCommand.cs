using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Foresale.Decisions.Recommendation.Shop;
using Foresale.Evaluation;
using Foresale.Events;
using Foresale.Profiles;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary><c>foresale recommend</c>: what to show each shopper, and how well such lists did on the last part of the log.</summary>
internal static class RecommendCommand
{
    private static readonly Option<string?> s_out = new("--out") { Description = "Folder for recommend.json (what a server loads), recommendations.csv, metrics.json and report.html. Without it, --user is needed and nothing is written." };
    private static readonly Option<string?> s_user = new("--user") { Description = "Only this shopper; one whom the log does not have gets what sells (cold start)." };
    private static readonly Option<string?> s_item = new("--item") { Description = "With --user: as if they were looking at this item now." };
    private static readonly Option<string?> s_device = new("--device") { Description = "With --user: the device of now, as the log names it." };
    private static readonly Option<int> s_top = new("--top") { Description = "Items a shopper.", DefaultValueFactory = _ => 20 };
    private static readonly Option<bool> s_byInterest = new("--by-interest") { Description = "Rank by what a shopper will look at next, and not by intent x price x margin." };
    private static readonly Option<bool> s_allowBought = new("--allow-bought") { Description = "Recommend also what a shopper has bought already, as a shop of groceries may." };
    private static readonly Option<bool> s_holdBackSeen = new("--hold-back-seen") { Description = "Recommend only what a shopper has not touched yet." };
    private static readonly Option<bool> s_allowOutOfStock = new("--allow-out-of-stock") { Description = "Recommend also items whose stock is 0." };
    private static readonly Option<int?> s_mostPerCategory = new("--max-per-category") { Description = "Most items of one category in a list." };
    private static readonly Option<double> s_diversity = new("--diversity") { Description = "0..1: how much an item loses for its likeness to those above it." };
    private static readonly Option<double?> s_leastPrice = new("--min-price") { Description = "Least price." };
    private static readonly Option<double?> s_mostPrice = new("--max-price") { Description = "Greatest price." };

    /// <summary>All that a folder of this verb holds.</summary>
    private static readonly IReadOnlyList<string> s_files = [RecommenderFile.Name, "recommendations.csv", "metrics.json", "report.html"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("recommend", "What to show each shopper: items by intent x price x margin, from factors, the next item and popularity, under the shop's rules.");
        DataSource.AddTo(command);
        foreach (var option in (Option[])[s_out, s_user, s_item, s_device, s_top, s_byInterest, s_allowBought, s_holdBackSeen, s_allowOutOfStock, s_mostPerCategory, s_diversity, s_leastPrice, s_mostPrice])
        {
            command.Add(option);
        }

        Verb.SetAction(command, RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parse, Verb verb, CancellationToken cancellationToken)
    {
        var (output, user) = (parse.GetValue(s_out), parse.GetValue(s_user));
        if (output is null && user is null)
        {
            throw new UserFaultException("--out", "neither a folder nor a shopper is given.", "Give --out FOLDER for all shoppers, or --user for one.");
        }

        if (user is null && (parse.GetValue(s_item) ?? parse.GetValue(s_device)) is not null)
        {
            throw new UserFaultException(parse.GetValue(s_item) is null ? "--device" : "--item", "it goes with --user only.", "Give --user, or leave it out.");
        }

        var options = Options(parse, verb.Seed);
        options.Require();
        using var folder = output is null ? null : new StagedFolder(output, s_files);
        using var data = await DataSource.OpenAsync(parse, verb, $"{output ?? "recommend"}.import-{Environment.ProcessId}", keep: false, forScoring: false, cancellationToken);
        if (data.IsTable)
        {
            throw new UserFaultException(data.Dataset.FolderPath, "the dataset is a table, and recommendations are for shoppers in a log.", "Import a log of events.");
        }

        var fitted = await verb.WithProgressAsync(progress => RecommenderFit.Fit(data.Dataset, options, progress, cancellationToken));
        var asked = user is null ? null : Ask(fitted, user, parse);
        if (folder is not null)
        {
            Write(folder, data.Name, fitted, cancellationToken);
        }

        if (!verb.Json)
        {
            Show(verb.Console, fitted, asked);
        }

        verb.Finish(
            new { shoppers = fitted.Histories.Count, items = fitted.Recommender.Items.Count, fitted.Recommender.Sources, ranking = fitted.Recommender.Weights, fitted.Report, user, recommendations = asked },
            Summary(fitted, user, asked, output));
    }

    private static RecommenderOptions Options(ParseResult parse, int seed) => new()
    {
        Length = parse.GetValue(s_top),
        IsByInterest = parse.GetValue(s_byInterest),
        HoldBackBought = !parse.GetValue(s_allowBought),
        HoldBackSeen = parse.GetValue(s_holdBackSeen),
        InStockOnly = !parse.GetValue(s_allowOutOfStock),
        MostPerCategory = parse.GetValue(s_mostPerCategory),
        Diversity = parse.GetValue(s_diversity),
        LeastPrice = parse.GetValue(s_leastPrice),
        MostPrice = parse.GetValue(s_mostPrice),
        Factors = new AlsOptions { Seed = seed },
    };

    private static RecommendationList Ask(FittedRecommender fitted, string user, ParseResult parse)
    {
        var item = parse.GetValue(s_item);
        return item is null || fitted.Recommender.Knows(item)
            ? fitted.Ask(user, item, parse.GetValue(s_device))
            : throw new UserFaultException("--item", $"the log has no item '{item}'.", $"Give one that it has, such as '{fitted.Recommender.Items[0].ItemId}'.");
    }

    private static void Write(StagedFolder folder, string name, FittedRecommender fitted, CancellationToken cancellationToken)
    {
        RecommenderFile.Write(Path.Combine(folder.Path, s_files[0]), fitted.Recommender);
        using (var writer = new StreamWriter(Path.Combine(folder.Path, s_files[1]), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            writer.WriteLine("user_id,rank,item_id,score,interest,intent,expected_value,source");
            foreach (var (user, history) in fitted.Histories.OrderBy(h => h.Key, StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var (rank, place) in fitted.Recommender.Recommend(history).Places.Index())
                {
                    writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Csv.Quote(user)},{rank + 1},{Csv.Quote(place.ItemId)},{place.Score:0.####},{place.Interest:0.######},{place.Intent:0.######},{place.ExpectedValue:0.########},{place.Source}"));
                }
            }
        }

        File.WriteAllText(Path.Combine(folder.Path, s_files[2]), JsonSerializer.Serialize(new { fitted.Recommender.Sources, ranking = fitted.Recommender.Weights, fitted.Report }, Verb.JsonOptions));
        File.WriteAllText(Path.Combine(folder.Path, s_files[3]), RecommendationPage.Html(name, fitted));
        cancellationToken.ThrowIfCancellationRequested();
        folder.Commit();
    }

    private static void Show(IAnsiConsole console, FittedRecommender fitted, RecommendationList? asked)
    {
        if (fitted.Report is { } report)
        {
            var table = new Table().RoundedBorder().Title($"last part of the log: lists of {report.Length}").AddColumn("list");
            foreach (var column in (string[])["recall", "NDCG", "purchases found", "margin found a shopper", "recall over popularity", "margin over popularity"])
            {
                table.AddColumn(new Spectre.Console.TableColumn(column).RightAligned());
            }

            foreach (var list in report.Lists)
            {
                var isServed = string.Equals(list.Name, report.Served, StringComparison.Ordinal);
                table.AddRow(
                    isServed ? $"[bold]{list.Name}[/] (served)" : list.Name, Text(list.Recall, "0.0000"), Text(list.Ndcg, "0.0000"), Text(list.BoughtShare, "0.0000"), Text(list.MarginFound, "0.000"),
                    list.Name is RecommenderReport.Popularity ? "" : Text(list.RecallOverPopularity), list.Name is RecommenderReport.Popularity ? "" : Text(list.MarginOverPopularity));
            }

            console.Write(table);
        }

        if (asked is not null)
        {
            var table = new Table().RoundedBorder().AddColumn("item").AddColumn("because of");
            foreach (var column in (string[])["interest", "intent", "expected value"])
            {
                table.AddColumn(new Spectre.Console.TableColumn(column).RightAligned());
            }

            foreach (var place in asked.Places)
            {
                table.AddRow(Markup.Escape(place.ItemId), place.Source, Text(place.Interest, "0.0000"), Text(place.Intent, "0.0000"), Text(place.ExpectedValue, "0.000000"));
            }

            console.Write(table);
        }
    }

    private static string Summary(FittedRecommender fitted, string? user, RecommendationList? asked, string? output)
    {
        var parts = new List<string>();
        if (asked is not null)
        {
            parts.Add(asked.IsColdStart
                ? $"the log has no item that '{user}' touched: {asked.Places.Count} items that sell (cold start)"
                : $"{asked.Places.Count} items for '{user}'");
        }

        if (output is not null)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"lists for {fitted.Histories.Count:N0} shoppers in {Path.Combine(output, s_files[1])}"));
        }

        parts.Add(fitted.Report is { Shoppers: > 0 } report ? Judged(report) : "the log is too short for a part to judge by");
        return string.Join("; ", parts);
    }

    private static string Judged(RecommenderReport report)
    {
        var (served, popularity) = (report.Of(report.Served), report.Of(RecommenderReport.Popularity));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"on {report.Shoppers:N0} shoppers of the last part, ranked by {served.Name}: recall {served.Recall:0.000} and margin found {served.MarginFound:0.000}, by popularity {popularity.Recall:0.000} and {popularity.MarginFound:0.000}");
    }

    private static string Text(Interval gain) => Markup.Escape($"{Text(gain.Value, "0.000")} [{Text(gain.Low, "0.000")}, {Text(gain.High, "0.000")}]");

    private static string Text(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
}
