using System.Net;
using System.Text;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class ControlInterfaceTests(SandboxProcess sandbox)
{
    [Theory]
    [InlineData("POST", "reset", "http://stranger.test")]
    [InlineData("POST", "reset", "null")]
    [InlineData("PUT", "faults", "http://stranger.test")]
    [InlineData("POST", "payments/x/pay", "http://stranger.test")]
    public async Task Request_from_a_web_page_is_refused(string method, string path, string origin)
    {
        var id = await sandbox.PaidPaymentAsync();
        using var simple = new HttpRequestMessage(new HttpMethod(method), $"/sandbox/{path}")
        {
            Content = new StringContent("""{"totalAmount":100}""", Encoding.UTF8, "text/plain"),
        };
        simple.Headers.Add("Origin", origin);

        using var answer = await sandbox.Anonymous.SendAsync(simple);

        var refusal = await SandboxProcess.ReadAsync(answer, HttpStatusCode.Forbidden);
        Assert.Equal("FORBIDDEN", (string?)refusal["type"]);
        Assert.Equal("PAID", (string?)(await sandbox.PaymentAsync(id))["status"]);
    }
}
