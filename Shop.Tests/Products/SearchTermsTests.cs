// The index terms of a product and the lookup terms of a query, without a database.
using System.Text;
using Shop.Commerce.Products.Search;

namespace Shop.Tests.Products;

public sealed class SearchTermsTests
{
    private static readonly ProductTexts Lamp = new(
        1, "낮달 책상 스탠드", "Daymoon Desk Lamp", "조명", "Lighting", "책 한 쪽만 밝혀 줍니다.", "It lights one page.");

    [Fact]
    public void Word_has_its_strongest_field()
    {
        var terms = ProductTerms.Of(Lamp with { DescriptionKo = "스탠드 조명입니다. 조명" });

        Assert.Equal(Field.Name, terms["스탠드"]);
        Assert.Equal(Field.Category, terms["조명"]);
        Assert.Equal(Field.Description, terms["조명입니다"]);
        Assert.Equal(Field.Name, terms["desk"]);
        Assert.DoesNotContain("조명입니다.", terms.Keys);
    }

    [Theory]
    [InlineData("Hand-Forged “Spoon”", new[] { "hand", "forged", "hand-forged", "spoon", "“spoon”" })]
    [InlineData("wool 100% a_b c\\d", new[] { "wool", "100", "100%", "a", "b", "a_b", "c", "d", "c\\d" })]
    [InlineData("Café ＬＥＤ", new[] { "cafe", "led" })]
    public void Name_is_found_with_and_without_punctuation_and_accents(string name, string[] expected) =>
        Assert.Equal(expected.Order(), ProductTerms.Of(new(1, name, "", "", "", "", "")).Keys.Order());

    [Fact]
    public void Decomposed_Hangul_is_the_same_word()
    {
        Assert.Equal(["보리차"], SearchText.WordsOf("보리차".Normalize(NormalizationForm.FormD)));
        Assert.Equal(["ㅅㅌ"], SearchText.WordsOf("\u1109\u1110"));
    }

    [Fact]
    public void Name_matches_by_any_part_and_description_by_prefix()
    {
        Assert.Equal(
            ["스탠드", "탠드", "드"],
            ProductTerms.PartsOf("스탠드", Field.Name)
                .Where(part => part.Kind == PartKind.Text).Select(part => part.Text));
        Assert.Equal(
            ["스탠드"],
            ProductTerms.PartsOf("스탠드", Field.Description)
                .Where(part => part.Kind != PartKind.Misspelt).Select(part => part.Text));
    }

    [Theory]
    [InlineData("스텐드", "스탠드")]
    [InlineData("만연필", "만년필")]
    [InlineData("녹챠", "녹차")]
    [InlineData("쇼주", "소주")]
    [InlineData("fountian", "fountain")]
    [InlineData("막거리", "막걸리")]
    [InlineData("담뇨", "담요")]
    [InlineData("슬립퍼", "슬리퍼")]
    [InlineData("쿳션", "쿠션")]
    [InlineData("lmap", "lamp")]
    [InlineData("candel", "candle")]
    public void Misspelling_shares_a_form_with_the_word_and_is_close_to_it(string typed, string meant)
    {
        Assert.True(Misspelling.FormsOf(typed).Overlaps(Misspelling.FormsOf(meant)));
        Assert.NotNull(Misspelling.DistanceOf(typed, meant));
    }

    [Theory]
    [InlineData("소주", "맥주")]
    [InlineData("lamp", "desk")]
    [InlineData("녹차", "보리차")]
    public void Different_word_is_not_a_misspelling(string one, string other) =>
        Assert.Null(Misspelling.DistanceOf(one, other));

    [Theory]
    [InlineData("스텐드", "스탠드", "스팬드")]
    [InlineData("쇼주", "소주", "수주")]
    public void Similar_sound_is_closer_than_a_different_sound(string typed, string alike, string other) =>
        Assert.True(Misspelling.DistanceOf(typed, alike) < (Misspelling.DistanceOf(typed, other) ?? double.MaxValue));
}
