using System.Globalization;
using Foresale.Description;
using Foresale.Events;
using Spectre.Console;

namespace Foresale.Cli;

/// <summary>Draws a description for people: a section a question, numbers aligned, bars for the funnel.</summary>
internal sealed class DescriptionTables(IAnsiConsole console)
{
    // A terminal of 80 columns gets fewer columns and short bars instead of broken words.
    private readonly bool _narrow = console.Profile.Width < 115;

    public void Show(LogDescription log)
    {
        Overview(log);
        Funnel(log);
        Rates(log);
        Sessions(log);
        Top(log);
        Fields(log.Dataset);
        Cleaning(log.Dataset);
        Orders(log.Orders);
        Sufficiency(log);
        Warnings(log.Warnings);
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share switch
    {
        null => "[dim]-[/]",
        0 => "0 %",
        < .001 => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.000} %"),
        < .1 => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %"),
    };

    private string Bar(double share, string color)
    {
        var width = _narrow ? 8 : 24;
        var filled = Math.Clamp((int)Math.Round(share * width), share > 0 ? 1 : 0, width);
        return $"[{color}]{new string('█', filled)}[/][grey23]{new string('·', width - filled)}[/]";
    }

    private static string Width(double? width) => width is { } w ? w.ToString("0.000", CultureInfo.InvariantCulture) : "[dim]-[/]";

    private static string Span(double seconds) => seconds switch
    {
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} min"),
        < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0.0} d"),
    };

    private Table Plain(params (string Header, bool Right)[] columns)
    {
        var table = new Table().Border(TableBorder.None).HideFooters();
        foreach (var (header, right) in columns)
        {
            var column = new Spectre.Console.TableColumn($"[dim]{Markup.Escape(header)}[/]").NoWrap().PadLeft(0).PadRight(_narrow ? 2 : 3);
            table.AddColumn(right ? column.RightAligned() : column);
        }

        return table;
    }

    private void Section(string title)
    {
        console.WriteLine();
        console.Write(new Rule($"[bold]{title}[/]").LeftJustified().RuleStyle("grey"));
    }

    private void Overview(LogDescription log)
    {
        var (info, span) = (log.Dataset, log.Span);
        Section("The log");
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn();
        void Row(string name, string text) => grid.AddRow($"[dim]{name}[/]", text);
        Row("events", $"[bold]{Number(info.Events)}[/] of {Number(info.RowsRead)} rows read ({Number(info.Quarantined)} in quarantine, {Number(log.Duplicates.Rows)} repeats)");
        Row("shoppers", $"[bold]{Number(info.Users)}[/]   items [bold]{Number(info.Items)}[/]   sessions [bold]{Number(info.Sessions)}[/] ({(info.SourceSessions ? "named by the source" : info.DayResolution ? "shopper-days" : "made by 30 minutes of inactivity")})");
        Row("time", string.Create(CultureInfo.InvariantCulture, $"{Local(span.First, info.Zone):yyyy-MM-dd HH:mm} to {Local(span.Last, info.Zone):yyyy-MM-dd HH:mm} {Markup.Escape(info.Zone)}, {span.Days} calendar days, {span.DaysWithEvents} of them with events{(info.DayResolution ? ", without a clock" : "")}"));
        if (span.LongestSilence is { } silence)
        {
            Row("gap", string.Create(CultureInfo.InvariantCulture, $"most unusual: {silence.Stretch.Length.TotalHours:0.0} h without a session from {Local(silence.Stretch.From, info.Zone):yyyy-MM-dd HH:mm}, where this time of the week usually sees {silence.Expected:0.0} begin"));
        }

        console.Write(grid);
    }

    private static DateTime Local(DateTimeOffset instant, string zone) => TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime;

    private void Funnel(LogDescription log)
    {
        Section("Funnel");
        (string, bool)[] columns = [("behavior", false), ("", false), ("events", true), ("share", true), ("shoppers", true), ("sessions", true), ("sessions of\nstep before", true), ("shoppers of\nstep before", true), ("ends in a\npurchase", true)];
        var table = Plain([.. columns.Where((_, i) => !_narrow || i != 7)]);
        foreach (var step in log.Funnel)
        {
            var color = step.Behavior is Behavior.Purchase ? "green" : step.Behavior.IsAction() ? "deepskyblue1" : "grey";
            string[] cells =
            [
                $"[bold]{step.Behavior.Word()}[/]",
                Bar(log.Dataset.Sessions == 0 ? 0 : (double)step.Sessions / log.Dataset.Sessions, color),
                Number(step.Events), Percent(step.Share), Number(step.Shoppers), Number(step.Sessions), Percent(step.FromPreviousBySession), Percent(step.FromPreviousByShopper), Percent(step.ToPurchaseBySession),
            ];
            table.AddRow([.. cells.Where((_, i) => !_narrow || i != 7)]);
        }

        console.Write(table);
        console.MarkupLine("[dim]Bars: share of all sessions with the behavior.[/]");
    }

    private void Rates(LogDescription log)
    {
        var rates = log.Rates;
        Section("Purchases");
        var grid = new Grid().AddColumn(new GridColumn().PadRight(3)).AddColumn(new GridColumn().RightAligned().PadRight(3)).AddColumn();
        grid.AddRow("[dim]sessions with a purchase[/]", $"[bold]{Number(rates.BuyingSessions)}[/]", $"{Percent(rates.SessionConversion)} of sessions");
        grid.AddRow("[dim]buyers[/]", $"[bold]{Number(rates.Buyers)}[/]", $"{Percent(rates.BuyerShare)} of shoppers");
        grid.AddRow("[dim]repeat buyers[/]", $"[bold]{Number(rates.RepeatBuyers)}[/]", $"{Percent(rates.RepeatShare)} of buyers");
        grid.AddRow(
            "[dim]orders[/]",
            $"[bold]{Number(rates.Orders)}[/]",
            rates is { Revenue: { } revenue, OrderValue: { } value } ? string.Create(CultureInfo.InvariantCulture, $"{revenue:N2} {log.Dataset.Currency} in all, {value:N2} an order") : "[dim]no prices[/]");
        console.Write(grid);
    }

    private void Sessions(LogDescription log)
    {
        if (log.Sessions is not { } sessions)
        {
            return;
        }

        Section("Sessions");
        var table = Plain([("", false), .. sessions.Levels.Select(l => (string.Create(CultureInfo.InvariantCulture, $"{l * 100:0} %"), true))]);
        table.AddRow(["events, up to", .. sessions.Events.Select(e => e.ToString("0.#", CultureInfo.InvariantCulture))]);
        if (sessions.Seconds.Count > 0)
        {
            table.AddRow(["duration, up to", .. sessions.Seconds.Select(Span)]);
        }

        console.Write(table);
    }

    private void Top(LogDescription log)
    {
        if (log.Top.Count == 0)
        {
            return;
        }

        Section("Most frequent");
        var tables = new List<Table>();
        foreach (var group in log.Top.GroupBy(t => t.Field, StringComparer.Ordinal))
        {
            var table = Plain((group.Key is "item_id" ? "item" : group.Key, false), ("events", true), ("shoppers", true), ("purchases", true));
            foreach (var value in group.Take(5))
            {
                table.AddRow(Markup.Escape(value.Value.Length > 24 ? value.Value[..23] + "…" : value.Value), Number(value.Events), Number(value.Shoppers), Number(value.Purchases));
            }

            tables.Add(table);
        }

        console.Write(new Columns(tables) { Expand = false });
    }

    private void Fields(DatasetInfo info)
    {
        var missing = info.Missing.Where(m => m.Value < 1).OrderBy(m => m.Value).ToList();
        var absent = info.Missing.Where(m => m.Value >= 1).Select(m => m.Key).ToList();
        if (info.Missing.Count == 0)
        {
            return;
        }

        Section("Fields");
        var table = Plain(("field", false), ("present", false), ("missing", true));
        foreach (var (field, share) in missing)
        {
            table.AddRow(field, Bar(1 - share, "deepskyblue1"), Percent(share));
        }

        if (missing.Count > 0)
        {
            console.Write(table);
        }

        if (absent.Count > 0)
        {
            console.MarkupLineInterpolated($"[dim]Not in this log: {string.Join(", ", absent)}.[/]");
        }
    }

    private void Cleaning(DatasetInfo info)
    {
        var rules = info.Cleaning.Where(r => r.Rows > 0).ToList();
        if (rules.Count == 0)
        {
            return;
        }

        Section("Cleaning");
        var table = Plain(("rule", false), ("", false), ("rows", true), ("why", false));
        foreach (var rule in rules)
        {
            table.AddRow(Markup.Escape(rule.Rule), Markup.Escape(rule.Action), Number(rule.Rows), Markup.Escape(rule.Reason));
        }

        console.Write(table);
    }

    private void Orders(OrderCoverage? orders)
    {
        if (orders is null)
        {
            return;
        }

        Section("Real orders");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{orders.Missing:N0}[/] of {orders.Orders - orders.OutsideSpan:N0} orders are absent from the log ({orders.MissingShare * 100:0.0} %); {orders.OutsideSpan:N0} more lie outside its days; matched by {orders.MatchedBy}.");
        var table = Plain(("day", false), ("orders", true), ("missing", true), ("", false), ("share", true));
        foreach (var day in orders.Days.Where(d => d.Missing > 0).OrderByDescending(d => d.Missing).Take(10).OrderBy(d => d.Day))
        {
            table.AddRow(day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Number(day.Orders), Number(day.Missing), Bar(day.Share, "red"), Percent(day.Share));
        }

        if (orders.Missing > 0)
        {
            console.Write(table);
            console.MarkupLineInterpolated($"[dim]Such as {string.Join(", ", orders.Examples.Select(e => e.OrderId))}.[/]");
        }
    }

    private void Sufficiency(LogDescription log)
    {
        Section("Is the data enough?");
        (string, bool)[] columns =
            [("target", false), ("units", true), ("positives", true), ("buyers", true), ("base\nrate", true), ("AUC\n±", true), ("log-loss\n±", true), ("AP\n±", true), ("more buyers\nfor AUC ±.025", true), ("more\ndays", true), ("", false)];
        bool Shown(int column) => !_narrow || column is not (2 or 6 or 7);
        var table = Plain([.. columns.Where((_, i) => Shown(i))]);
        foreach (var target in log.Sufficiency)
        {
            var unknown = target.Units == 0;
            var (color, word) = target.Verdict switch { "enough" => ("green", "enough"), "fair" => ("yellow", "fair"), "thin" => ("orange3", "thin"), "too_short" => ("dim", "log too short"), _ => ("red", "too little") };
            string[] cells =
            [
                $"[bold]{target.Target}[/]{(target.HorizonDays is { } days ? $" {days.ToString(CultureInfo.InvariantCulture)}d" : "")}",
                Number(target.Units), Number(target.Positives), Number(target.Buyers), Percent(unknown ? null : target.BaseRate),
                Width(unknown ? null : target.AucWidth / 2), Width(target.LogLossWidth / 2), Width(unknown ? null : target.AveragePrecisionWidth / 2),
                target.MoreBuyersNeeded is { } more ? Number(more) : "[dim]-[/]",
                target.MoreDaysNeeded is { } span ? Number(Math.Ceiling(span)) : "[dim]-[/]",
                $"[{color}]{word}[/]",
            ];
            table.AddRow([.. cells.Where((_, i) => Shown(i))]);
        }

        console.Write(table);
        console.MarkupLineInterpolated($"{log.Verdict} [dim]Half widths of 95 % intervals at a true AUC of .8; {Documentation.PathOf("describe.md")} has the formulas.[/]");
    }

    private void Warnings(IReadOnlyList<LogWarning> warnings)
    {
        Section("Warnings");
        if (warnings.Count == 0)
        {
            console.MarkupLine("[green]None.[/]");
            return;
        }

        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var warning in warnings)
        {
            var color = warning.Severity switch { "serious" => "bold red", "warning" => "yellow", _ => "dim" };
            var message = char.ToUpperInvariant(warning.Message[0]) + warning.Message[1..];
            grid.AddRow($"[{color}]{warning.Severity}[/]", warning.Kind.Replace('_', ' '), $"{Markup.Escape(message)} [dim]{Markup.Escape(warning.Remedy)}[/]");
        }

        console.Write(grid);
    }
}
