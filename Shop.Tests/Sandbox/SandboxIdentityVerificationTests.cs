using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class SandboxIdentityVerificationTests(SandboxProcess sandbox)
{
    [Fact]
    public async Task Same_person_has_the_same_CI_and_another_person_has_another()
    {
        var first = await VerifiedAsync(new { name = "홍길동", birthDate = "1990-03-15", phoneNumber = "010-1234-5678" });
        var again = await VerifiedAsync(new { name = "홍길동", birthDate = "1990-03-15", phoneNumber = "01012345678" });
        var other = await VerifiedAsync(new { name = "홍길동", birthDate = "1990-03-16", phoneNumber = "01012345678" });

        var ci = (string?)first["verifiedCustomer"]!["ci"];
        Assert.Equal(64, Convert.FromBase64String(ci!).Length);
        Assert.Equal(ci, (string?)again["verifiedCustomer"]!["ci"]);
        Assert.NotEqual(ci, (string?)other["verifiedCustomer"]!["ci"]);
        Assert.DoesNotContain(ci!, sandbox.Log);
        Assert.DoesNotContain(SandboxProcess.ApiSecret, sandbox.Log);
    }

    [Fact]
    public async Task CI_can_be_given_or_omitted()
    {
        var given = await VerifiedAsync(new { name = "홍길동", birthDate = "1990-03-15", ci = "given" });
        var withheld = await VerifiedAsync(new { name = "홍길동", birthDate = "1990-03-15", ci = (string?)null });

        Assert.Equal("given", (string?)given["verifiedCustomer"]!["ci"]);
        Assert.Null(withheld["verifiedCustomer"]!["ci"]);
    }

    [Fact]
    public async Task Failed_verification_contains_no_person()
    {
        var control = await sandbox.ControlAsync("identity-verifications", new
        {
            customData = "hash",
            status = "FAILED",
            customer = new { name = "홍길동", birthDate = "1990-03-15" },
        });

        var failed = await GetAsync((string)control["id"]!);

        Assert.Equal("FAILED", (string?)failed["status"]);
        Assert.Equal("hash", (string?)failed["customData"]);
        Assert.Null(failed["verifiedCustomer"]);
        Assert.NotNull(failed["failure"]);
    }

    [Fact]
    public async Task Channel_has_the_provider_of_the_identity_channel()
    {
        var verified = await VerifiedAsync(new { name = "홍길동", birthDate = "1990-03-15" });

        Assert.Equal(SandboxProcess.IdentityChannelKey, (string?)verified["channel"]!["key"]);
        Assert.Equal(sandbox.IdentityProvider, (string?)verified["channel"]!["pgProvider"]);
    }

    [Fact]
    public async Task Verification_by_SMS_is_confirmed_once()
    {
        var id = SandboxProcess.NewId();
        var request = new
        {
            channelKey = SandboxProcess.IdentityChannelKey,
            method = "SMS",
            @operator = "SKT",
            customer = new
            {
                name = "김영희",
                phoneNumber = "01023456789",
                ipAddress = "127.0.0.1",
                identityNumber = "0511024",
            },
        };

        await ExpectAsync(HttpStatusCode.NotFound, id, "confirm", new { otp = "123456" });
        await ExpectAsync(HttpStatusCode.OK, id, "send", request);
        await ExpectAsync(HttpStatusCode.Conflict, id, "send", request);
        await ExpectAsync(HttpStatusCode.OK, id, "resend", new { });
        await ExpectAsync(HttpStatusCode.BadGateway, id, "confirm", new { otp = "000000" });
        var confirmed = await ExpectAsync(HttpStatusCode.OK, id, "confirm", new { otp = "123456" });
        await ExpectAsync(HttpStatusCode.Conflict, id, "confirm", new { otp = "123456" });

        Assert.Equal("2005-11-02", (string?)confirmed["identityVerification"]!["verifiedCustomer"]!["birthDate"]);
    }

    private async Task<JsonNode> VerifiedAsync(object customer) =>
        await GetAsync((string)(await sandbox.ControlAsync("identity-verifications", new { customer }))["id"]!);

    private async Task<JsonNode> GetAsync(string id) => await SandboxProcess.ReadAsync(
        await sandbox.Merchant.GetAsync($"/identity-verifications/{id}"), HttpStatusCode.OK);

    private async Task<JsonNode> ExpectAsync(HttpStatusCode expected, string id, string act, object body) =>
        await SandboxProcess.ReadAsync(
            await sandbox.Merchant.PostAsJsonAsync($"/identity-verifications/{id}/{act}", body), expected);
}
