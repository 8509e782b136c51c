// Queries of Korean shoppers, and the product that must come first.
using System.Net;
using System.Text;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class SearchTests(RunningShop shop)
{
    private const int Lamp = 1, Lantern = 2, NightLight = 3, Candle = 4, Pen = 6, Cutlery = 12, GreenTea = 15;
    private const int BarleyTea = 17, Throw = 20, Slippers = 21, Makgeolli = 22, Soju = 24;

    /// <summary>The query, its first result, and the corrected query.</summary>
    public static TheoryData<string, int, string?> Queries => new()
    {
        // Names in both languages, in any case and order, and any part of a word.
        { "스탠드", Lamp, null }, { "DESK lamp", Lamp, null }, { "lamp 책상", Lamp, null }, { "  보리차 ", BarleyTea, null },
        { "탠드", Lamp, null }, { "걸리", Makgeolli, null }, { "antern", Lantern, null }, { "차", GreenTea, null },
        { "보리차".Normalize(NormalizationForm.FormD), BarleyTea, null },
        // 초성 (initial consonants), also joined by the keyboard, and an incomplete syllable.
        { "ㅅㅌㄷ", Lamp, null }, { "ㅁㄱㄹ", Makgeolli, null }, { "ㅁㄴㅍ", Pen, null }, { "ㅂㄹㅊ", BarleyTea, null },
        { "스탠ㄷ", Lamp, null }, { "만녀", Pen, null },
        // Missing or different spacing.
        { "책상스탠드", Lamp, null }, { "낮달책상스탠드", Lamp, null }, { "책 상스탠드", Lamp, null },
        { "만 년필", Pen, null }, { "한지등", Lantern, null }, { "desklamp", Lamp, null },
        // Misspellings.
        { "스텐드", Lamp, "스탠드" }, { "만연필", Pen, "만년필" }, { "녹챠", GreenTea, "녹차" }, { "쇼주", Soju, "소주" },
        { "막거리", Makgeolli, "막걸리" }, { "담뇨", Throw, "담요" }, { "fountian pen", Pen, "fountain pen" },
        { "candel", Candle, "candle" }, { "스텐드 책상", Lamp, "스탠드 책상" },
        // Typed with the keyboard in the other language.
        { "tmxosem", Lamp, "스탠드" }, { "Tmxosem", Lamp, "스탠드" }, { "akrrjffl", Makgeolli, "막걸리" },
        { "cortkdtmxosem", Lamp, "책상 스탠드" }, { "tmxpsem", Lamp, "스탠드" }, { "ㅣ므ㅔ", Lamp, "lamp" },
        // Words of the description and of the category.
        { "선물", Cutlery, null }, { "이불", Throw, null }, { "gift", Cutlery, null }, { "놋쇠", Lamp, null },
        { "발소리", Slippers, null },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task First_result_is_what_the_shopper_means(string query, int expected, string? correctedTo)
    {
        foreach (var language in new[] { "ko", "en" })
        {
            var found = await SearchAsync(query, language);

            // Other tests of the graph add products, such as an "Old lamp".
            Assert.Equal(expected, found.Items.First(item => item.Id < RunningShop.FirstTestProduct).Id);
            Assert.Equal(correctedTo, found.CorrectedTo);
        }
    }

    [Fact]
    public async Task Query_without_a_match_finds_nothing()
    {
        string[] queries =
        [
            "없는 말", "zeppelin", "lamp barley", "%%%", "'; drop table products; --", "😀", "ㅋㅋㅋㅋㅋ", "ㅅ", "XQ-9876",
            new string('스', 100), string.Join(' ', Enumerable.Range(0, 50).Select(i => (char)('가' + i))),
        ];

        await Assert.AllAsync(queries, async query =>
        {
            var found = await SearchAsync(query);
            Assert.Equal((0, 0, null), (found.Items.Count, found.Total, found.CorrectedTo));
        });
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
    public async Task Pattern_characters_are_matched_literally()
    {
        var word = $"w{Guid.NewGuid():N}";
        await shop.NewProductAsync(name: $"{word} wool 100");
        var marked = await shop.NewProductAsync(name: $@"{word} wool 100% a_b c\d");

        await Assert.AllAsync(["100%", "a_b", @"c\d"], async query => Assert.Equal(
            [marked.Id], (await SearchAsync($"{word} {query}")).Items.Select(item => item.Id)));
        await Assert.AllAsync(["w__l", "w%l"], async query =>
            Assert.Empty((await SearchAsync($"{word} {query}")).Items));
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

    private async Task<ProductsReply> SearchAsync(string query, string language = "ko", string more = "")
    {
        using var commerce = shop.CreateClient("commerce");
        commerce.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var response = await commerce.GetAsync($"/products?q={Uri.EscapeDataString(query)}{more}");
        return await Shopper.ReadAsync<ProductsReply>(response, HttpStatusCode.OK);
    }
}
