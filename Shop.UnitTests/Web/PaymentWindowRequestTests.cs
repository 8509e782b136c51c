using System.Text;
using FsCheck.Xunit;
using Shop.Web.PortOne;

namespace Shop.UnitTests.Web;

/// <summary>The configured channels, and what the shop sends to their windows.</summary>
public sealed class PaymentWindowRequestTests
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
    [InlineData("""{"key":"a","provider":"TOSSPAYMENTS"}""", "TOSSPAYMENTS cannot be used", true)]
    [InlineData("""{"key":"","provider":"DANAL"}""", "no key", true)]
    public void Wrong_channel_is_refused_with_the_reason(string json, string reason, bool isIdentity = false) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() =>
            _ = isIdentity ? (object)IdentityChannel.Parse(json) : PaymentChannel.Parse(json)).Message);

    [Fact]
    public void Configured_parameters_are_merged_into_the_identity_request()
    {
        var channel = IdentityChannel.Parse("""
            {"key":"a","provider":"INICIS_UNIFIED","parameters":{"bypass":{"inicisUnified":{"directAgency":"PASS"}}}}
            """);

        var own = channel.RequestFor("store", "id", "hash")["bypass"]!["inicisUnified"]!;

        Assert.Equal(("N", "PASS"), ((string?)own["flgFixedUser"], (string?)own["directAgency"]));
    }

    [Theory]
    [InlineData("머그컵", 1, true, "머그컵")]
    [InlineData("머그컵", 3, true, "머그컵 외 2건")]
    [InlineData("Mug", 3, false, "Mug and 2 more")]
    [InlineData("A+B 세트 [한정], 50% = $3 & \\ | -", 1, true, "A B 세트 한정 50 3")]
    [InlineData("아주 긴 이름의 수제 원목 접이식 캠핑 테이블", 2, true, "아주 긴 이름의 수제 원 외 1건")]
    [InlineData("%&|", 2, true, "상품 외 1건")]
    [InlineData("%&|", 2, false, "Goods and 1 more")]
    [InlineData("한\u0000글\u200B 이름", 1, true, "한 글 이름")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", 1, true, "한글")] // Decomposed, as some systems type it.
    public void Order_name_is_cleaned_and_cut_with_its_suffix_kept(
        string product, int lines, bool isKorean, string expected) =>
        Assert.Equal(expected, WindowOrderName.For(product, lines, isKorean));

    [Fact]
    public void Characters_of_an_order_name_are_never_split()
    {
        var name = WindowOrderName.For(string.Concat(Enumerable.Repeat("👨‍👩‍👧", 10)), 50, isKorean: true);

        Assert.Equal(name, name.Normalize());
        Assert.EndsWith(" 외 49건", name);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }

    [Property(MaxTest = 2_000)]
    public void Any_order_name_fits(string? product, byte more, bool isKorean)
    {
        var lines = 1 + (more % 50);

        var name = WindowOrderName.For(product ?? "", lines, isKorean);

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, WindowOrderName.MaxBytes);
        Assert.Equal(-1, name.AsSpan().IndexOfAny("%&|$-+=[],\\"));
        Assert.DoesNotContain(name, char.IsControl);
        Assert.Equal(lines > 1, name.EndsWith(isKorean ? $" 외 {lines - 1}건" : $" and {lines - 1} more"));
    }
}
