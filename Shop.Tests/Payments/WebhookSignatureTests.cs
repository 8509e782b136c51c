using Microsoft.Extensions.Configuration;
using Shop.Commerce.PortOne;
using Shop.Commerce.Webhooks;

namespace Shop.Tests.Payments;

/// <summary>
/// Signatures of Standard Webhooks, as PortOne sends them: several secrets during a rotation, and timestamps that are
/// at most five minutes off.
/// </summary>
public sealed class WebhookSignatureTests
{
    private const string Another = "whsec_YW5vdGhlcnMtd2ViaG9vay1zZWNyZXQtMzItYnl0ZXM=";
    private const string Body = """{"type":"Transaction.Paid"}""";
    private const long Sent = 1_790_000_000;

    // The example of the Standard Webhooks specification.
    [Fact]
    public void Example_of_the_standard_is_valid() => Assert.True(
        SecretsOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Verify(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            """{"test": 2432232314}"""u8, DateTimeOffset.FromUnixTimeSeconds(1_614_265_330)));

    [Theory]
    [InlineData(Webhook.Secret, true)]
    [InlineData(Webhook.Secret + " " + Another, true)]
    [InlineData(Another + "\n" + Webhook.Secret, true)]
    [InlineData(Another, false)]
    public void Signature_of_any_configured_secret_is_valid(string secrets, bool isSigned) =>
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
    public void One_valid_signature_is_enough(string signatures, bool isSigned) => Assert.Equal(
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
    public void Timestamp_is_at_most_five_minutes_off(int secondsLater, bool isSigned) => Assert.Equal(
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
    public void Invalid_timestamp_is_refused(string timestamp) => Assert.False(
        SecretsOf(Webhook.Secret).Verify(
            "id", timestamp, Webhook.Signature(Webhook.Secret, "id", timestamp, Body),
            System.Text.Encoding.UTF8.GetBytes(Body), DateTimeOffset.FromUnixTimeSeconds(Sent)));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_no base64")]
    [InlineData(Webhook.Secret + " short")]
    public void Settings_without_valid_secrets_are_invalid(string secrets) =>
        Assert.False(new WebhookSettings { WebhookSecrets = secrets }.IsValid);

    private static bool IsSigned(string secrets, string signatures, int secondsLater = 0) => SecretsOf(secrets).Verify(
        "id", $"{Sent}", signatures, System.Text.Encoding.UTF8.GetBytes(Body),
        DateTimeOffset.FromUnixTimeSeconds(Sent + secondsLater));

    private static WebhookSignature SecretsOf(string secrets) => new(new() { WebhookSecrets = secrets });
}
