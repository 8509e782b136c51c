using System.Text;
using Shop.Commerce.Products.Search;
using Shop.Commerce.Products.Search.Spelling;

namespace Shop.UnitTests.Products;

/// <summary>How words are indexed and looked up. SearchTests checks what the queries of shoppers find.</summary>
public sealed class SearchTermsTests
{
    [Theory]
    [InlineData("Hand-Forged “Spoon”", new[] { "hand", "forged", "hand-forged", "spoon", "“spoon”" })]
    [InlineData("wool 100% a_b c\\d", new[] { "wool", "100", "100%", "a", "b", "a_b", "c", "d", "c\\d" })]
    [InlineData("Café ＬＥＤ", new[] { "cafe", "led" })]
    public void Name_is_found_with_and_without_punctuation_and_accents(string name, string[] expected) =>
        Assert.Equal(expected.Order(), ProductTerms.Of(new(1, name, "", "", "", "", "")).Keys.Order());

    [Theory]
    [InlineData("ㅅㅌㄷ", "ㅅㅌㄷ")]
    [InlineData("ㄼㅊ", "ㄹㅂㅊ")] // The keyboard joins two consonants.
    [InlineData("스ㅌㄷ", null)]
    [InlineData("ㅏㅂ", null)]
    [InlineData("lamp", null)]
    public void Typed_consonants_are_the_initials_of_a_word(string typed, string? initials) =>
        Assert.Equal(initials, Hangul.TypedInitials(typed));

    [Theory]
    [InlineData("앉아", "dkswdk")]
    [InlineData("닭", "ekfr")]
    [InlineData("딱딱", "EkrEkr")]
    [InlineData("의자", "dmlwk")]
    [InlineData("ㅅㅌㄷ", "txe")]
    [InlineData("1!😀", "1!😀")]
    public void Keys_of_a_word_convert_back_to_it(string word, string keys)
    {
        Assert.Equal(keys, Hangul.KeysOf(word));
        Assert.Equal(word, Hangul.FromKeys(keys));
    }

    [Fact]
    public void Every_syllable_converts_to_its_keys_and_back_and_may_arrive_decomposed()
    {
        for (var syllable = '가'; syllable <= '힣'; syllable++)
        {
            Assert.Equal($"{syllable}", Hangul.FromKeys(Hangul.KeysOf($"{syllable}")));
            Assert.Equal([$"{syllable}"], SearchText.WordsOf($"{syllable}".Normalize(NormalizationForm.FormD)));
        }

        Assert.Equal(["ㅅㅌ"], SearchText.WordsOf("\u1109\u1110"));
    }

    [Theory]
    [InlineData("슬립퍼", "슬리퍼", true)]
    [InlineData("쿳션", "쿠션", true)]
    [InlineData("소주", "맥주", false)]
    [InlineData("lamp", "desk", false)]
    [InlineData("녹차", "보리차", false)]
    public void Misspelling_shares_a_form_with_the_word_and_is_close_to_it(string typed, string meant, bool isClose)
    {
        Assert.Equal(isClose, Misspelling.FormsOf(typed).Overlaps(Misspelling.FormsOf(meant)));
        Assert.Equal(isClose, Misspelling.DistanceOf(typed, meant) is not null);
    }

    [Theory]
    [InlineData("스텐드", "스탠드", "스팬드")]
    [InlineData("쇼주", "소주", "수주")]
    public void Similar_sound_is_closer_than_a_different_sound(string typed, string alike, string other) =>
        Assert.True(Misspelling.DistanceOf(typed, alike) < (Misspelling.DistanceOf(typed, other) ?? double.MaxValue));
}
