using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Foresale.Cli.Tests.Tables;

/// <summary>One server for the classes that ask for it.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    /// <summary>Of the collection.</summary>
    public const string Name = "PostgreSQL";
}

/// <summary>
/// A real PostgreSQL of its own, on loopback and a free port, gone with the tests. It does not run as root, so root makes it another
/// user's: postgres where there is one, else nobody. Where there is none to start, the tests fail and say what to install.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>No message, file or log may hold it.</summary>
    public const string Password = "pw-7f3a;Secret='quoted'";

    private const string User = "shop_owner";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly string _root = Directory.CreateTempSubdirectory("foresale-postgres-").FullName;
    private readonly string _port = FreePort().ToString(CultureInfo.InvariantCulture);
    private string _bin = "";
    private int _databases;

    /// <summary>The connection string of a database.</summary>
    public string Connection(string database, string password = Password) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = int.Parse(_port, CultureInfo.InvariantCulture), Database = database, Username = User, Password = password, Pooling = false }.ConnectionString;

    /// <summary>Makes a database.</summary>
    /// <param name="script">Statements that fill it.</param>
    /// <returns>Its connection string.</returns>
    public async Task<string> DatabaseAsync(string script)
    {
        var name = $"shop{Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture)}";
        await RunAsync(Connection("postgres"), $"CREATE DATABASE {name}");
        await RunAsync(Connection(name), script);
        return Connection(name);
    }

    /// <summary>Runs statements.</summary>
    public static async Task RunAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>One number.</summary>
    public static async Task<long> CountAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, open);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _bin = ((string[])["/usr/local/bin", .. Installed(), "/opt/homebrew/bin", "/usr/bin"]).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")))
            ?? throw new InvalidOperationException("The tests of import --sql need PostgreSQL, and there is no initdb here. Install it: `apt-get install postgresql` (eng/install-postgresql.sh does), `brew install postgresql`.");
        File.WriteAllText(At("password"), Password);
        if (Environment.IsPrivilegedProcess)
        {
            await ProgramAsync("chown", "-R", Owner(), _root);
        }

        await ProgramAsync([.. AsOwner(), Path.Combine(_bin, "initdb"), "--pgdata", At("data"), "--username", User, "--pwfile", At("password"), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        await ProgramAsync([.. AsOwner(), Path.Combine(_bin, "pg_ctl"), "start", "--wait", "--pgdata", At("data"), "--log", At("log"), "--options", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(At("data/postmaster.pid")))
        {
            await ProgramAsync([.. AsOwner(), Path.Combine(_bin, "pg_ctl"), "stop", "--wait", "--mode", "immediate", "--pgdata", At("data")]);
        }

        Directory.Delete(_root, recursive: true);
    }

    private static string[] Installed() => Directory.Exists("/usr/lib/postgresql")
        ? [.. Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(v => Path.Combine(v, "bin"))]
        : [];

    private static string Owner() => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string[] AsOwner() => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Owner(), "--regid", "nogroup", "--clear-groups"] : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // What it prints goes to a file: pg_ctl leaves the server its pipes, and a reader would wait for ever.
    private async Task ProgramAsync(params string[] words)
    {
        var output = At($"{Path.GetFileName(words[^1])}-{Guid.NewGuid():N}.out");
        var quoted = string.Join(' ', words.Select(w => $"'{w.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"{quoted} >'{output}' 2>&1 </dev/null"]) { WorkingDirectory = _root })!;
        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{quoted}: exit {process.ExitCode.ToString(CultureInfo.InvariantCulture)}{Environment.NewLine}{File.ReadAllText(output)}");
        }
    }

    private string At(string name) => Path.Combine(_root, name);
}
