namespace Foresale.Cli.Tests.Tables;

/// <summary>A query that runs: Ctrl-C ends it in the database, and what others write meanwhile is not seen.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SqlStopTests(PostgresServer server) : IDisposable
{
    private const string Sleeping = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    private const string Ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'foresale import'";
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-sql-stop-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("SELECT now() AS time, 1 AS user_id, 'view' AS behavior, pg_sleep(100)::text AS detail", Sleeping)]
    [InlineData("SELECT now() AS time, n AS user_id, 'view' AS behavior FROM generate_series(1, 1000000000) AS n", Ours)] // works long before its first row
    [InlineData("SELECT now() AS time, generate_series(1, 1000000000) AS user_id, 'view' AS behavior", Ours, "data.sorting-*")] // gives rows at once
    public async Task Ctrl_C_ends_the_statement_in_the_database_and_leaves_nothing(string sql, string sign, string files = "*")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent in the way of Linux.");
        var connection = await server.DatabaseAsync("SELECT 1");
        using var run = CliProcess.Start(_root, "import", "--sql", sql, "--provider", "postgres", "--connection", connection, "--map", "foresale", "--out", "data");
        while (await PostgresServer.CountAsync(connection, sign) == 0 || (files is not "*" && !Rows(files)))
        {
            Assert.False(run.HasEnded);
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        run.PressCtrlC();
        var (code, output, error) = await run.EndAsync();

        Assert.True(code == 130, $"exit {code}: {output}{error}");
        Assert.StartsWith("Stopped. Nothing half-written was left behind.", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root));
        Assert.Equal(0, await GoneAsync(connection));
    }

    [Fact]
    public async Task All_queries_see_the_database_as_it_was_at_the_beginning()
    {
        var connection = await server.DatabaseAsync("CREATE TABLE item (item_id text); INSERT INTO item VALUES ('a')");
        var import = Cli.RunAsync(
            "import", "--sql", "SELECT now() - interval '1 day' AS time, 1 AS user_id, 'view' AS behavior, pg_sleep(1)::text AS detail", "--sql-items", "SELECT item_id FROM item",
            "--provider", "postgres", "--connection", connection, "--map", "foresale", "--out", Path.Combine(_root, "data"));
        while (await PostgresServer.CountAsync(connection, Sleeping) == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await PostgresServer.RunAsync(connection, "INSERT INTO item VALUES ('later')");
        await import;

        Assert.Equal(["a"], Storage.DatasetFolder.Open(Path.Combine(_root, "data")).ReadItems().Keys);
    }

    private bool Rows(string folder) => Directory.EnumerateDirectories(_root, folder).Any(f => Directory.EnumerateFiles(f, "query-*.parquet").Any());

    // The server ends a session shortly after the line to it closes.
    private static async Task<long> GoneAsync(string connection)
    {
        long left = 1;
        for (var tries = 0; left > 0 && tries < 50; tries++)
        {
            left = await PostgresServer.CountAsync(connection, Ours);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        return left;
    }
}
