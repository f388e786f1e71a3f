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
    /// <exception cref="UserFaultException">A column is missing, or a number is none.</exception>
    public static LoggedChoices Read(string path, int items)
    {
        using var text = new StreamReader(WholeGzipStream.OpenRead(path));
        var header = text.ReadLine()?.Split(',') ?? [];
        int[] places = [.. s_columns.Select(c => Array.IndexOf(header, c))];
        if (Array.FindIndex(places, p => p < 0) is >= 0 and var missing)
        {
            throw new UserFaultException($"{path}(1)", $"there is no column '{s_columns[missing]}'.", "Give a log of the Open Bandit Dataset.");
        }

        var rows = new List<LoggedChoice>();
        for (var line = 2; text.ReadLine() is { } row; line++)
        {
            var cells = row.Split(',');
            double Number(int column) =>
                places[column] < cells.Length && double.TryParse(cells[places[column]], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new UserFaultException(string.Create(CultureInfo.InvariantCulture, $"{path}({line})"), $"'{s_columns[column]}' is no number.", "Correct the row.");
            rows.Add(new LoggedChoice((int)Number(1) - 1, (int)Number(0), Number(2), Number(3)));
        }

        return new LoggedChoices(rows, Positions, items);
    }
}
