using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Foresale.Client.Tests;

/// <summary>A host that uses the client, with short times; keeps what was logged and counted.</summary>
internal sealed class Shop : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly IHost _host;
    private readonly MeterListener _listener = new();

    private Shop(Uri server, Action<ForesaleOptions>? configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(this);
        builder.Services.AddForesale(o =>
        {
            (o.BaseAddress, o.ApiKey) = (server, Key);
            (o.FlushInterval, o.FirstBackoff, o.MaxBackoff) = (Some.Milliseconds(20), Some.Milliseconds(10), Some.Milliseconds(40));
            (o.SendTimeout, o.ReadTimeout, o.RetryFor) = (Some.Milliseconds(2_000), Some.Milliseconds(2_000), Some.Milliseconds(30_000));
            configure?.Invoke(o);
        });
        _host = builder.Build();
        var meters = _host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Metrics.AddOrUpdate(Name(instrument, tags), value, (_, sum) => sum + value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Metrics[Name(instrument, tags)] = value);
        _listener.Start();
    }

    public const string Key = "fs_test_1234567890";

    public ConcurrentDictionary<string, long> Metrics { get; } = [];

    public ConcurrentQueue<string> Lines { get; } = [];

    public IForesaleEvents Events => _host.Services.GetRequiredService<IForesaleEvents>();

    public IForesaleDecisions Decisions => _host.Services.GetRequiredService<IForesaleDecisions>();

    public IForesaleIntent Intent => _host.Services.GetRequiredService<IForesaleIntent>();

    public IForesaleCatalogue Catalogue => _host.Services.GetRequiredService<IForesaleCatalogue>();

    public IForesaleErasure Erasure => _host.Services.GetRequiredService<IForesaleErasure>();

    public static async Task<Shop> OpenAsync(Uri server, Action<ForesaleOptions>? configure = null)
    {
        var shop = new Shop(server, configure);
        await shop._host.StartAsync();
        return shop;
    }

    public static Uri DeadAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public void Track(int count, int from = 0)
    {
        for (var i = from; i < from + count; i++)
        {
            Events.Track(Some.View(i));
        }
    }

    public Task CloseAsync(CancellationToken hurry = default) => _host.StopAsync(hurry);

    public void ReadGauges() => _listener.RecordObservableInstruments();

    /// <summary>Waits until nothing is pending.</summary>
    public Task SettleAsync() => Some.WhenAsync(() => Events.Counts.Pending == 0);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _host.StopAsync(atOnce.Token);
        _host.Dispose();
        _listener.Dispose();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id >= 100)
        {
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }
    }

    void IDisposable.Dispose()
    {
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.IsEmpty ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
}

/// <summary>Test data.</summary>
internal static class Some
{
    public static ShopperEvent View(int number) => new(ShopperBehavior.View) { EventId = $"e{number}", UserId = $"u{number % 7}", ItemId = "sku-1", Time = Noon };

    public static DateTimeOffset Noon { get; } = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

    /// <summary>Waits for something that happens in the background; half a minute at the most.</summary>
    public static async Task WhenAsync(Func<bool> holds)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromSeconds(30), "It did not happen within 30 s.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
