using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Foresale.Benchmarks;

/// <summary>Foresale.Server as a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private string? _key;

    private ServerProcess(Process process, Uri address) => (_process, Client) = (process, new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) });

    /// <summary>The admin key.</summary>
    public string Key => _key ?? throw new InvalidOperationException("The server printed no key.");

    public HttpClient Client { get; }

    /// <summary>From the process's start to readiness.</summary>
    public TimeSpan Start { get; private set; }

    /// <summary>Of each snapshot: shoppers, seconds that the loop stood still, seconds that it was written.</summary>
    public ConcurrentQueue<(int Shoppers, double Taken, double Written)> Snapshots { get; } = [];

    /// <summary>Lines of its log of level error or worse, and what is no line of a log: a runtime that dies tells of it so.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>Lines of level warning, those of the readiness probe before it was ready left out.</summary>
    public ConcurrentQueue<string> Warnings { get; } = [];

    /// <summary>Shoppers whom it followed when its log was read back.</summary>
    public int Followed { get; private set; }

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Its exit code; null while it lives.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string exe, string data, string model, string? key, params string[] settings)
    {
        var address = FreeAddress();
        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(exe, ["--data", data, "--model", model, "--urls", address.ToString(), "--Foresale:Telemetry:Logs=json", .. settings]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var server = new ServerProcess(process, address) { _key = key };
        process.OutputDataReceived += (_, line) => server._key ??= line.Data?.Contains("fsk_admin_", StringComparison.Ordinal) == true ? line.Data.Split(' ')[^1] : null;
        process.ErrorDataReceived += (_, line) => server.Heard(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!await server.IsReadyAsync())
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
            }

            await Task.Delay(20);
        }

        server.Start = clock.Elapsed;
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
        return server;
    }

    /// <summary>A figure of the process in megabytes: VmRSS, RssAnon, VmHWM.</summary>
    public double Memory(string figure)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(figure + ":", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Kills it as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends it by SIGTERM.</summary>
    public TimeSpan Stop()
    {
        var clock = Stopwatch.StartNew();
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        _process.WaitForExit();
        return clock.Elapsed;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
        Client.Dispose();
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }

        try
        {
            using var entry = JsonDocument.Parse(line);
            if (entry.RootElement.GetProperty("event").GetInt32() == 406)
            {
                double Field(string name) => double.Parse(entry.RootElement.GetProperty("fields").GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
                Snapshots.Enqueue(((int)Field("Shoppers"), Field("Taken"), Field("Written")));
            }
            else if (entry.RootElement.GetProperty("event").GetInt32() == 400)
            {
                Followed = int.Parse(entry.RootElement.GetProperty("fields").GetProperty("Shoppers").GetString()!, CultureInfo.InvariantCulture);
            }
            else if (entry.RootElement.GetProperty("level").GetString() is not "info" and var level && !line.Contains("HealthCheck", StringComparison.Ordinal)) // not ready yet
            {
                (level is "warn" ? Warnings : Errors).Enqueue(line);
                Console.Error.WriteLine(line);
            }
        }
        catch (JsonException)
        {
            Errors.Enqueue(line);
            Console.Error.WriteLine(line);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode && _key is not null;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
