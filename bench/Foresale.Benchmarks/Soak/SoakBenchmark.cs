using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Foresale.Benchmarks.Soak;

/// <summary><c>soak</c>: does anything pile up, break or get lost in a server under the traffic of a shop, for as long as one likes?</summary>
internal static class SoakBenchmark
{
    private const int Connections = 4, RequestsOfConnection = 500;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
        double Number(string name, string otherwise) => double.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);
        var (exe, model, state) = (Option("--server", ""), Option("--model", ""), Option("--state", "8"));
        var (time, rate) = (TimeSpan.FromMinutes(Number("--minutes", "20")), Number("--events-per-second", "400"));
        if (exe.Length == 0 || model.Length == 0)
        {
            Console.Error.WriteLine("Usage: Foresale.Benchmarks soak --server PATH/Foresale.Server --model DIR [--minutes 20] [--events-per-second 400] [--state MB]");
            return 2;
        }

        var work = Directory.CreateTempSubdirectory("foresale-soak-").FullName;
        try
        {
            var (data, other) = (Path.Combine(work, "data"), Path.Combine(work, "model"));
            Copy(model, other);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Machine.Here(typeof(SoakBenchmark)).Processor}; {time.TotalMinutes:0.#} minutes, {rate:0} events a second over {Connections} connections, {state} MB for states, a snapshot each minute\n"));
            return await RunAsync(exe, data, (Path.GetFullPath(model), other), state, rate, time) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<bool> RunAsync(string exe, string data, (string First, string Second) models, string state, double rate, TimeSpan time)
    {
        string[] settings = ["--Foresale:Shop:SnapshotMinutes=1", $"--Foresale:Shop:StateMegabytes={state}"];
        using var server = await ServerProcess.StartAsync(exe, data, models.First, key: null, settings);
        var (tally, traffic) = (new Tally(), new Traffic(server.Key, models, rate, TimeProvider.System.GetUtcNow()));
        var (watch, clock, looks) = (new Watch(server, data, tally, traffic), Stopwatch.StartNew(), new List<Look>());
        var threads = Enumerable.Range(0, Connections).Select(_ => new Thread(() => Send(server.Client.BaseAddress!, traffic, tally, clock, time))).ToList();
        threads.ForEach(t => t.Start());
        for (var next = s_look; next <= time && server.ExitCode is null; next += s_look)
        {
            await Task.Delay(next - clock.Elapsed > TimeSpan.Zero ? next - clock.Elapsed : TimeSpan.Zero);
            looks.Add(await watch.LookAsync(clock.Elapsed));
            if (looks.Count % 6 == 0)
            {
                SoakReport.Progress(looks, tally);
            }
        }

        threads.ForEach(t => t.Join());
        await Task.Delay(TimeSpan.FromSeconds(2)); // the exporter of metrics remembers its last answer
        var counted = server.ExitCode is null ? await watch.CountsAsync() : default;
        var end = await EndAsync(server, exe, data, models.First, settings);
        return SoakReport.Write(looks, tally, counted, server, end);
    }

    // Stopped in order, and started again on the same folder.
    private static async Task<string> EndAsync(ServerProcess server, string exe, string data, string model, string[] settings)
    {
        if (server.ExitCode is { } died)
        {
            return $"the server ended by itself with {died}";
        }

        var stopped = server.Stop();
        using var again = await ServerProcess.StartAsync(exe, data, model, server.Key, settings);
        for (var i = 0; again.Followed == 0 && i < 100; i++)
        {
            await Task.Delay(50); // the line that says how many comes after the first readiness
        }

        again.Errors.ToList().ForEach(server.Errors.Enqueue);
        return string.Create(CultureInfo.InvariantCulture, $"SIGTERM: ended with {server.ExitCode} after {stopped.TotalSeconds:0.0} s; started again: ready after {again.Start.TotalSeconds:0.0} s, {again.Followed:N0} shoppers are followed");
    }

    // As a browser's do, connections end after a while.
    private static void Send(Uri address, Traffic traffic, Tally tally, Stopwatch clock, TimeSpan time)
    {
        HttpLine? line = null;
        for (var n = 1; ; n++)
        {
            var sending = traffic.Next();
            if (sending.Due >= time)
            {
                line?.Dispose();
                return;
            }

            if (sending.Due - clock.Elapsed is { Ticks: > 0 } wait)
            {
                Thread.Sleep(wait);
            }

            try
            {
                line ??= new HttpLine(address);
                if (sending.Status == 0)
                {
                    line.HangUp(sending.Bytes, isReset: n % 2 == 0);
                    line = null;
                    tally.HungUp(sending);
                    continue;
                }

                var (status, body) = line.Send(sending.Bytes);
                tally.Answered(sending, status, body.Span, clock.Elapsed - sending.Due);
            }
            catch (Exception fault) when (fault is IOException or SocketException)
            {
                tally.Broke(sending, fault);
                line?.Dispose();
                line = null;
            }

            sending.Each(v => v.Answered());
            if (n % RequestsOfConnection == 0)
            {
                line?.Dispose();
                line = null;
            }
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
