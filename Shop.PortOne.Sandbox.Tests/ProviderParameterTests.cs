// Tests the storefront's window parameters for every payment company in PortOne's guides. The sandbox refuses what each
// company refuses. If a parameter that a company requires is removed, the window must not open.
using System.Text.Json.Nodes;
using Shop.Contracts;
using Shop.Web.About;
using Shop.Web.PortOne;

namespace Shop.PortOne.Sandbox.Tests;

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

    public static IEnumerable<TheoryDataRow<string, string, bool, long>> Windows =>
        from provider in PaymentProvider.All
        from option in OptionsOf(provider)
        from isMobile in new[] { false, true }
        from amountWon in new[] { 12_900L, 900L }
        select new TheoryDataRow<string, string, bool, long>(provider.Name, option.Id, isMobile, amountWon);

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task Window_opens(string provider, string option, bool isMobile, long amountWon)
    {
        var opened = await sandbox.OpenWindowAsync("payments", RequestOf(provider, option, amountWon), isMobile);

        Assert.True(opened["code"] is null, $"{opened}");
        Assert.StartsWith("/window/payments/", opened.Text("path"));
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

        var refused = await sandbox.OpenWindowAsync("payments", request, isMobile);

        Assert.NotNull(refused["code"]);
        Assert.Contains(named, refused.Text("message"));
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

        Assert.Contains(named, (await sandbox.OpenWindowAsync("payments", request)).Text("message"));
    }

    [Fact]
    public async Task Inicis_gets_the_sellers_email_instead_of_a_refused_one()
    {
        var request = RequestOf("INICIS_V2", "CARD");

        Assert.Equal(Seller.Email, request.Text("customer.email"));
        request["customer"]!["email"] = Shopper.Email;
        Assert.Contains("special characters", (await sandbox.OpenWindowAsync("payments", request)).Text("message"));
    }

    [Theory]
    [InlineData("DANAL")]
    [InlineData("INICIS_UNIFIED")]
    [InlineData("KCP_V2")]
    public async Task Identity_window_opens(string provider)
    {
        await using var own = new SandboxProcess { IdentityProvider = provider };
        await own.InitializeAsync();

        var opened = await own.OpenWindowAsync("identity-verifications", IdentityRequestOf(provider), isMobile: true);

        Assert.True(opened["code"] is null, $"{opened}");
    }

    [Fact]
    public async Task Inicis_verifies_no_identity_without_flgFixedUser()
    {
        var request = IdentityRequestOf("INICIS_UNIFIED");
        request.Remove("bypass");

        Assert.Contains(
            "flgFixedUser", (await sandbox.OpenWindowAsync("identity-verifications", request)).Text("message"));
    }

    private static IEnumerable<PaymentOption> OptionsOf(PaymentProvider provider)
    {
        var channel = new PaymentChannel(SandboxProcess.ChannelKeyOf(provider.Name), provider.Name);
        return channel.Options().Concat((channel with { Wallets = provider.Wallets }).Options())
            .DistinctBy(option => option.Id);
    }

    private static JsonObject IdentityRequestOf(string provider) =>
        new IdentityChannel(SandboxProcess.IdentityChannelKey, provider)
            .RequestFor(SandboxProcess.StoreId, SandboxProcess.NewId(), "hash");

    private static JsonObject RequestOf(string provider, string option, long amountWon = 12_900)
    {
        const string Name = "A+B 세트 [한정] 50% 할인, 아주 긴 이름의 수제 원목 접이식 캠핑 테이블";
        var order = new OrderDetailReply(
            Guid.NewGuid(), OrderStatus.Pending, PaymentStatus.Pending, "A+B 세트 외 1건", amountWon,
            DateTimeOffset.UtcNow,
            [new(7, Name, "/7.svg", amountWon - 100, 1, amountWon - 100), new(8, "머그컵", "/8.svg", 100, 1, 100)],
            new(Shopper.Name, Shopper.Phone, "04524", Seller.Address), SandboxProcess.NewId(), null, null, [], []);
        return PaymentWindowRequest.Build(
            SandboxProcess.StoreId,
            OptionsOf(PaymentProvider.Find(provider)!).Single(known => known.Id == option),
            order, Shopper, Seller, isKorean: true);
    }
}
