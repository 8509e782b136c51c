using Shop.Commerce.Products.Search;

namespace Shop.Tests.Products;

public sealed class HangulTests
{
    [Theory]
    [InlineData("스탠드", "ㅅㅌㄷ")]
    [InlineData("생막걸리", "ㅅㅁㄱㄹ")]
    [InlineData("LED전구", "LEDㅈㄱ")]
    [InlineData("꽃 뚝배기", "ㄲ ㄸㅂㄱ")]
    public void Initials_of_a_word_are_its_first_consonants(string word, string initials) =>
        Assert.Equal(initials, Hangul.InitialsOf(word));

    [Theory]
    [InlineData("ㅅㅌㄷ", "ㅅㅌㄷ")]
    [InlineData("ㄳ", "ㄱㅅ")]
    [InlineData("ㅂㄹㅊ", "ㅂㄹㅊ")]
    [InlineData("ㄼㅊ", "ㄹㅂㅊ")]
    [InlineData("스ㅌㄷ", null)]
    [InlineData("ㅏㅂ", null)]
    [InlineData("lamp", null)]
    public void Typed_consonants_are_initials_even_if_the_keyboard_joined_two(string typed, string? initials) =>
        Assert.Equal(initials, Hangul.TypedInitials(typed));

    [Theory]
    [InlineData("스탠드", "tmxosem")]
    [InlineData("막걸리", "akrrjffl")]
    [InlineData("과자", "rhkwk")]
    [InlineData("앉아", "dkswdk")]
    [InlineData("닭", "ekfr")]
    [InlineData("딱딱", "EkrEkr")]
    [InlineData("안녕하세요", "dkssudgktpdy")]
    [InlineData("의자", "dmlwk")]
    [InlineData("없다", "djqtek")]
    [InlineData("ㅅㅌㄷ", "txe")]
    public void Keys_of_a_word_convert_back_to_it(string word, string keys)
    {
        Assert.Equal(keys, Hangul.KeysOf(word));
        Assert.Equal(word, Hangul.FromKeys(keys));
    }

    [Theory]
    [InlineData("ㅣ므ㅔ", "lamp")]
    [InlineData("ㅅㄷㅁ", "tea")]
    public void Hangul_typed_instead_of_Latin_has_the_keys_of_the_word(string typed, string word) =>
        Assert.Equal(word, Hangul.KeysOf(typed));

    [Theory]
    [InlineData("ㅂ")]
    [InlineData("1!")]
    [InlineData("")]
    [InlineData("😀")]
    public void Text_without_syllables_is_unchanged(string text)
    {
        Assert.Equal(text, Hangul.FromKeys(text));
        Assert.Equal(text, Hangul.InitialsOf(text));
    }

    [Fact]
    public void Every_syllable_converts_to_its_keys_and_back()
    {
        for (var syllable = '가'; syllable <= '힣'; syllable++)
        {
            Assert.Equal($"{syllable}", Hangul.FromKeys(Hangul.KeysOf($"{syllable}")));
        }
    }
}
