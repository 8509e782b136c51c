// A picture that cannot be loaded is replaced by a neutral placeholder of the same size and keeps its alt text.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class BrokenPictureTests(RunningShop shop, Browser browser)
{
    private const string Pictures = "**/images/{products,banners}/**";

    [Theory]
    [InlineData("/", 390)]
    [InlineData("/products/1", 390)]
    [InlineData("/products/1", 1280)]
    [InlineData("/products?category=tea", 1280)]
    public async Task Broken_picture_is_replaced_at_the_same_size(string address, int width)
    {
        await using var visit = await browser.VisitAsync(shop, width: width);
        var page = visit.Page;
        await page.GotoAsync(address);
        var whole = await MeasureAsync(page);
        await page.RouteAsync(Pictures, route => route.AbortAsync());

        await page.GotoAsync(address);
        var broken = await MeasureAsync(page);

        Assert.NotEmpty(whole);
        Assert.Equal(whole.Select(picture => picture[..5]), broken.Select(picture => picture[..5]));
        Assert.All(broken, picture => Assert.Contains("no-picture", picture[5]));
    }

    [Fact]
    public async Task Broken_picture_is_replaced_after_enhanced_navigation()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.RouteAsync(Pictures, route => route.AbortAsync());
        await page.GotoAsync("/terms");
        await page.IsAliveAsync();
        await page.EvaluateAsync("window.isSamePage = true");

        await page.Locator("a[href*='category=tea']").First.ClickAsync();
        await Assertions.Expect(page.Locator(".card").First).ToBeVisibleAsync();

        Assert.All(await MeasureAsync(page), picture => Assert.Contains("no-picture", picture[5]));
        Assert.True(await page.EvaluateAsync<bool>("window.isSamePage"));
    }

    [Theory]
    [InlineData("/products/1", 390)]
    [InlineData("/products/1", 1280)]
    [InlineData("/products?category=tea", 390)]
    [InlineData("/", 1280)]
    public async Task Without_scripts_the_style_sheet_covers_the_broken_icon(string address, int width)
    {
        await using var visit = await browser.VisitAsync(shop, width: width, javaScript: false);
        var page = visit.Page;
        await page.GotoAsync(address);
        var picture = page.Locator("main img").First;
        var whole = await picture.BoundingBoxAsync();
        await page.RouteAsync(Pictures, route => route.AbortAsync());

        await page.GotoAsync(address);

        var broken = await picture.BoundingBoxAsync();
        Assert.Equal(
            (whole!.X, whole.Y, whole.Width, whole.Height), (broken!.X, broken.Y, broken.Width, broken.Height));
        Assert.Equal(0, await StrangePixelsAsync(picture));
    }

    // Position, alt text and file of each picture after it has been loaded, replaced or given up.
    private static Task<string[][]> MeasureAsync(IPage page) => page.EvaluateAsync<string[][]>("""
        async () => {
          const pictures = [...document.querySelectorAll('main img')];
          for (const picture of pictures) { picture.loading = 'eager'; }
          const settled = async (picture) => {
            for (let i = 0; i < 50; i++) {
              if (await picture.decode().then(() => true, () => false)) { return; }
              await new Promise((wait) => setTimeout(wait, 100));
            }
          };
          await Promise.all(pictures.map(settled));
          scrollTo(0, 0);
          return pictures.map((picture) => {
            const { x, y, width, height } = picture.getBoundingClientRect();
            return [...[x, y, width, height].map((number) => number.toFixed(1)), picture.alt, picture.src];
          });
        }
        """);

    // The placeholder is light and almost colourless; the browser's broken icon is coloured and text is dark.
    private static async Task<int> StrangePixelsAsync(ILocator picture)
    {
        var shot = Convert.ToBase64String(await picture.ScreenshotAsync());
        var tab = await picture.Page.Context.Browser!.NewPageAsync();
        var strange = await tab.EvaluateAsync<int>("""
            async (shot) => {
              const image = new Image();
              image.src = `data:image/png;base64,${shot}`;
              await image.decode();
              const canvas = new OffscreenCanvas(image.width, image.height);
              const draw = canvas.getContext('2d');
              draw.drawImage(image, 0, 0);
              const { data } = draw.getImageData(0, 0, image.width, image.height);
              let strange = 0;
              for (let i = 0; i < data.length; i += 4) {
                const [darkest, , lightest] = [...data.slice(i, i + 3)].sort((one, other) => one - other);
                strange += darkest < 140 || lightest - darkest > 24 ? 1 : 0;
              }
              return strange;
            }
            """, shot);
        await tab.CloseAsync();
        return strange;
    }
}
