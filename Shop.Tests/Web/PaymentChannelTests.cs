using Shop.Web.PortOne;

namespace Shop.Tests.Web;

/// <summary>The configuration of payment channels and the payment methods it offers.</summary>
public sealed class PaymentChannelTests
{
    [Fact]
    public void Every_channel_adds_its_methods_and_wallets_by_name()
    {
        var channels = PaymentChannel.Parse("""
            [
              {"key":"a","provider":"NICE_V2","methods":["CARD","EASY_PAY"],"wallets":["PAYCO","SAMSUNGPAY"]},
              {"key":"b","provider":"KAKAOPAY"}, {"key":"c","provider":"NAVERPAY"}, {"key":"d","provider":"TOSSPAY_V2"},
              {"key":"e","provider":"KPN","methods":["TRANSFER","EASY_PAY"]}
            ]
            """);

        Assert.Equal(
            ["a CARD CARD", "a PAYCO EASY_PAY", "a SAMSUNGPAY EASY_PAY", "b KAKAOPAY EASY_PAY", "c NAVERPAY EASY_PAY",
                "d TOSSPAY EASY_PAY", "e TRANSFER TRANSFER", "e EASY_PAY EASY_PAY"],
            channels.SelectMany(channel => channel.Options())
                .Select(option => $"{option.Channel.Key} {option.Id} {option.Method}"));
    }

    [Theory]
    [InlineData("[]", "There is no channel")]
    [InlineData("""[{"key":"","provider":"KPN"}]""", "has no key")]
    [InlineData("""[{"provider":"KPN"}]""", "key")]
    [InlineData("""[{"key":"a","provider":"PAYPAL_V2"}]""", "PAYPAL_V2 of channel a cannot be used")]
    [InlineData("""[{"key":"a","provider":"KAKAOPAY","methods":["CARD"]}]""", "KAKAOPAY has no method CARD")]
    [InlineData("""[{"key":"a","provider":"KPN","wallets":["NAVERPAY"]}]""", "KPN does not open NAVERPAY")]
    [InlineData("""[{"key":"a","provider":"KPN"},{"key":"b","provider":"KCP_V2"}]""", "Two channels offer CARD")]
    [InlineData("""[{"key":"a","provider":"KPN","method":"CARD"}]""", "method")]
    [InlineData("""{"key":"a"}""", "JSON")]
    public void Wrong_configuration_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => PaymentChannel.Parse(json)).Message);

    [Theory]
    [InlineData("""{"key":"a","provider":"TOSSPAYMENTS"}""", "TOSSPAYMENTS cannot be used")]
    [InlineData("""{"key":"","provider":"DANAL"}""", "no key")]
    public void Wrong_identity_channel_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => IdentityChannel.Parse(json)).Message);

    [Fact]
    public void Configured_parameters_are_merged_into_the_request()
    {
        var channel = IdentityChannel.Parse("""
            {"key":"a","provider":"INICIS_UNIFIED","parameters":{"bypass":{"inicisUnified":{"directAgency":"PASS"}}}}
            """);

        var own = channel.RequestFor("store", "id", "hash")["bypass"]!["inicisUnified"]!;

        Assert.Equal(("N", "PASS"), ((string?)own["flgFixedUser"], (string?)own["directAgency"]));
    }
}
