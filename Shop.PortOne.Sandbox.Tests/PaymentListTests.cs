using System.Text.Json;
using System.Text.Json.Nodes;

namespace Shop.PortOne.Sandbox.Tests;

[Collection(SharedSandbox.Name)]
public sealed class PaymentListTests(SandboxProcess sandbox)
{
    [Theory]
    [InlineData("payments-by-cursor")]
    [InlineData("payment-events-by-cursor")]
    public async Task Lists_by_cursor_contain_one_store(string list)
    {
        var (ours, theirs) = (await sandbox.PaidPaymentAsync(), SandboxProcess.NewId());
        await sandbox.ControlAsync($"payments/{theirs}/pay", new { totalAmount = 100, storeId = "store-of-another" });

        foreach (var storeId in new[] { null, SandboxProcess.StoreId })
        {
            var items = (await sandbox.ListAsync(list, new { size = 1000, storeId })).ToJsonString();
            Assert.Contains(ours, items);
            Assert.DoesNotContain(theirs, items);
        }
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
        var request = SandboxProcess.WindowRequest();
        request["payMethod"] = payMethod;
        var id = request.Text("paymentId")!;

        Assert.NotNull((await sandbox.OpenWindowAsync("payments", request)).Text("path"));

        Assert.Equal(type, (await sandbox.PaymentAsync(id)).Text("method.type"));
        Assert.Equal(1, await CountAsync(id, $$"""{"methods":["{{method}}"]}"""));
        Assert.Equal(0, await CountAsync(id, """{"methods":["CRYPTO"]}"""));
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

        Assert.Equal(0, await CountAsync(id, without));
        Assert.Equal(1, await CountAsync(id, with));
    }

    // 1 if the filter finds this payment, else 0.
    private async Task<int> CountAsync(string id, string filter)
    {
        var narrowed = JsonNode.Parse(filter)!;
        narrowed["textSearch"] = JsonSerializer.SerializeToNode(new[] { new { field = "PAYMENT_ID", value = id } });
        return (await sandbox.ListAsync("payments", new { filter = narrowed })).Count;
    }
}
