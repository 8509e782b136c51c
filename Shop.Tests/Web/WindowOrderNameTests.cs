using System.Text;
using FsCheck.Xunit;
using Shop.Web.PortOne;

namespace Shop.Tests.Web;

/// <summary>The order name for the payment window conforms to the limits of the payment companies.</summary>
public sealed class WindowOrderNameTests
{
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
    public void Name_is_cleaned_and_cut_with_its_suffix_kept(
        string product, int lines, bool isKorean, string expected) =>
        Assert.Equal(expected, WindowOrderName.For(product, lines, isKorean));

    [Fact]
    public void Characters_are_never_split()
    {
        var family = "👨‍👩‍👧";

        var name = WindowOrderName.For(string.Concat(Enumerable.Repeat(family, 10)), 50, isKorean: true);

        Assert.Equal(name, name.Normalize());
        Assert.EndsWith(" 외 49건", name);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
    }

    [Property(MaxTest = 2_000)]
    public void Any_name_fits(string? product, byte more, bool isKorean)
    {
        var lines = 1 + (more % 50);

        var name = WindowOrderName.For(product ?? "", lines, isKorean);

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, WindowOrderName.MaxBytes);
        Assert.Equal(-1, name.AsSpan().IndexOfAny("%&|$-+=[],\\"));
        Assert.DoesNotContain(name, char.IsControl);
        Assert.Equal(lines > 1, name.EndsWith(isKorean ? $" 외 {lines - 1}건" : $" and {lines - 1} more"));
    }
}
