using System.CommandLine;
using System.Globalization;
using Foresale.Description;
using Foresale.Events;
using Foresale.Profiles;
using Foresale.Storage;
using Foresale.Storage.Describing;

namespace Foresale.Cli;

/// <summary><c>foresale describe</c>: what a log is like, what is wrong with it, and whether it is enough.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var dataset = new Argument<string>("DATASET") { Description = "Dataset folder that import wrote; with --quarantine also the quarantine file of an import that was refused." };
        var orders = new Option<string?>("--orders") { Description = "The shop's real orders (CSV with order_id, time and perhaps user_id): lists those that the log lacks." };
        var quarantine = new Option<bool>("--quarantine") { Description = "Print the rows that import could not use, one a line with its place and what to do, and nothing else." };
        var profiles = new Option<bool>("--profiles") { Description = "Portraits of the shop, and nothing else: segments of shoppers, and items that the same shoppers like." };
        var command = new Command("describe", "What a log or a table is like: funnel, rates, gaps, faults, and whether the data is enough.") { dataset, orders, quarantine, profiles };
        Verb.SetAction(command, async (parse, verb, cancellationToken) =>
        {
            var folder = parse.GetRequiredValue(dataset);
            if (parse.GetValue(quarantine))
            {
                ShowQuarantine(verb, QuarantineFile.Read(folder));
                return;
            }

            if (parse.GetValue(profiles))
            {
                ShowProfiles(verb, folder, await verb.WithProgressAsync(progress => ShopPortrait.Of(ProfileCommand.Fit(DatasetFolder.Open(folder), settings: null, verb.Seed, progress, cancellationToken))));
                return;
            }

            var info = DatasetFolder.Open(folder).Info;
            if (info.Kind is "table" && parse.GetValue(orders) is null)
            {
                ShowTable(verb, folder);
                return;
            }

            var facts = await verb.WithProgressAsync(progress => LogCounter.Count(folder, info, verb.Threads, progress, cancellationToken));
            var coverage = parse.GetValue(orders) is { } file ? Coverage(folder, file, info, facts, verb.Threads) : null;
            var description = LogDescriber.Describe(facts, coverage);
            new DescriptionTables(verb.Console).Show(description);
            var serious = description.Warnings.Count(w => w.Severity is not "note");
            verb.Finish(
                description,
                string.Create(CultureInfo.InvariantCulture, $"{info.Events:N0} events of {info.Users:N0} shoppers in {info.Sessions:N0} sessions, {description.Rates.Buyers:N0} buyers; {serious} warning{(serious == 1 ? "" : "s")}."),
                description.Rates.Buyers == 0 ? null : $"foresale train {Verb.Quote(folder)} --out model"); // without a purchase there is nothing to learn
        });
        return command;
    }

    private static void ShowTable(Verb verb, string folder)
    {
        var described = TableDescriber.Describe(DatasetFolder.Open(folder).ReadTable());
        if (!verb.Json)
        {
            TableTables.Show(verb.Console, described);
        }

        verb.Finish(
            described,
            string.Create(CultureInfo.InvariantCulture, $"a table of {described.Rows:N0} rows, {described.Positives:N0} of them with the answer yes ({described.BaseRate * 100:0.0} %)."),
            described.CanTrain ? $"foresale train {Verb.Quote(folder)} --out model" : null);
    }

    private static void ShowProfiles(Verb verb, string folder, ShopPortrait shop)
    {
        if (!verb.Json)
        {
            PortraitTables.Show(verb.Console, shop);
        }

        verb.Finish(shop, string.Create(CultureInfo.InvariantCulture, $"{shop.Shoppers:N0} shoppers in {shop.Segments.Count} segments; factors of {shop.Pairs:N0} touched pairs."), $"foresale profile USER --data {Verb.Quote(folder)}");
    }

    private static void ShowQuarantine(Verb verb, IReadOnlyList<QuarantinedRow> rows)
    {
        if (!verb.Json)
        {
            foreach (var row in rows)
            {
                verb.Out.WriteLine(row); // for editors and grep: never broken at the terminal's edge
            }
        }

        var reasons = rows.GroupBy(r => r.Reason, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count():N0} {g.Key}"));
        verb.Finish(rows, rows.Count == 0 ? "no row is in quarantine." : string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} {(rows.Count == 1 ? "row" : "rows")} in quarantine: {string.Join(", ", reasons)}."));
    }

    private static OrderCoverage Coverage(string folder, string file, DatasetInfo info, LogFacts facts, int threads)
    {
        var real = OrdersFile.Read(file, info.Zone);
        var (first, last) = facts.Days.Count == 0 ? (DateOnly.MaxValue, DateOnly.MinValue) : (facts.Days[0].Day, facts.Days[^1].Day);
        return OrderCoverage.Compare(real, LogCounter.Orders(folder, threads), first, last)
            ?? throw new UserFaultException("--orders", "the log has no order ids and the orders file has no user_id, so orders cannot be matched.", "Map 'order_id' at import, or add a user_id column to the orders.");
    }
}
