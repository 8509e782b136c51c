using System.Security.Cryptography;
using System.Text;
using Shop.Commerce.Webhooks;

namespace Shop.UnitTests.Payments;

/// <summary>Signatures of Standard Webhooks, as PortOne sends them.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_b25lLXdlYmhvb2stc2VjcmV0LW9mLTMyLWJ5dGVzIQ==";
    private const string Another = "whsec_YW5vdGhlcnMtd2ViaG9vay1zZWNyZXQtMzItYnl0ZXM=";
    private const string Right = "{right}";
    private const string Body = """{"type":"Transaction.Paid"}""";
    private const long Now = 1_790_000_000;

    [Fact]
    public void Example_of_the_standard_is_valid() => Assert.True(Verify(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", """{"test": 2432232314}""", now: 1_614_265_330));

    [Theory]
    // Any configured secret may have signed.
    [InlineData(Secret, Right, 0, true)]
    [InlineData(Secret + " " + Another, Right, 0, true)]
    [InlineData(Another + "\n" + Secret, Right, 0, true)]
    [InlineData(Another, Right, 0, false)]
    // One valid signature is enough.
    [InlineData(Secret, "v1,AAAA " + Right, 0, true)]
    [InlineData(Secret, Right + " v1,AAAA", 0, true)]
    [InlineData(Secret, "v1a,AAAA v2,AAAA " + Right, 0, true)]
    [InlineData(Secret, "", 0, false)]
    [InlineData(Secret, "v1,", 0, false)]
    [InlineData(Secret, "v1,AAAA", 0, false)]
    [InlineData(Secret, "v1,%", 0, false)]
    [InlineData(Secret, "v1", 0, false)]
    [InlineData(Secret, "V" + Right, 0, false)]
    // The timestamp is at most five minutes off.
    [InlineData(Secret, Right, -301, false)]
    [InlineData(Secret, Right, -300, true)]
    [InlineData(Secret, Right, 300, true)]
    [InlineData(Secret, Right, 301, false)]
    public void Signature_is_verified(string secrets, string signatures, int secondsOff, bool isValid)
    {
        var sent = $"{Now - secondsOff}";
        var given = signatures.Replace(Right, Sign("id", sent));

        Assert.Equal(isValid, Verify(secrets, "id", sent, given, Body, Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e9")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    public void Invalid_timestamp_is_refused(string timestamp) => Assert.False(Verify(
        Secret, "id", timestamp, Sign("id", timestamp), Body, Now));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whsec_no base64")]
    [InlineData(Secret + " short")]
    public void Settings_without_valid_secrets_are_invalid(string secrets) =>
        Assert.False(new WebhookSettings { WebhookSecrets = secrets }.IsValid);

    private static string Sign(string id, string timestamp) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{Body}")));

    private static bool Verify(
        string secrets, string id, string timestamp, string signatures, string body, long now) =>
        new WebhookSignature(new() { WebhookSecrets = secrets }).Verify(
            id, timestamp, signatures, Encoding.UTF8.GetBytes(body), DateTimeOffset.FromUnixTimeSeconds(now));
}
