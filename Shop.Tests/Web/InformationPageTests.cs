namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class InformationPageTests(RunningShop shop)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/cart")]
    [InlineData("/not-there")]
    public async Task Footer_of_every_page_names_the_seller(string address)
    {
        using var visitor = new PlainVisitor(shop);

        using var answer = await visitor.OpensAsync(address);
        var foot = (await PlainVisitor.WordsOfAsync(answer)).Split("<footer")[^1];

        string[] facts = ["상호", "대표", "사업자등록번호", "통신판매업 신고번호", "주소", "전화", "이메일", "개인정보 보호책임자"];
        Assert.All(facts, fact => Assert.Contains($">{fact}</dt>", foot));
        Assert.Contains("https://www.ftc.go.kr/bizCommPop.do?wrkr_no=0000000000", foot);
        Assert.Contains("href=\"/terms\"", foot);
        Assert.Contains("href=\"/privacy\"", foot);
    }

    [Theory]
    [InlineData("/terms", "받은 날부터 7일", "Within 7 days of receiving")]
    [InlineData("/privacy", "주문한 날부터 5년", "until 5 years after each order")]
    [InlineData("/privacy", "이름, 생년월일, 이메일. 회원을", "name, birth date, e-mail, to know")]
    [InlineData("/privacy", "연락처, 주소, 이메일, 취소하신", "phone, address, e-mail, why")]
    [InlineData("/privacy", "받는 분의 이름, 연락처, 이메일을", "recipient's name, phone and e-mail")]
    [InlineData("/privacy", "재입고 알림: 신청하신 상품", "Restock notices: the products")]
    public async Task Terms_and_privacy_policy_exist_in_both_languages(string address, string korean, string english)
    {
        using var visitor = new PlainVisitor(shop);

        var inKorean = await visitor.ReadsAsync(address);
        using (await visitor.SubmitsAsync("/", "/language", null, ("lang", "en"), ("returnUrl", address)))
        {
            var inEnglish = await visitor.ReadsAsync(address);

            Assert.Contains(korean, WithoutLineBreaks(inKorean));
            Assert.Contains(english, WithoutLineBreaks(inEnglish));
            Assert.DoesNotContain(korean, WithoutLineBreaks(inEnglish));
        }
    }

    [Fact]
    public async Task Sign_up_page_links_to_terms_and_privacy_policy()
    {
        using var visitor = new PlainVisitor(shop);

        var page = (await visitor.ReadsAsync("/sign-up")).Split("<footer")[0];

        Assert.Contains("href=\"/terms\"", page);
        Assert.Contains("href=\"/privacy\"", page);
    }

    [Fact]
    public async Task Privacy_policy_names_every_cookie_of_a_purchase()
    {
        var product = await shop.NewProductAsync();
        using var visitor = new PlainVisitor(shop);
        using var added = await visitor.AddsToCartAsync(product);
        using var switched = await visitor.SubmitsAsync("/", "/language", null, ("lang", "ko"));
        await visitor.ReadsAsync("/sign-up");
        var asGuest = NamesOf(visitor);
        await visitor.SignsInAsync(await shop.NewShopperAsync());
        using var ordered = await visitor.SubmitsAsync("/checkout", "/checkout", "checkout",
            ("recipient", Shopper.Home.Recipient), ("phone", Shopper.Home.Phone),
            ("postalCode", Shopper.Home.PostalCode), ("address1", Shopper.Home.Address1));

        var left = asGuest.Union(NamesOf(visitor)).ToHashSet();
        var policy = await visitor.ReadsAsync("/privacy");

        Assert.Superset(new HashSet<string> { "antiforgery", "cart", "lang", "identity", "session", "address" }, left);
        Assert.All(left, name => Assert.Matches($"[(]{name}(-…)?[)]", policy));
    }

    [Fact]
    public async Task Front_page_shows_new_popular_and_category_products()
    {
        using var visitor = new PlainVisitor(shop);

        var page = await visitor.ReadsAsync("/");

        foreach (var shelf in new[] { "새로 들어온 상품", "많이 찾는 상품", "조명", "책상 위", "부엌", "차와 음료", "패브릭", "전통주" })
        {
            var after = page.Split($">{shelf}</h2>");
            Assert.True(after.Length == 2, shelf);
            Assert.InRange(after[1].Split("</section>")[0].Split("href=\"/products/").Length - 1, 3, 8);
        }
    }

    private static IEnumerable<string> NamesOf(PlainVisitor visitor) =>
        visitor.Cookies.GetAllCookies().Select(cookie => cookie.Name.Split('-')[0]).ToList();

    // The HTML source contains line breaks that a browser does not display.
    private static string WithoutLineBreaks(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
