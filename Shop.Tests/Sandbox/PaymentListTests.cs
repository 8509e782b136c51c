using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class PaymentListTests(SandboxProcess sandbox)
{
    private const string OtherStore = "store-of-another";

    [Theory]
    [InlineData("payments-by-cursor")]
    [InlineData("payment-events-by-cursor")]
    public async Task Lists_by_cursor_contain_one_store(string list)
    {
        var (ours, theirs) = (SandboxProcess.NewId(), SandboxProcess.NewId());
        await sandbox.ControlAsync($"payments/{ours}/pay", new { totalAmount = 100 });
        await sandbox.ControlAsync($"payments/{theirs}/pay", new { totalAmount = 100, storeId = OtherStore });

        var unnamed = (await ListAsync(list, new { size = 1000 })).ToJsonString();
        var named = (await ListAsync(list, new { size = 1000, storeId = SandboxProcess.StoreId })).ToJsonString();

        Assert.All(new[] { unnamed, named }, shown => Assert.Contains(ours, shown));
        Assert.All(new[] { unnamed, named }, shown => Assert.DoesNotContain(theirs, shown));
    }

    [Theory]
    [InlineData("CARD", "CARD", "PaymentMethodCard")]
    [InlineData("EASY_PAY", "EASY_PAY", "PaymentMethodEasyPay")]
    [InlineData("TRANSFER", "TRANSFER", "PaymentMethodTransfer")]
    [InlineData("VIRTUAL_ACCOUNT", "VIRTUAL_ACCOUNT", "PaymentMethodVirtualAccount")]
    [InlineData("MOBILE", "MOBILE", "PaymentMethodMobile")]
    [InlineData("GIFT_CERTIFICATE", "GIFT_CERTIFICATE", "PaymentMethodGiftCertificate")]
    [InlineData("PAYPAL", "EASY_PAY", "PaymentMethodEasyPay")]
    [InlineData("ALIPAY", "EASY_PAY", "PaymentMethodEasyPay")]
    [InlineData("ALIPAY_PLUS", "EASY_PAY", "PaymentMethodEasyPay")]
    [InlineData("CONVENIENCE_STORE", "CONVENIENCE_STORE", "PaymentMethodConvenienceStore")]
    public async Task Every_browser_method_opens_a_window_and_can_be_filtered(
        string payMethod, string method, string type)
    {
        var id = SandboxProcess.NewId();
        using var opened = await sandbox.Anonymous.PostAsJsonAsync("/window/payments", new
        {
            platformType = "PC",
            redirects = false,
            request = new
            {
                storeId = SandboxProcess.StoreId,
                channelKey = SandboxProcess.PaymentChannelKey,
                paymentId = id,
                orderName = "Lamp",
                totalAmount = 100,
                currency = "KRW",
                payMethod,
            },
        });

        Assert.NotNull((await SandboxProcess.ReadAsync(opened, HttpStatusCode.OK))["path"]);
        Assert.Equal(type, (string?)(await sandbox.PaymentAsync(id))["method"]!["type"]);
        Assert.Equal(1, await CountAsync(id, new { methods = new[] { method } }));
        Assert.Equal(0, await CountAsync(id, new { methods = new[] { "CRYPTO" } }));
    }

    [Theory]
    [InlineData("""{"pgProvider":["KCP_V2"]}""", """{"pgProvider":["KCP_V2","TOSSPAYMENTS"]}""")]
    [InlineData("""{"platformType":"SDK_MOBILE"}""", """{"platformType":"API"}""")]
    [InlineData("""{"isEscrow":true}""", """{"isEscrow":false}""")]
    [InlineData("""{"isScheduled":true}""", """{"isScheduled":false}""")]
    [InlineData("""{"version":"V1"}""", """{"version":"V2"}""")]
    [InlineData("""{"merchantId":"merchant-of-another"}""", """{"isTest":true}""")]
    [InlineData("""{"cardBrand":"VISA"}""", """{"cardBrand":"LOCAL","cardType":"CREDIT"}""")]
    public async Task Filter_excludes_what_does_not_match(string without, string with)
    {
        var id = await sandbox.PaidPaymentAsync();

        Assert.Equal(0, await CountAsync(id, JsonNode.Parse(without)!));
        Assert.Equal(1, await CountAsync(id, JsonNode.Parse(with)!));
    }

    [Theory]
    [InlineData("""{"escrowStatus":"DELIVERED"}""")]
    [InlineData("""{"textSearch":[{"field":"UNKNOWN_FIELD","value":"x"}]}""")]
    public async Task Unsupported_filter_is_refused(string filter)
    {
        var request = new { filter = JsonNode.Parse(filter) };

        using var answer = await sandbox.Merchant.GetAsync(AddressOf("payments", request));

        var refusal = await SandboxProcess.ReadAsync(answer, HttpStatusCode.BadRequest);
        Assert.Equal("INVALID_REQUEST", (string?)refusal["type"]);
    }

    // 1 if the filter finds this payment, else 0.
    private async Task<int> CountAsync(string id, object filter)
    {
        var narrowed = JsonSerializer.SerializeToNode(filter)!;
        narrowed["textSearch"] = new JsonArray(new JsonObject { ["field"] = "PAYMENT_ID", ["value"] = id });
        return (await ListAsync("payments", new { filter = narrowed })).Count;
    }

    private async Task<JsonArray> ListAsync(string list, object request)
    {
        using var answer = await sandbox.Merchant.GetAsync(AddressOf(list, request));
        return (await SandboxProcess.ReadAsync(answer, HttpStatusCode.OK))["items"]!.AsArray();
    }

    private static string AddressOf(string list, object request) =>
        $"/{list}?requestBody={Uri.EscapeDataString(JsonSerializer.Serialize(request))}";
}
