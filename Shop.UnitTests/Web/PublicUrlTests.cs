using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Shop.Web.About;
using Shop.Web.SearchEngines;

namespace Shop.UnitTests.Web;

public sealed class PublicUrlTests
{
    [Theory]
    [InlineData("Production", "https://shop.example", "https://shop.example/cart")]
    [InlineData("Production", "https://shop.example/", "https://shop.example/cart")]
    [InlineData("Production", "", null)]
    [InlineData("Development", "https://shop.example", "https://shop.example/cart")]
    [InlineData("Development", "", "http://asked.example:3000/cart")]
    public void Request_host_is_used_only_in_Development(
        string environment, string configured, string? expected)
    {
        var request = new DefaultHttpContext { Request = { Scheme = "http", Host = new("asked.example", 3000) } };

        var url = new PublicUrl(
            Options.Create(new ShopSettings { PublicAddress = configured }),
            new HostingEnvironment { EnvironmentName = environment },
            new HttpContextAccessor { HttpContext = request });

        Assert.Equal(expected, url.Of("/cart"));
    }
}
