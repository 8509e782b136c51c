using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shop.ServiceDefaults;

namespace Shop.Tests.Products;

[Collection(RunningShop.Shared)]
public sealed class SearchQueryTests(RunningShop shop)
{
    [Theory]
    [InlineData("lamp desk", 1)]
    [InlineData("LAMP", 1)]
    [InlineData("스탠드", 1)]
    [InlineData("  보리차 ", 17)]
    [InlineData("보리 barley", 17)]
    public async Task Any_part_of_either_name_matches(string words, int expected)
    {
        var found = await SearchAsync(words);

        Assert.Contains(expected, found);
    }

    [Fact]
    public async Task Decomposed_Hangul_matches()
    {
        var found = await SearchAsync("보리차".Normalize(NormalizationForm.FormD));

        Assert.Equal([17], found);
    }

    [Fact]
    public async Task Every_word_must_match()
    {
        Assert.Empty(await SearchAsync("lamp barley"));
    }

    [Fact]
    public async Task Pattern_characters_are_matched_literally()
    {
        var word = "w" + Guid.NewGuid().ToString("N");
        var plain = await shop.NewProductAsync(name: $"{word} wool 100");
        var marked = await shop.NewProductAsync(name: $@"{word} wool 100% a_b c\d");

        Assert.Equal([plain.Id, marked.Id], (await SearchAsync(word)).Order());
        Assert.Equal([marked.Id], await SearchAsync($"{word} 100%"));
        Assert.Equal([marked.Id], await SearchAsync($"{word} a_b"));
        Assert.Equal([marked.Id], await SearchAsync($@"{word} c\d"));
        Assert.Empty(await SearchAsync($"{word} w__l"));
        Assert.Empty(await SearchAsync($"{word} w%l"));
    }

    [Theory]
    [InlineData("size=0", "size")]
    [InlineData("size=", "size")]
    [InlineData("page=one", "page")]
    [InlineData("sort=PRICE-LOW", "sort")]
    [InlineData("category=garden", "category")]
    [InlineData("category=tea%00", "category")]
    [InlineData("q=tea%00", "q")]
    [InlineData("q=LONG", "q")]
    public async Task Invalid_query_is_refused_with_its_field(string query, string field)
    {
        using var door = shop.CreateClient("commerce");
        query = query.Replace("LONG", new string('q', Limits.SearchLength + 1));

        var answer = await door.GetAsync($"/products?{query}");

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(SharedProblemCodes.InvalidRequest, (string?)problem?["code"]);
        Assert.Equal(field, (string?)problem?["field"]);
    }

    [Theory]
    [InlineData("/products/0")]
    [InlineData("/products/-1")]
    [InlineData("/products/999999")]
    [InlineData("/products/99999999999999999999")]
    [InlineData("/products/lamp")]
    public async Task Unknown_product_is_not_found(string address)
    {
        using var door = shop.CreateClient("commerce");

        var answer = await door.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(SharedProblemCodes.NotFound, (string?)problem?["code"]);
    }

    private async Task<IEnumerable<int>> SearchAsync(string words)
    {
        using var door = shop.CreateClient("commerce");
        var answer = await door.GetAsync($"/products?q={Uri.EscapeDataString(words)}");
        var reply = await Shopper.ReadAsync<ProductsReply>(answer, HttpStatusCode.OK);
        return reply.Items.Select(item => item.Id);
    }
}
