// Queries of Korean shoppers, and the product that must come first.
using System.Net;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class SearchTests(RunningShop shop)
{
    private const int Lamp = 1, Lantern = 2, NightLight = 3, Candle = 4, Pen = 6, Cutlery = 12, GreenTea = 15;
    private const int BarleyTea = 17, Throw = 20, Slippers = 21, Makgeolli = 22, Soju = 24;

    /// <summary>The query, its first result, and the corrected query.</summary>
    public static TheoryData<string, int, string?> Queries => new()
    {
        // Names in both languages.
        { "스탠드", Lamp, null },
        { "desk lamp", Lamp, null },
        { "책상 lamp", Lamp, null },
        { "Green Tea", GreenTea, null },
        // Any part of a word.
        { "탠드", Lamp, null },
        { "걸리", Makgeolli, null },
        { "antern", Lantern, null },
        { "차", GreenTea, null },
        // 초성 (initial consonants), also joined by the keyboard, and an incomplete syllable.
        { "ㅅㅌㄷ", Lamp, null },
        { "ㅁㄱㄹ", Makgeolli, null },
        { "ㅁㄴㅍ", Pen, null },
        { "ㅂㄹㅊ", BarleyTea, null },
        { "스탠ㄷ", Lamp, null },
        { "만녀", Pen, null },
        // Missing or different spacing.
        { "책상스탠드", Lamp, null },
        { "낮달책상스탠드", Lamp, null },
        { "책 상스탠드", Lamp, null },
        { "만 년필", Pen, null },
        { "한지등", Lantern, null },
        { "desklamp", Lamp, null },
        // Misspellings.
        { "스텐드", Lamp, "스탠드" },
        { "만연필", Pen, "만년필" },
        { "녹챠", GreenTea, "녹차" },
        { "쇼주", Soju, "소주" },
        { "막거리", Makgeolli, "막걸리" },
        { "담뇨", Throw, "담요" },
        { "fountian pen", Pen, "fountain pen" },
        { "candel", Candle, "candle" },
        { "스텐드 책상", Lamp, "스탠드 책상" },
        // Typed with the keyboard in the other language.
        { "tmxosem", Lamp, "스탠드" },
        { "Tmxosem", Lamp, "스탠드" },
        { "akrrjffl", Makgeolli, "막걸리" },
        { "cortkdtmxosem", Lamp, "책상 스탠드" },
        { "tmxpsem", Lamp, "스탠드" },
        { "ㅣ므ㅔ", Lamp, "lamp" },
        // Words of the description and of the category.
        { "선물", Cutlery, null },
        { "이불", Throw, null },
        { "gift", Cutlery, null },
        { "놋쇠", Lamp, null },
        { "발소리", Slippers, null },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task First_result_is_what_the_shopper_means(string query, int expected, string? correctedTo)
    {
        foreach (var language in new[] { "ko", "en" })
        {
            var found = await SearchAsync(query, language);

            Assert.True(found.Items.Count > 0, $"{query} finds nothing in {language}.");
            // Other tests of the graph add products, such as an "Old lamp".
            Assert.Equal(expected, found.Items.First(item => item.Id < RunningShop.FirstTestProduct).Id);
            Assert.Equal(correctedTo, found.CorrectedTo);
        }
    }

    [Theory]
    [InlineData("조명", "lighting")]
    [InlineData("lighting", "lighting")]
    [InlineData("전통주", "liquor")]
    [InlineData("ㅍㅂㄹ", "textiles")]
    [InlineData("음료", "tea")]
    public async Task Category_name_finds_its_products(string query, string category)
    {
        var found = await SearchAsync(query, "ko", "&size=100");

        Assert.Equal(category, found.Items[0].Category);
        Assert.True(found.Items.Count(item => item.Category == category && item.Id < 1000) >= 3);
    }

    [Theory]
    [InlineData("없는 말")]
    [InlineData("zeppelin")]
    [InlineData("lamp barley")]
    [InlineData("%%%")]
    [InlineData("'; drop table products; --")]
    [InlineData("😀")]
    [InlineData("ㅋㅋㅋㅋㅋ")]
    [InlineData("ㅅ")]
    [InlineData("XQ-9876")]
    public async Task Meaningless_query_finds_nothing(string query)
    {
        var found = await SearchAsync(query);

        Assert.Empty(found.Items);
        Assert.Equal((0, null), (found.Total, found.CorrectedTo));
    }

    [Fact]
    public async Task Name_outranks_description_and_whole_word_outranks_part()
    {
        var word = $"w{Guid.NewGuid():N}";
        var described = await shop.NewProductAsync(description: $"Goes with {word}.");
        var within = await shop.NewProductAsync(name: $"x{word}x");
        var beginning = await shop.NewProductAsync(name: $"{word}x");
        var whole = await shop.NewProductAsync(name: $"Good {word}");

        var found = await SearchAsync(word);

        Assert.Equal([whole.Id, beginning.Id, within.Id, described.Id], found.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Equal_matches_are_ordered_by_sales_with_sold_out_products_last()
    {
        var word = $"w{Guid.NewGuid():N}";
        var soldOut = await shop.NewProductAsync(name: word);
        var unsold = await shop.NewProductAsync(name: $"{word} b");
        var sold = await shop.NewProductAsync(name: $"{word} c");
        await shop.CommerceAsync($"update products set stock = 0 where id = {soldOut.Id}");
        await shop.CommerceAsync($"update products set stock = 40 where id = {sold.Id}");

        var found = await SearchAsync(word);

        Assert.Equal([sold.Id, unsold.Id, soldOut.Id], found.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Corrected_search_respects_category_order_and_page()
    {
        var lights = await SearchAsync("whaud", "ko", "&sort=price-low&size=2&page=2&category=lighting");

        Assert.Equal("조명", lights.CorrectedTo);
        Assert.True(lights.Total >= 4);
        Assert.Equal([Lantern, Lamp], lights.Items.Select(item => item.Id));
        Assert.Empty((await SearchAsync("스탠드", "ko", "&category=tea")).Items);
        Assert.Equal(
            [Candle, NightLight],
            (await SearchAsync("조명", "ko", "&sort=price-low&size=2")).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task Long_query_of_many_words_is_answered()
    {
        var words = string.Join(' ', Enumerable.Range(0, 50).Select(i => (char)('가' + i)));

        Assert.Empty((await SearchAsync(words[..99])).Items);
        Assert.Empty((await SearchAsync(new string('스', 100))).Items);
    }

    private async Task<ProductsReply> SearchAsync(string query, string language = "ko", string more = "")
    {
        using var door = shop.CreateClient("commerce");
        door.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var answer = await door.GetAsync($"/products?q={Uri.EscapeDataString(query)}{more}");
        return await Shopper.ReadAsync<ProductsReply>(answer, HttpStatusCode.OK);
    }
}
