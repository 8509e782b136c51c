using System.Net;
using System.Text;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class ControllingTheSandbox(SandboxProcess sandbox)
{
    [Theory]
    [InlineData("POST", "reset", "http://stranger.test")]
    [InlineData("POST", "reset", "null")]
    [InlineData("PUT", "faults", "http://stranger.test")]
    [InlineData("POST", "payments/x/pay", "http://stranger.test")]
    public async Task No_page_in_a_developers_browser_can_control_it(string method, string path, string origin)
    {
        var id = await sandbox.PaidPaymentAsync();
        using var simple = new HttpRequestMessage(new HttpMethod(method), $"/sandbox/{path}")
        {
            Content = new StringContent("""{"totalAmount":100}""", Encoding.UTF8, "text/plain"),
        };
        simple.Headers.Add("Origin", origin);

        using var answer = await sandbox.Anyone.SendAsync(simple);

        var refusal = await SandboxProcess.ReadAsync(answer, HttpStatusCode.Forbidden);
        Assert.Equal("FORBIDDEN", (string?)refusal["type"]);
        Assert.Equal("PAID", (string?)(await sandbox.PaymentAsync(id))["status"]);
    }
}
