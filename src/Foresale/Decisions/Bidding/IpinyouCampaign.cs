using System.Globalization;
using System.Text.Json;
using Foresale.Events;

namespace Foresale.Decisions.Bidding;

/// <summary>What is known of a campaign of the iPinYou data before its test period begins (Zhang et al. 2014; Cai et al. 2017).</summary>
/// <param name="Prices">Law of the market prices in training.</param>
/// <param name="MeanCost">Mean market price in training.</param>
/// <param name="ClickRate">Clicks an impression in training.</param>
/// <param name="CostPerClick">What a click cost in training.</param>
public sealed record IpinyouCampaign(PriceLaw Prices, double MeanCost, double ClickRate, double CostPerClick)
{
    /// <summary>Reads <c>info_*.json</c>: cost_train, imp_train, clk_train and price_counter_train.</summary>
    /// <exception cref="UserFaultException">There is none, or it is no such file.</exception>
    public static IpinyouCampaign Read(string path)
    {
        Require(path);
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream);
            double Number(string name) => document.RootElement.GetProperty(name).GetDouble();
            var (cost, impressions, clicks) = (Number("cost_train"), Number("imp_train"), Number("clk_train"));
            double[] counts = [.. document.RootElement.GetProperty("price_counter_train").EnumerateArray().Select(n => n.GetDouble())];
            return cost > 0 && impressions > 0 && clicks > 0
                ? new IpinyouCampaign(new PriceLaw(counts), cost / impressions, clicks / impressions, cost / clicks)
                : throw new UserFaultException(path, "cost, impressions or clicks of training are not above 0.", "Take the info file of the iPinYou campaign.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException)
        {
            throw new UserFaultException(path, $"this is no info file of an iPinYou campaign ({e.Message.TrimEnd('.')}).", "It is JSON with cost_train, imp_train, clk_train and price_counter_train.");
        }
    }

    /// <summary>Reads auctions, a line each: <c>click market_price pCTR</c>, parted by spaces or tabs; gzip where the name ends in <c>.gz</c>.</summary>
    /// <exception cref="UserFaultException">There is no such file, a line is no auction, or there is none.</exception>
    public static Auction[] ReadAuctions(string path)
    {
        Require(path);
        var auctions = new List<Auction>();
        try
        {
            using var reader = new StreamReader(WholeGzipStream.OpenRead(path));
            for (var line = 1; reader.ReadLine() is { } text; line++)
            {
                if (!string.IsNullOrWhiteSpace(text))
                {
                    auctions.Add(Parse(text, path, line));
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new UserFaultException(path, $"the file cannot be unpacked ({e.Message.TrimEnd('.')}).", "Copy it again.");
        }

        return auctions.Count > 0 ? [.. auctions] : throw new UserFaultException(path, "there is no auction in it.", "Give lines of click, market price and pCTR.");
    }

    private static void Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such file.", "Give a file of the iPinYou data.");
        }
    }

    private static Auction Parse(string text, string path, int line)
    {
        var fields = Fields(text);
        if (fields.Count != 3)
        {
            throw new UserFaultException(Place(0), $"{fields.Count} fields.", "Give three: click (0 or 1), market price, pCTR.");
        }

        if (text[fields[0]] is not ("0" or "1"))
        {
            throw new UserFaultException(Place(fields[0].Start.Value), $"'{text[fields[0]]}' is no click.", "Give 0 or 1.");
        }

        var (price, value) = (Number(fields[1], "market price"), Number(fields[2], "pCTR"));
        return value <= 1
            ? new Auction(value, price, text[fields[0]] is "1")
            : throw new UserFaultException(Place(fields[2].Start.Value), $"pCTR '{text[fields[2]]}' is above 1.", "It is a probability.");

        double Number(Range field, string what) =>
            double.TryParse(text[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && double.IsFinite(number)
                ? number
                : throw new UserFaultException(Place(field.Start.Value), $"'{text[field]}' is no {what}.", "Give a number of 0 or more, with a point as decimal mark.");

        string Place(int at) => string.Create(CultureInfo.InvariantCulture, $"{path}({line},{at + 1})");
    }

    private static List<Range> Fields(string text)
    {
        var fields = new List<Range>();
        for (var at = 0; at < text.Length; at++)
        {
            var begin = at;
            while (at < text.Length && text[at] is not (' ' or '\t'))
            {
                at++;
            }

            if (at > begin)
            {
                fields.Add(begin..at);
            }
        }

        return fields;
    }
}
