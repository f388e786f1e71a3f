using System.Globalization;
using Foresale.Events;

namespace Foresale.Decisions.Recommendation.OffPolicy;

/// <summary>
/// Reads a log of the Open Bandit Dataset (Saito et al. 2020): <c>item_id, position, click, propensity_score</c> among other columns, gzipped. The
/// context is the position on the page, 1..3, as 0..2.
/// </summary>
public static class OpenBandit
{
    private const int Positions = 3;
    private static readonly string[] s_columns = ["item_id", "position", "click", "propensity_score"];

    /// <summary>Reads one file, such as <c>random_men.csv.gz</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="items">Items of the campaign: 34 for men, 46 for women.</param>
    /// <exception cref="UserFaultException">There is no such file, it cannot be unpacked, a column is missing, or a number is none or out of its range.</exception>
    public static LoggedChoices Read(string path, int items)
    {
        const string remedy = "Give a log of the Open Bandit Dataset.";
        if (!File.Exists(path))
        {
            throw new UserFaultException(path, "there is no such file.", remedy);
        }

        try
        {
            using var text = new StreamReader(WholeGzipStream.OpenRead(path));
            return Read(text, path, items, remedy);
        }
        catch (InvalidDataException e)
        {
            throw new UserFaultException(path, $"the file cannot be unpacked ({e.Message.TrimEnd('.')}).", "Copy it again.");
        }
    }

    private static LoggedChoices Read(StreamReader text, string path, int items, string remedy)
    {
        var header = text.ReadLine() is { } first ? Csv.Fields(first) : [];
        int[] places = [.. s_columns.Select(c => Array.IndexOf(header, c))];
        if (Array.FindIndex(places, p => p < 0) is >= 0 and var missing)
        {
            throw new UserFaultException($"{path}(1)", $"there is no column '{s_columns[missing]}'.", remedy);
        }

        var rows = new List<LoggedChoice>();
        for (var line = 2; text.ReadLine() is { } row; line++)
        {
            var cells = row.Split(','); // no field of these logs has a comma
            double Number(int column, double least, double most) =>
                places[column] < cells.Length && double.TryParse(cells[places[column]], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                    ? value
                    : throw new UserFaultException(string.Create(CultureInfo.InvariantCulture, $"{path}({line})"), $"'{s_columns[column]}' is no number in its range.", "Correct the row.");
            rows.Add(new LoggedChoice((int)Number(1, 1, Positions) - 1, (int)Number(0, 0, items - 1), Number(2, 0, 1), Number(3, double.Epsilon, 1)));
        }

        return rows.Count > 0 ? new LoggedChoices(rows, Positions, items) : throw new UserFaultException(path, "there is a header and no row.", remedy);
    }
}
