using System.Globalization;
using System.Text;
using Foresale.Events;

namespace Foresale.Storage.Export;

/// <summary>Side files of a dataset as CSV, for import to read.</summary>
internal static class SideCsv
{
    /// <summary>Writes rows of items: those that a server knew from the start, then those that it was told.</summary>
    /// <returns>False where there are none.</returns>
    public static bool WriteItems(string path, IReadOnlyDictionary<string, IReadOnlyList<ItemRow>> known, IReadOnlyList<(string ItemId, ItemRow Row)> told)
    {
        (string ItemId, ItemRow Row)[] all = [.. known.SelectMany(item => item.Value.Select(row => (item.Key, row))), .. told];
        string[] columns = [.. all.SelectMany(r => r.Row.Values.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Write(path, ["item_id", "valid_from", .. columns], all.Select(r => (IEnumerable<string?>)[r.ItemId, r.Row.ValidFrom == DateTimeOffset.MinValue ? null : Iso(r.Row.ValidFrom), .. columns.Select(r.Row.Values.GetValueOrDefault)]));
    }

    /// <summary>Writes rows of users.</summary>
    /// <returns>False where there are none.</returns>
    public static bool WriteUsers(string path, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> users)
    {
        string[] columns = [.. users.Values.SelectMany(u => u.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return Write(path, ["user_id", .. columns], users.Select(u => (IEnumerable<string?>)[u.Key, .. columns.Select(u.Value.GetValueOrDefault)]));
    }

    /// <summary>Writes logins.</summary>
    /// <returns>False where there are none.</returns>
    public static bool WriteIdentities(string path, IReadOnlyList<IdentityMerge> logins) =>
        Write(path, ["anonymous_id", "user_id", "time", "seq"], logins.Select(m => (IEnumerable<string?>)[m.AnonymousId, m.UserId, Iso(m.Time), m.Sequence.ToString(CultureInfo.InvariantCulture)]));

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static bool Write(string path, string[] header, IEnumerable<IEnumerable<string?>> rows)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.WriteLine(string.Join(',', header.Select(Cell)));
        var any = false;
        foreach (var row in rows)
        {
            writer.WriteLine(string.Join(',', row.Select(Cell)));
            any = true;
        }

        return any;
    }

    private static string Cell(string? text) => text is null ? "" : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
