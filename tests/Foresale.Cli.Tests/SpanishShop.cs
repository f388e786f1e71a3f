using System.Globalization;
using System.Text;

namespace Foresale.Cli.Tests;

/// <summary>
/// A stranger's log, as a shop system in Madrid would export it: Spanish column names and behaviors, semicolons, local times across the
/// change to summer time (30 March 2025), prices such as <c>1.068,60 €</c>. Equal on every machine.
/// </summary>
internal static class SpanishShop
{
    /// <summary>First line of the file.</summary>
    public const string Header = "Fecha y hora;Cliente;Artículo;Categoría;Evento;Precio;Unidades;Pedido";

    private const int Shoppers = 900;
    private static readonly string[] s_categories = ["Zapatos", "Hogar", "Jardín", "Libros"];

    /// <summary>The file, and the same events in plain terms, both in the order of time.</summary>
    public static (string Csv, IReadOnlyList<(DateTimeOffset Time, string Behavior, decimal Price)> Events) Make()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
        var random = new Random(20250330);
        var rows = new List<Row>();
        for (var shopper = 0; shopper < Shoppers; shopper++)
        {
            var keen = random.NextDouble() < .3;
            for (var visits = random.Next(1, 7); visits > 0; visits--)
            {
                Visit(rows, random, shopper, keen);
            }
        }

        rows.Sort((a, b) => (a.Time, a.Shopper).CompareTo((b.Time, b.Shopper)));
        var csv = new StringBuilder(Header).Append("\r\n");
        foreach (var row in rows)
        {
            var local = TimeZoneInfo.ConvertTime(row.Time, zone);
            csv.Append(CultureInfo.InvariantCulture, $"{local:dd'/'MM'/'yyyy HH':'mm':'ss};C{row.Shopper:00000};{row.Item:000000};{s_categories[row.Item % 4]};{row.Word};{Euros(row.Price)};1;{row.Order}\r\n");
        }

        return (csv.ToString(), [.. rows.Select(r => (r.Time, r.Word switch { "vista" => "view", "añadir al carrito" => "cart", _ => "purchase" }, r.Price))]);
    }

    // A shopper looks at some items, may put one into the cart, and then may buy that; the keen do both more often.
    private static void Visit(List<Row> rows, Random random, int shopper, bool keen)
    {
        var time = new DateTimeOffset(2025, 3, 9, 6, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(40 * 86_400));
        var carted = 0;
        for (var looks = random.Next(1, 10); looks > 0; looks--)
        {
            var item = random.Next(1, 121);
            var puts = random.NextDouble() < (keen ? .3 : .08);
            carted = puts ? item : carted;
            rows.Add(new Row(time, shopper, item, puts ? "añadir al carrito" : "vista", ""));
            time = time.AddSeconds(random.Next(5, 181));
        }

        if (carted > 0 && random.NextDouble() < (keen ? .6 : .3))
        {
            rows.Add(new Row(time, shopper, carted, "compra", $"P{rows.Count:000000}"));
        }
    }

    private static string Euros(decimal price) =>
        price.ToString("#,##0.00", CultureInfo.InvariantCulture).Replace(',', '_').Replace('.', ',').Replace('_', '.') + " €";

    private sealed record Row(DateTimeOffset Time, int Shopper, int Item, string Word, string Order)
    {
        public decimal Price => (5 + (Item * 1.37m)) * (Item % 17 == 0 ? 10 : 1);
    }
}
