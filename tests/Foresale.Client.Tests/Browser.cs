using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Foresale.Client.Tests;

/// <summary>One Chromium for all tests of the snippet. Where there is none, the tests are skipped and say so.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string _missing = "";

    public async ValueTask InitializeAsync()
    {
        if (s_places.FirstOrDefault(File.Exists) is not { } path)
        {
            _missing = $"There is no Chromium at {string.Join(", ", s_places)}. Run eng/install-chromium.sh, or install it by hand.";
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A shopper with a clean profile.</summary>
    internal async Task<IBrowserContext> VisitorAsync()
    {
        Assert.SkipWhen(_browser is null, _missing);
        return await _browser!.NewContextAsync();
    }

    /// <summary>A shop's pages beside the contract: /page loads the snippet as docs/client.md says, /blank has no script.</summary>
    internal static async Task<ShopServer> ServeAsync()
    {
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "foresale.js"), TestContext.Current.CancellationToken);
        var server = await ShopServer.StartAsync();
        server.Other = r => r.Path switch
        {
            "/foresale.js" => Results.Text(script, "text/javascript"),
            "/page" => Results.Text("""
                <!doctype html><title>Shop</title>
                <script>window.foresale = window.foresale || function () { (foresale.q = foresale.q || []).push(arguments) };
                  window.faults = []; window.addEventListener('error', function (e) { faults.push(String(e.message)) });
                  window.addEventListener('unhandledrejection', function (e) { faults.push(String(e.reason)) });</script>
                <script src="/foresale.js"></script>
                """, "text/html"),
            _ => Results.Text("<!doctype html><title>Blank</title>", "text/html"),
        };
        return server;
    }
}
