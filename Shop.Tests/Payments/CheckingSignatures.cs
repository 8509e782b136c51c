using Microsoft.Extensions.Configuration;
using Shop.Commerce.PortOne;

namespace Shop.Tests.Payments;

/// <summary>Standard Webhooks, as PortOne signs: several secrets while one is replaced, and five minutes.</summary>
public sealed class CheckingSignatures
{
    private const string Another = "whsec_YW5vdGhlcnMtd2ViaG9vay1zZWNyZXQtMzItYnl0ZXM=";
    private const string Body = """{"type":"Transaction.Paid"}""";
    private const long Sent = 1_790_000_000;

    // The example that the standard gives for whoever implements it.
    [Fact]
    public void The_standards_own_example_is_signed() => Assert.True(
        SecretsOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Signed(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            """{"test": 2432232314}"""u8, DateTimeOffset.FromUnixTimeSeconds(1_614_265_330)));

    [Theory]
    [InlineData(Webhook.Secret, true)]
    [InlineData(Webhook.Secret + " " + Another, true)]
    [InlineData(Another + "\n" + Webhook.Secret, true)]
    [InlineData(Another, false)]
    public void One_of_the_secrets_suffices(string secrets, bool isSigned) =>
        Assert.Equal(isSigned, IsSigned(secrets, Webhook.Signature(Webhook.Secret, "id", $"{Sent}", Body)));

    [Theory]
    [InlineData("{0}", true)]
    [InlineData("v1,AAAA {0}", true)]
    [InlineData("{0} v1,AAAA", true)]
    [InlineData("v1a,AAAA v2,AAAA {0}", true)]
    [InlineData("", false)]
    [InlineData("v1,", false)]
    [InlineData("v1,AAAA", false)]
    [InlineData("v1,%", false)]
    [InlineData("v1", false)]
    [InlineData("V{0}", false)]
    public void One_of_the_signatures_suffices(string signatures, bool isSigned) => Assert.Equal(
        isSigned,
        IsSigned(
            Webhook.Secret,
            signatures.Replace("{0}", Webhook.Signature(Webhook.Secret, "id", $"{Sent}", Body))));

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void It_is_of_now(int secondsLater, bool isSigned) => Assert.Equal(
        isSigned,
        IsSigned(Webhook.Secret, Webhook.Signature(Webhook.Secret, "id", $"{Sent}", Body), secondsLater));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e9")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    public void A_time_that_is_none_is_never_signed(string timestamp) => Assert.False(
        SecretsOf(Webhook.Secret).Signed(
            "id", timestamp, Webhook.Signature(Webhook.Secret, "id", timestamp, Body),
            System.Text.Encoding.UTF8.GetBytes(Body), DateTimeOffset.FromUnixTimeSeconds(Sent)));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_no base64")]
    [InlineData(Webhook.Secret + " short")]
    public void Without_secrets_that_are_secrets_the_service_does_not_start(string secrets) =>
        Assert.False(new WebhookSettings { WebhookSecrets = secrets }.IsValid);

    private static bool IsSigned(string secrets, string signatures, int secondsLater = 0) => SecretsOf(secrets).Signed(
        "id", $"{Sent}", signatures, System.Text.Encoding.UTF8.GetBytes(Body),
        DateTimeOffset.FromUnixTimeSeconds(Sent + secondsLater));

    private static WebhookSecrets SecretsOf(string secrets) => new(new() { WebhookSecrets = secrets });
}
