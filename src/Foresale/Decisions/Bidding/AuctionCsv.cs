using System.Globalization;
using Foresale.Events;

namespace Foresale.Decisions.Bidding;

/// <summary>Which columns of an auction log hold what.</summary>
/// <param name="Value">What winning was worth: a predicted probability of a click, or intent x margin in money.</param>
/// <param name="Price">The market price: highest bid of the others.</param>
/// <param name="Click">1 where the ad was clicked, else 0; a file may lack it.</param>
public sealed record AuctionColumns(string Value = "value", string Price = "market_price", string Click = "click");

/// <summary>Reads a shop's own auction log: CSV with a header, a row an auction in the order of time; gzip where the name ends in <c>.gz</c>.</summary>
/// <remarks>Numbers have a point as decimal mark; fields may stand in double quotes, and have no line breaks in them.</remarks>
public static class AuctionCsv
{
    /// <summary>Reads all auctions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names of its columns.</param>
    /// <exception cref="UserFaultException">A column is missing, or a field is no number of its kind; the place is <c>file(line,column)</c>.</exception>
    public static Auction[] Read(string path, AuctionColumns columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, Directory.Exists(path) ? "this is a folder." : "there is no such file.", "Give a CSV file of auctions.");
        }

        try
        {
            using var reader = new StreamReader(WholeGzipStream.OpenRead(path));
            return Read(reader, path, columns);
        }
        catch (InvalidDataException e)
        {
            throw new UserFaultException(path, $"the file cannot be unpacked ({e.Message.TrimEnd('.')}).", "Copy it again.");
        }
    }

    private static Auction[] Read(StreamReader reader, string path, AuctionColumns columns)
    {
        var header = reader.ReadLine() is { } first ? Csv.Fields(first) : throw new UserFaultException(path, "the file is empty.", "Give a header and a row an auction.");
        string[] names = [.. header.Select(f => f.Trim())];
        var (value, price, click) = (Place(columns.Value), Place(columns.Price), Array.IndexOf(names, columns.Click));
        var auctions = new List<Auction>();
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var fields = Csv.Fields(text);
            if (fields.Length != names.Length)
            {
                throw new UserFaultException(At(line, 1), string.Create(CultureInfo.InvariantCulture, $"{fields.Length} fields, and the header has {names.Length}."), "Give one a column.");
            }

            auctions.Add(new Auction(Number(value, columns.Value), Number(price, columns.Price), click >= 0 && IsClick()));

            double Number(int field, string name) =>
                double.TryParse(fields[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? number >= 0 ? number : throw new UserFaultException(In(field), $"{name} is {fields[field]}, below 0.", "Give 0 or more.")
                    : throw new UserFaultException(In(field), $"'{fields[field]}' is no number for {name}.", "Give a number with a point as decimal mark.");

            bool IsClick() => fields[click].Trim() switch
            {
                "1" => true,
                "0" or "" => false,
                _ => throw new UserFaultException(In(click), $"'{fields[click]}' is no click.", "Give 0 or 1."),
            };

            string In(int field) => At(line, Csv.ColumnOf(text, ',', field));
        }

        return auctions.Count > 0 ? [.. auctions] : throw new UserFaultException(path, "there is a header and no auction.", "Give a row an auction.");

        int Place(string name) => Array.IndexOf(names, name) is >= 0 and var place ? place
            : throw new UserFaultException(At(1, 1), $"there is no column '{name}', only {string.Join(", ", names)}.", "Name the columns by --value-column and --price-column.");

        string At(int line, int column) => string.Create(CultureInfo.InvariantCulture, $"{path}({line},{column})");
    }
}
