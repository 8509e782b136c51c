using System.Text.Json.Nodes;

namespace Shop.PortOne.Sandbox.Tests;

[Collection(SharedSandbox.Name)]
public sealed class IdentityVerificationTests(SandboxProcess sandbox)
{
    [Fact]
    public async Task Same_person_has_the_same_CI_and_another_person_has_another()
    {
        var first = await VerifyAsync(new { name = "홍길동", birthDate = "1990-03-15", phoneNumber = "010-1234-5678" });
        var again = await VerifyAsync(new { name = "홍길동", birthDate = "1990-03-15", phoneNumber = "01012345678" });
        var other = await VerifyAsync(new { name = "홍길동", birthDate = "1990-03-16", phoneNumber = "01012345678" });
        var withheld = await VerifyAsync(new { name = "홍길동", birthDate = "1990-03-15", ci = (string?)null });

        var ci = first.Text("verifiedCustomer.ci")!;
        Assert.Equal(64, Convert.FromBase64String(ci).Length);
        Assert.Equal(ci, again.Text("verifiedCustomer.ci"));
        Assert.NotEqual(ci, other.Text("verifiedCustomer.ci"));
        Assert.Null(withheld.Text("verifiedCustomer.ci"));
        Assert.DoesNotContain(ci, sandbox.Log);
        Assert.DoesNotContain(SandboxProcess.ApiSecret, sandbox.Log);
        Assert.Equal(
            (SandboxProcess.IdentityChannelKey, sandbox.IdentityProvider),
            (first.Text("channel.key"), first.Text("channel.pgProvider")));
    }

    private async Task<JsonNode> VerifyAsync(object customer)
    {
        var verification = await sandbox.ControlAsync("identity-verifications", new { customer });
        return (await sandbox.SendAsync("GET", $"/identity-verifications/{verification.Text("id")}")).Ok();
    }
}
