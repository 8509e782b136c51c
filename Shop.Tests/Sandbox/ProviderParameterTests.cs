// Tests the shop's window parameters for every payment company in PortOne's guides. The sandbox refuses what each
// company refuses. If a parameter that a company requires is removed, the window must not open.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Web.About;
using Shop.Web.PortOne;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class ProviderParameterTests(SandboxProcess sandbox)
{
    private static readonly Buyer Shopper =
        new(Guid.NewGuid().ToString(), "김하늘", "01012345678", "kim_haneul@example.com");

    private static readonly Seller Seller = new()
    {
        Name = "모퉁이",
        Owner = "박주인",
        BusinessNumber = "123-45-67890",
        Address = "서울특별시 중구 세종대로 110",
        Phone = "02-123-4567",
        Email = "help@shop.example",
    };

    public static TheoryData<string, string, bool, long> Options
    {
        get
        {
            var options = new TheoryData<string, string, bool, long>();
            foreach (var option in PaymentProvider.All.SelectMany(OptionsOf))
            {
                foreach (var isMobile in new[] { false, true })
                {
                    options.Add(option.Provider.Name, option.Id, isMobile, 12_900);
                    options.Add(option.Provider.Name, option.Id, isMobile, 900);
                }
            }

            return options;
        }
    }

    [Fact]
    public void Every_provider_of_the_shop_is_a_channel_of_the_sandbox() => Assert.Equal(
        SandboxProcess.Providers.Order(), PaymentProvider.All.Select(provider => provider.Name).Order());

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Window_opens(string provider, string option, bool isMobile, long amountWon)
    {
        var opened = await OpenAsync(RequestOf(provider, option, amountWon), isMobile);

        Assert.True(opened["code"] is null, $"{opened}");
        Assert.StartsWith("/window/payments/", (string?)opened["path"]);
    }

    [Theory]
    [InlineData("INICIS_V2", "CARD", false, "customer.fullName", "customer.fullName")]
    [InlineData("INICIS_V2", "CARD", false, "customer.phoneNumber", "customer.phoneNumber")]
    [InlineData("INICIS_V2", "CARD", false, "customer.email", "customer.email")]
    [InlineData("WELCOME", "TRANSFER", false, "customer.email", "customer.email")]
    [InlineData("GALAXIA", "CARD", true, "customer.customerId", "customer.customerId")]
    [InlineData("GALAXIA", "TRANSFER", true, "customer.phoneNumber", "customer.phoneNumber")]
    [InlineData("SMARTRO_V2", "CARD", true, "customer.phoneNumber", "customer.phoneNumber")]
    [InlineData("SMARTRO_V2", "KAKAOPAY", false, "customer.customerId", "customer.customerId")]
    [InlineData("NAVERPAY", "NAVERPAY", false, "bypass", "productItems")]
    [InlineData("NICE_V2", "NAVERPAY", true, "easyPay.availablePayMethods", "availablePayMethods")]
    [InlineData("KSNET", "CARD", false, "customer.fullName", "customer.fullName")]
    [InlineData("KSNET", "KAKAOPAY", false, "bypass", "easyPayDirect")]
    [InlineData("KSNET", "KAKAOPAY", false, "productType", "productType")]
    [InlineData("KSNET", "KAKAOPAY", false, "storeDetails", "storeDetails")]
    [InlineData("KSNET", "PAYCO", false, "customer.email", "customer.email")]
    public async Task Window_does_not_open_without_a_required_parameter(
        string provider, string option, bool isMobile, string parameter, string named)
    {
        var request = RequestOf(provider, option);
        var path = parameter.Split('.');
        var parent = path.SkipLast(1).Aggregate(request, (node, name) => node[name]!.AsObject());
        Assert.True(parent.Remove(path[^1]), $"{provider} {option} sends no {parameter}.");

        var refused = await OpenAsync(request, isMobile);

        Assert.NotNull(refused["code"]);
        Assert.Contains(named, (string?)refused["message"]);
    }

    [Theory]
    [InlineData("KAKAOPAY", "payMethod", "CARD", "EASY_PAY only")]
    [InlineData("NAVERPAY", "payMethod", "TRANSFER", "EASY_PAY only")]
    [InlineData("TOSSPAY_V2", "payMethod", "CARD", "EASY_PAY only")]
    [InlineData("NICE_V2", "orderName", "원두 50% 할인", "orderName")]
    [InlineData("INICIS_V2", "orderName", "아주 긴 이름의 수제 원목 접이식 캠핑 테이블", "orderName")]
    [InlineData("KPN", "paymentId", "payment-0123", "paymentId")]
    public async Task Window_does_not_open_for_a_value_that_the_provider_refuses(
        string provider, string parameter, string value, string named)
    {
        var request = RequestOf(provider, PaymentProvider.Find(provider)!.OwnWallet ?? "CARD");
        request[parameter] = value;

        var refused = await OpenAsync(request, isMobile: false);

        Assert.Contains(named, (string?)refused["message"]);
    }

    [Fact]
    public async Task Inicis_gets_the_sellers_email_instead_of_a_refused_one()
    {
        var request = RequestOf("INICIS_V2", "CARD");

        Assert.Equal(Seller.Email, (string?)request["customer"]!["email"]);
        request["customer"]!["email"] = Shopper.Email;
        Assert.Contains("special characters", (string?)(await OpenAsync(request, isMobile: false))["message"]);
    }

    [Fact]
    public void NaverPay_requires_at_least_100_won()
    {
        var option = OptionsOf(PaymentProvider.Find("NAVERPAY")!).Single();

        Assert.False(option.Takes(99));
        Assert.True(option.Takes(100));
    }

    [Theory]
    [InlineData("DANAL")]
    [InlineData("INICIS_UNIFIED")]
    [InlineData("KCP_V2")]
    public async Task Identity_window_opens(string provider)
    {
        await using var own = new SandboxProcess { IdentityProvider = provider };
        await own.InitializeAsync();
        var channel = new IdentityChannel(SandboxProcess.IdentityChannelKey, provider);

        var opened = await PostAsync(
            own, "/window/identity-verifications",
            channel.RequestFor(SandboxProcess.StoreId, SandboxProcess.NewId(), "hash"), isMobile: true);

        Assert.True(opened["code"] is null, $"{opened}");
    }

    [Fact]
    public async Task Inicis_verifies_no_identity_without_flgFixedUser()
    {
        var request = new IdentityChannel(SandboxProcess.IdentityChannelKey, "INICIS_UNIFIED")
            .RequestFor(SandboxProcess.StoreId, SandboxProcess.NewId(), "hash");
        request.Remove("bypass");

        var refused = await PostAsync(sandbox, "/window/identity-verifications", request, isMobile: false);

        Assert.Contains("flgFixedUser", (string?)refused["message"]);
    }

    private static IEnumerable<PaymentOption> OptionsOf(PaymentProvider provider)
    {
        var channel = new PaymentChannel(SandboxProcess.ChannelKeyOf(provider.Name), provider.Name);
        return channel.Options().Concat((channel with { Wallets = provider.Wallets }).Options())
            .DistinctBy(option => option.Id);
    }

    private static JsonObject RequestOf(string provider, string option, long amountWon = 12_900)
    {
        OrderLineItem[] lines =
        [
            new(
                7, "A+B 세트 [한정] 50% 할인, 아주 긴 이름의 수제 원목 접이식 캠핑 테이블", "/7.svg", amountWon - 100, 1,
                amountWon - 100),
            new(8, "머그컵", "/8.svg", 100, 1, 100),
        ];
        var order = new OrderDetailReply(
            Guid.NewGuid(), OrderStatus.Pending, PaymentStatus.Pending, "A+B 세트 외 1건", amountWon,
            DateTimeOffset.UtcNow, lines,
            new(Shopper.Name, Shopper.Phone, "04524", "서울특별시 중구 세종대로 110"), SandboxProcess.NewId(), null, null,
            [], []);
        return PaymentWindowRequest.Build(
            SandboxProcess.StoreId,
            OptionsOf(PaymentProvider.Find(provider)!).Single(known => known.Id == option),
            order, Shopper, Seller, isKorean: true);
    }

    private Task<JsonNode> OpenAsync(JsonObject request, bool isMobile) =>
        PostAsync(sandbox, "/window/payments", request, isMobile);

    private static async Task<JsonNode> PostAsync(
        SandboxProcess sandbox, string path, JsonObject request, bool isMobile)
    {
        using var response = await sandbox.Anonymous.PostAsJsonAsync(path, new
        {
            request,
            platformType = isMobile ? "MOBILE" : "PC",
            url = "http://shop.test/pay",
            redirects = false,
        });
        return await SandboxProcess.ReadAsync(response, HttpStatusCode.OK);
    }
}
