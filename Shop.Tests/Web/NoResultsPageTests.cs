using System.Net;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class NoResultsPageTests(RunningShop shop)
{
    [Fact]
    public async Task Search_without_results_shows_the_search_and_suggestions()
    {
        using var visitor = new PlainVisitor(shop);

        var page = await visitor.ReadsAsync("/products?q=%EC%97%86%EB%8A%94+%EB%A7%90");

        Assert.Contains("‘없는 말’에 맞는 상품이 없습니다", page);
        Assert.Contains("value=\"없는 말\"", page);
        Assert.Contains("href=\"/products?category=tea\"", page);
        Assert.Contains("많이 찾는 상품", page);
        Assert.DoesNotContain("모든 카테고리에서 찾기", page);
    }

    [Fact]
    public async Task Category_search_without_results_links_to_the_search_in_all_categories()
    {
        using var visitor = new PlainVisitor(shop);

        var page = await visitor.ReadsAsync("/products?category=tea&q=desk+lamp");

        Assert.Matches("""href="/products\?q=desk%20lamp"[^>]*>모든 카테고리에서 찾기""", page);
        Assert.Contains("낮달 책상 스탠드", await visitor.ReadsAsync("/products?q=desk%20lamp"));
    }

    [Fact]
    public async Task Not_found_page_shows_search_categories_and_popular_products()
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync("/not-there");
        var page = await PlainVisitor.WordsOfAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("aria-label=\"다시 검색\"", page);
        Assert.Contains("<nav class=\"look-in\"", page);
        Assert.Contains("많이 찾는 상품", page);
    }
}
