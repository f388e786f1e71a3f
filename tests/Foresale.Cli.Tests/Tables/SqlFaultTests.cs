namespace Foresale.Cli.Tests.Tables;

/// <summary>What can be wrong with a database or a query is the user's fault, told with its place and remedy; the password is told to nobody.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SqlFaultTests(PostgresServer server) : IDisposable
{
    private const string Shop = """
        CREATE TABLE log (time timestamptz, user_id int, behavior text, price numeric, place point);
        INSERT INTO log VALUES ('2024-05-01 10:00:00Z', 7, 'view', 1, '(1,2)');
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("foresale-sql-faults-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("SELECT time,\n  usr_id FROM log", "--sql(2,3): the database refuses the statement: column \"usr_id\" does not exist. Mend the query.")]
    [InlineData("SELEC 1", "--sql(1,1): the database refuses the statement: syntax error at or near \"SELEC\". Mend the query.")]
    [InlineData("SELECT time, user_id FROM log", "rows of --sql: the query gives no column 'behavior' (behavior); it gives time, user_id. Name one so in the query, by AS \"behavior\", or map another column.")]
    [InlineData("SELECT 1 AS one", "rows of --sql: the query gives no column 'time' (time); it gives one. Name one so in the query, by AS \"time\", or map another column.")]
    [InlineData("SELECT time, user_id, place AS behavior FROM log", "--sql: the column 'behavior' is of the type point, which is no text, number, time or truth value. Cast it in the query to one, or leave it out.")]
    [InlineData("SELECT * FROM log WHERE user_id = 8", "--sql: the query gives no rows. Check its conditions, and that it asks the right database.")]
    [InlineData("SELECT time, user_id, behavior, user_id FROM log", "--sql: the query gives the column 'user_id' 2 times. Give each column its own name by AS.")]
    [InlineData("SELECT time, user_id, behavior, 1 + 1 FROM log", "--sql: column 4 of the query has no name. Give it one by AS.")]
    [InlineData("SELECT time, user_id, behavior FROM log; SELECT 1", "--sql: there is more than one statement. Give one SELECT; users and items have options of their own.")]
    [InlineData("DELETE FROM log RETURNING time, user_id, behavior", "--sql: the statement would change the database: cannot execute DELETE in a read-only transaction. Give a SELECT; an import reads only.")]
    [InlineData("SET TRANSACTION READ WRITE", "--sql: the database refuses the statement: transaction read-write mode must be set before any query. Mend the query.")]
    [InlineData("SELECT time, user_id, behavior, pg_sleep(5)::text AS detail FROM log", "--sql: the statement took longer than 1 seconds. Ask for a shorter time (WHERE), add an index, or raise --sql-timeout.", "--sql-timeout", "1")]
    [InlineData("SELECT time, user_id, behavior FROM log", "--sql-items: the column 'item_id' is missing", "--sql-items", "SELECT 1 AS id")]
    [InlineData("SELECT time, user_id, behavior FROM log", "--sql-users: --users is given too. Give one of the two.", "--sql-users", "SELECT 1 AS user_id", "--users", "users.csv")]
    [InlineData("SELECT time, user_id, behavior FROM log", "--sql: files and a query both give the rows. Give one of the two; import them one by one.", "shop.csv")]
    [InlineData("@nowhere.sql", "--sql: there is no file 'nowhere.sql'. Check the path behind the @.")]
    [InlineData(" ; ", "--sql: there is no statement. Give one SELECT, or @FILE that holds it.")]
    public async Task A_query_that_cannot_be_used(string sql, string message, params string[] more)
    {
        var connection = await server.DatabaseAsync(Shop);

        var error = await FaultAsync(["--sql", sql, "--provider", "postgres", "--connection", connection, .. more]);

        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(1, await PostgresServer.CountAsync(connection, "SELECT count(*) FROM log"));
    }

    [Fact]
    public async Task A_number_of_more_digits_than_there_are_is_named_by_its_row_and_column_and_ends_the_statement_at_once()
    {
        const string Endless = "SELECT now() AS time, 1 AS user_id, 'view' AS behavior, CASE n WHEN 2 THEN 1e60 ELSE 1 END AS price FROM (SELECT generate_series(1, 1000000000) AS n) AS numbers";

        var error = await FaultAsync("--sql", Endless, "--provider", "postgres", "--connection", server.Connection("postgres"));

        Assert.Matches("""^rows of --sql\(2,4\): the value of 'price' cannot be read: .* Cast it in the query, such as CAST\("price" AS varchar\(50\)\)\.\s*$""", error);
    }

    [Theory]
    [InlineData("--provider: it is missing. Give --provider postgres or --provider sqlserver.", "--sql", "SELECT 1")]
    [InlineData("--provider: 'oracle' is no database that is read. Give postgres or sqlserver.", "--sql", "SELECT 1", "--provider", "oracle")]
    [InlineData("--connection: no connection string is given. Set the variable FORESALE_CONNECTION, or give --connection; the variable keeps the password out of the list of processes.", "--sql", "SELECT 1", "--provider", "postgres")]
    [InlineData("--provider: there is no query to run. Give --sql \"SELECT ...\" or --sql @FILE.", "--provider", "postgres")]
    [InlineData("--sql-timeout: -1 is no time. Give seconds from 1 to 1000000, or 0 for no limit.", "--sql", "SELECT 1", "--provider", "postgres", "--connection", "Host=x", "--sql-timeout", "-1")]
    public async Task Something_is_missing(string message, params string[] options) => Assert.Equal(message, (await FaultAsync(options)).Trim());

    [Theory]
    [InlineData("postgres", "Host=127.0.0.1;Port=1;Username=u;Password='{0}'", "--connection: the database cannot be reached: ")]
    [InlineData("postgres", "Host=127.0.0.1;Password={0}", "--connection: the connection string cannot be read: ")]
    [InlineData("postgres", "postgres://u:{0}@127.0.0.1/shop", "--connection: the connection string cannot be read: ")]
    [InlineData("postgres", "Host=127.0.0.1;Port={0}", "--connection: the connection string cannot be read: ")]
    [InlineData("sqlserver", "Server=127.0.0.1,1;User ID=u;Password='{0}';Connect Timeout=2", "--provider: SQL Server's driver needs the cultures of ICU, which Foresale runs without. ")]
    [InlineData("sqlserver", "Server=127.0.0.1,1;Password={0}", "--connection: the connection string cannot be read: ")]
    [InlineData("sqlserver", "Server=127.0.0.1;Connect Timeout={0}", "--connection: the connection string cannot be read: ")]
    public async Task A_database_that_cannot_be_reached_is_told_without_its_password(string provider, string connection, string message)
    {
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, connection, connection.Contains('\'', StringComparison.Ordinal) ? PostgresServer.Password.Replace("'", "''", StringComparison.Ordinal) : PostgresServer.Password);

        var error = await FaultAsync("--sql", "SELECT 1", "--provider", provider, "--connection", text);

        Assert.StartsWith(message, error, StringComparison.Ordinal);
        RequireNoSecret(error);
    }

    [Fact]
    public async Task A_wrong_password_and_a_wrong_database_are_told_in_the_database_s_words()
    {
        var wrong = await FaultAsync("--sql", "SELECT 1", "--provider", "postgres", "--connection", server.Connection("postgres", "pw-7f3a-wrong"));
        var nowhere = await FaultAsync("--sql", "SELECT 1", "--provider", "postgres", "--connection", server.Connection("nowhere"));

        Assert.StartsWith("--connection: the database cannot be reached: password authentication failed for user \"shop_owner\". Check host, port,", wrong, StringComparison.Ordinal);
        Assert.StartsWith("--connection: the database cannot be reached: database \"nowhere\" does not exist. ", nowhere, StringComparison.Ordinal);
        RequireNoSecret(wrong + nowhere);
    }

    [Fact]
    public async Task The_password_stands_in_nothing_that_an_import_writes_or_says()
    {
        var connection = await server.DatabaseAsync($"{Shop} INSERT INTO log VALUES (NULL, 7, 'view', 1, NULL)");
        string[] import = ["import", "--sql", "SELECT time, user_id, behavior FROM log", "--sql-items", "SELECT 'a' AS item_id", "--provider", "postgres", "--connection", connection, "--map", "foresale", "--max-rejected", "1", "--out", At("data")];

        var (code, output, error) = await Cli.CallAsync(import);
        var (_, json, _) = await Cli.CallAsync([.. import, "--json"]);
        var (_, refused, why) = await Cli.CallAsync([.. import, "--max-rejected", "0"]);

        Assert.Equal(0, code);
        RequireNoSecret(output + error + json + refused + why);
        var files = Directory.GetFiles(_root, "*", SearchOption.AllDirectories);
        Assert.Contains(files, f => f.EndsWith("quarantine.parquet", StringComparison.Ordinal));
        Assert.All(files, f => RequireNoSecret(File.ReadAllText(f, System.Text.Encoding.Latin1)));
    }

    private async Task<string> FaultAsync(params string[] options)
    {
        var (code, output, error) = await Cli.CallAsync(["import", "--map", "foresale", "--out", At("data"), .. options]);

        Assert.True(code == 2, $"exit {code}: {output}{error}");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
        return string.Join('\n', error.Split('\n').Where(l => !l.StartsWith("   ", StringComparison.Ordinal))); // without progress
    }

    // No piece of it either: drivers quote what they stumbled over.
    private static void RequireNoSecret(string text) => Assert.All((string[])["pw-7f3a", "Secret", "quoted"], piece => Assert.DoesNotContain(piece, text, StringComparison.Ordinal));

    private string At(string name) => Path.Combine(_root, name);
}
