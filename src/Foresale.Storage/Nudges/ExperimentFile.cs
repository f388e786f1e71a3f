using Foresale.Decisions.Nudges;
using Foresale.Events;

namespace Foresale.Storage.Nudges;

/// <summary>An experiment as it was read.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Coding">How its columns became numbers: for further shoppers.</param>
/// <param name="Intent">[n] the shop's own intent; null where the file has none.</param>
public sealed record ReadExperiment(Experiment Experiment, FeatureCoding Coding, double[]? Intent);

/// <summary>
/// Reads a randomised experiment, one row a shopper: <c>user_id</c>, <c>treated</c> (1 or 0), <c>orders</c>, and where they are known <c>revenue</c> (below 0 where more was refunded than bought), <c>cost</c> of the
/// offer and <c>propensity</c>, its planned chance. All further columns are features: known before the offer.
/// </summary>
public static class ExperimentFile
{
    private const string User = "user_id", Treated = "treated", Orders = "orders", Revenue = "revenue", Cost = "cost", Propensity = "propensity", Intent = "intent";
    private const string Remedy = "An experiment needs user_id, treated (1 or 0) and orders; revenue, cost and propensity are optional, and all further columns are features.";
    private static readonly string[] s_own = [User, Treated, Orders, Revenue, Cost, Propensity];

    /// <summary>Reads the experiment.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plannedShare">Planned chance of the offer; null for the column's, or for none.</param>
    /// <exception cref="UserFaultException">A column or a value is missing or cannot be used, a shopper occurs twice, or chances differ.</exception>
    public static ReadExperiment Read(string path, double? plannedShare)
    {
        var file = ColumnFile.Open(path);
        var (user, treated, orders) = (file.Require(User, Remedy), file.Require(Treated, Remedy), file.Require(Orders, Remedy));
        var (revenue, cost, propensity, intent) = (file.Find(Revenue), file.Find(Cost), file.Find(Propensity), file.Find(Intent));
        int[] features = [.. Enumerable.Range(0, file.Columns.Count).Where(c => !s_own.Contains(file.Columns[c], StringComparer.OrdinalIgnoreCase))];
        var (rows, seen) = (new List<ColumnFile.Row>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in file.Rows())
        {
            if (!seen.Add(row.Name(user)))
            {
                throw row.Fault(user, $"the shopper '{row.Name(user)}' has a row already.", "Give one row a shopper, with the totals of the experiment.");
            }

            plannedShare = propensity < 0 ? plannedShare : Chance(row, propensity, plannedShare);
            rows.Add(row);
        }

        var coding = FeatureCoding.Fit([.. features.Select(c => file.Columns[c])], [.. rows.Select(r => (IReadOnlyList<string>)[.. features.Select(c => r.Fields[c])])], file.Name);
        double[]? Amounts(int column) => column < 0 ? null : [.. rows.Select(r => r.Amount(column))];
        var experiment = new Experiment
        {
            UserIds = [.. rows.Select(r => r.Name(user))],
            IsTreated = [.. rows.Select(r => r.Flag(treated))],
            Orders = Amounts(orders)!,
            Revenue = revenue < 0 ? null : [.. rows.Select(r => r.Number(revenue))],
            Cost = Amounts(cost),
            FeatureNames = coding.Names,
            Features = [.. rows.SelectMany(r => Encode(coding, r, features))],
            PlannedShare = plannedShare,
        };
        return new ReadExperiment(experiment, coding, Amounts(intent));
    }

    /// <summary>Reads further shoppers: <c>user_id</c> and the experiment's features.</summary>
    /// <param name="path">The file.</param>
    /// <param name="coding">The experiment's.</param>
    /// <returns>Shoppers and their features, [n, F].</returns>
    /// <exception cref="UserFaultException">A column or a value is missing or cannot be used, or a shopper occurs twice.</exception>
    public static (IReadOnlyList<string> Users, float[] Features) ReadShoppers(string path, FeatureCoding coding)
    {
        ArgumentNullException.ThrowIfNull(coding);
        var file = ColumnFile.Open(path);
        var user = file.Require(User, "Shoppers need user_id and the experiment's features.");
        int[] columns = [.. coding.Columns.Select(c => file.Require(c.Name, "Shoppers need user_id and all features of the experiment."))];
        var (users, seen, features) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), new List<float>());
        foreach (var row in file.Rows())
        {
            if (!seen.Add(row.Name(user)))
            {
                throw row.Fault(user, $"the shopper '{row.Name(user)}' has a row already.", "Give one row a shopper: an offer is made once.");
            }

            users.Add(row.Name(user));
            features.AddRange(Encode(coding, row, columns));
        }

        return (users, [.. features]);
    }

    private static float[] Encode(FeatureCoding coding, ColumnFile.Row row, int[] columns)
    {
        var place = 0;
        try
        {
            return coding.Encode(columns.Length, c => row.Fields[columns[place = c]]);
        }
        catch (FormatException fault)
        {
            throw row.Fault(columns[place], fault.Message, "Write numbers as 12.50, and leave what is not known empty.");
        }
    }

    private static double Chance(ColumnFile.Row row, int column, double? before)
    {
        var chance = row.Amount(column);
        if (chance is not (> 0 and < 1))
        {
            throw row.Fault(column, $"propensity is {row.Fields[column]}.", "Give the planned chance of the offer, between 0 and 1.");
        }

        return before is null || Math.Abs(chance - before.Value) < 1e-9
            ? chance
            : throw row.Fault(column, FormattableString.Invariant($"propensity is {chance} here and {before} before."), "Give an experiment in which every shopper has the same chance of the offer: a curve over shoppers whose chances differ would compare unlike ones.");
    }
}
