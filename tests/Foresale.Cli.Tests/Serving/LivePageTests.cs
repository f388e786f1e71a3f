using Foresale.Server.Keys;
using Microsoft.Playwright;

namespace Foresale.Cli.Tests.Serving;

/// <summary>The page at /live in a real Chromium. Where there is none, the tests are skipped and say so.</summary>
public sealed class LivePageTests(ShopFixture shop) : IClassFixture<ShopFixture>, IAsyncLifetime
{
    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly string _folder = Directory.CreateTempSubdirectory("foresale-live-").FullName;
    private readonly List<string> _faults = [];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (s_places.FirstOrDefault(File.Exists) is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
    }

    [Fact]
    public async Task It_shows_shoppers_with_their_intent_and_follows_them()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        await server.SendAsync([ActiveTests.Line(1, "anna", "view"), ActiveTests.Line(2, "<b>bert", "view")]);
        var page = await OpenAsync($"{server.Client.BaseAddress}live#key={server.Ring.Make("r", Scope.Read, expires: null).Text}");
        await page.WaitForSelectorAsync("#rows tr");
        Assert.Equal(["<b>bert", "anna"], await page.Locator(".shopper").AllInnerTextsAsync());

        await server.SendAsync([ActiveTests.Line(3, "anna", "cart")]);
        await page.WaitForSelectorAsync("#rows tr:first-child .shopper[title=anna]");

        var anna = await server.GetAsync("v1/intent/users/anna");
        var share = FormattableString.Invariant($"{100 * anna.GetProperty("intent").GetSingle():F1} %");
        Assert.Equal((share, anna.GetProperty("band").GetString()!.Replace('_', ' '), "cart i3"), (await First(page, ".share"), await First(page, ".band"), await First(page, ".did")));
        Assert.Equal(2, await page.Locator("#rows tr").CountAsync());
        Assert.True((await page.Locator(".bar").First.BoundingBoxAsync())!.Width > 0);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task The_key_leaves_the_address_stays_in_the_tab_and_a_wrong_one_is_asked_for_again()
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        await server.SendAsync([ActiveTests.Line(1, "anna", "view")]);
        var (read, ingest) = (server.Ring.Make("r", Scope.Read, expires: null).Text, server.Ring.Make("i", Scope.Ingest, expires: null).Text);
        var page = await OpenAsync($"{server.Client.BaseAddress}live#key={ingest}");
        await page.WaitForSelectorAsync("#key");
        Assert.Equal("This key opens nothing here.", await page.InnerTextAsync("#state"));
        Assert.Equal($"{server.Client.BaseAddress}live", page.Url);

        await page.FillAsync("#key", read);
        await page.ClickAsync("button");
        await page.WaitForSelectorAsync("#rows tr");
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("#rows tr");

        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length + document.cookie.length"));
    }

    [Theory]
    [InlineData(420, ColorScheme.Light)]
    [InlineData(420, ColorScheme.Dark)]
    [InlineData(1200, ColorScheme.Light)]
    public async Task Nothing_stands_beyond_the_edge(int width, ColorScheme scheme)
    {
        await using var server = await LiveServer.StartAsync(_folder, await shop.ModelAsync(), key: null);
        await server.SendAsync([ActiveTests.Line(1, "a-shopper-with-a-name-of-fifty-characters-and-no-end", "view"), .. Enumerable.Range(2, 12).Select(n => ActiveTests.Line(n, $"u{n:000000}", n % 3 == 0 ? "cart" : n % 5 == 0 ? "purchase" : "view"))]);
        var page = await OpenAsync($"{server.Client.BaseAddress}live#key={server.Key}", width, scheme);
        await page.WaitForSelectorAsync("#rows tr");

        if (Environment.GetEnvironmentVariable("FORESALE_SHOTS") is { } shots)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(shots, $"live-{width}-{scheme}.png"), FullPage = true });
        }

        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<IPage> OpenAsync(string address, int width = 1200, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, $"There is no Chromium at {string.Join(", ", s_places)}. Run eng/install-chromium.sh, or install it by hand.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        page.Console += (_, message) => _faults.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, fault) => _faults.Add(fault);
        await page.GotoAsync(address);
        return page;
    }

    private static Task<string> First(IPage page, string selector) => page.Locator(selector).First.InnerTextAsync();
}
