// What each page shows: one table of visitors, addresses and texts. ShopOnDisplay arranges products, carts and orders
// in every state. LinkTests checks what holds for all pages.
using System.Text.RegularExpressions;
using Shop.Tests.Looks;
using Shop.Tests.Payments;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed partial class PageTests(RunningShop shop)
{
    private const string NoPage = "찾으시는 페이지가 없습니다";
    private const string NotForMinors = "성인 전용 상품이라 회원님은 구매하실 수 없습니다";
    private const string Declined = "결제가 완료되지 않았습니다";
    private const string CancelledByShopper = "사용자에 의해 결제가 취소되었습니다.";

    private static readonly string[] Missing =
    [
        "/payments/return?paymentId=x&orderId=abc", "/payments/return?orderId=abc", "/checkout?productId=abc",
        "/checkout?productId=1&quantity=abc", "/checkout?productId=1&quantity=0", "/checkout?productId=1&quantity=1000",
        "/checkout?productId=-1", "/products?sort=sideways", "/products?page=0", "/products?page=100000",
        "/products?category=tea&page=2", "/products?category=nothing", "/orders?page=2", "/products/999999999",
        "/orders/3f0c8f9e-7a43-4a35-9d0e-1c6f6f2b9a01", "/orders/not-an-order",
    ];

    private readonly ShopOnDisplay _display = new(shop);
    private readonly string _long = new('a', 101);
    private OrderReply _tampered = null!;
    private OrderReply _cancelled = null!;
    private OrderReply _closed = null!;

    // Texts are separated by a bar. A row is in Korean and has status 200 unless it says otherwise.
    private Row[] Rows =>
    [
        new("guest", "/", "새로 들어온 상품</h2>|많이 찾는 상품</h2>|조명</h2>|책상 위</h2>|부엌</h2>|차와 음료</h2>|"
            + "패브릭</h2>|전통주</h2>"),
        new("guest", "/terms", "받은 날부터 7일"),
        new("guest", "/terms", "Within 7 days of receiving", "받은 날부터", Language: "en"),
        new("guest", "/privacy", "주문한 날부터 5년|이름, 생년월일, 이메일. 회원을|연락처, 주소, 이메일, 취소하신|"
            + "받는 분의 이름, 연락처, 이메일을|재입고 알림: 신청하신 상품"),
        new("guest", "/privacy", "until 5 years after each order|name, birth date, e-mail, to know|"
            + "phone, address, e-mail, why|recipient's name, phone and e-mail|Restock notices: the products",
            "주문한 날부터", Language: "en"),
        new("guest", "/sign-up", "href=\"/terms\"|href=\"/privacy\""),
        new("guest", "/products?q=없는 말", "‘없는 말’에 맞는 상품이 없습니다|value=\"없는 말\"|많이 찾는 상품|"
            + "href=\"/products?category=tea\"", "모든 카테고리에서 찾기"),
        new("guest", "/products?category=tea&q=desk+lamp", "href=\"/products?q=desk%20lamp\"|모든 카테고리에서 찾기"),
        new("guest", "/products?q=desk%20lamp", "낮달 책상 스탠드"),
        new("guest", "/products?q=tmxosem", "“스탠드”에 대한 결과|tmxosem|낮달 책상 스탠드|정확도순"),
        new("guest", "/products?q=fountian pen", "Results for “fountain pen”|fountian pen|My First Fountain Pen|"
            + "Best match", Language: "en"),
        new("guest", $"/products?q={_long}", "검색어가 너무 깁니다|100자"),
        new("guest", $"/products?q={_long}", "This search is too long|100 characters", Language: "en"),
        new("guest", "/products/1", "/cart/add", "재입고"),
        .. Missing.Select(address => new Row("newcomer", address, NoPage, Status: 404)),

        // The best-selling product is sold out, so it is not among the popular goods.
        new("guest", "/not-there", $"{NoPage}|aria-label=\"다시 검색\"|<nav class=\"look-in\"|많이 찾는 상품",
            $"/products/{_display.SoldOut}\"", 404),
        new("guest", $"/products/{_display.SoldOut}", "class=\"product sold-out\"|>품절<|비슷한 상품|"
            + $"/sign-in?returnUrl=%2Fproducts%2F{_display.SoldOut}|로그인하고 재입고 알림 신청", "/cart/add"),
        new("guest", $"/products/{ShopOnDisplay.AdultsOnly}", "만 19세 이상만 구매하실 수 있는 상품입니다. 구매하시려면 "
            + $"로그인이 필요합니다.|/sign-in?returnUrl=%2Fproducts%2F{ShopOnDisplay.AdultsOnly}"),
        new("minor", $"/products/{ShopOnDisplay.AdultsOnly}", NotForMinors, "/cart/add"),
        new("regular", $"/products/{ShopOnDisplay.AdultsOnly}", "/cart/add", NotForMinors),
        new("minor", "/products/1", "/cart/add"),
        new("minor", "/cart", "상품은 성인 전용이라 주문하실 수 없습니다", "href=\"/checkout\""),
        new("minor", "/checkout", "성인 전용 상품이라 주문하실 수 없습니다|장바구니에서 바꾸기", "결제하기"),
        new("minor", $"/checkout?productId={ShopOnDisplay.AdultsOnly}", $"{NotForMinors}|상품으로 돌아가기", "결제하기"),
        new("minor", "/orders", "아직 주문하신 내역이 없습니다"),

        new("regular", "/orders", "결제 대기|상품 준비 중|배송 완료|부분 환불 3,000원|취소됨 환불 완료|취소됨 환불 진행 중|기한 만료"),
        new("regular", OrderThatIs("unpaid").Page(), "결제 확인 전|결제하기|주문 취소", "다시 주문하기"),
        new("regular", OrderThatIs("declined").Page(), $"{Declined}|LIMIT EXCEEDED (51)|결제 미완료|결제하기"),
        new("regular", OrderThatIs("paid").Page(), "data-payment-status=\"PAID\"|상품 준비 중|주문 취소", "결제하기"),
        new("regular", $"{OrderThatIs("paid").Page()}/cancel", "주문을 취소할까요?|결제하신 금액은 전액 환불됩니다"),
        new("regular", OrderThatIs("delivered").Page(), "배송 완료", "주문 취소"),
        new("regular", $"{OrderThatIs("delivered").Page()}/cancel", "배송 완료", "주문을 취소할까요?"),
        new("regular", OrderThatIs("partly-refunded").Page(),
            "결제 금액 68,000원|환불된 금액 3,000원|부분 환불 3,000원", "환불 완료"),
        new("regular", $"{OrderThatIs("partly-refunded").Page()}/cancel",
            "결제 금액 68,000원|환불된 금액 3,000원|취소하면 환불될 금액 65,000원", "환불 완료|전액"),
        new("regular", OrderThatIs("refunding").Page(),
            "결제하신 금액을 돌려드리고 있습니다|68,000원 환불 진행 중|이 페이지가 저절로 바뀝니다", "/cancel"),
        new("regular", OrderThatIs("refunded").Page(),
            "결제하신 금액을 돌려드렸습니다|36,000원 환불 완료 —|주문을 취소하셨습니다"),
        new("regular", OrderThatIs("needs-account").Page(), "환불받으실 계좌가 필요합니다|주문을 취소하셨습니다|"
            + $"고객센터에 주문번호 {OrderThatIs("needs-account").OrderId}"),
        new("regular", OrderThatIs("expired").Page(), "주문 기한이 지났습니다|결제된 금액은 없습니다|다시 주문하기"),
        new("newcomer", _tampered.Page(), "결제된 금액이 주문 금액과 달라 주문이 확정되지 못했습니다|취소됨"),
        new("newcomer", _cancelled.Page(), $"{Declined}|{CancelledByShopper}", "승인|거절|다른 카드"),
        new("newcomer", _closed.Page(), "결제하기", "data-failure-text"),

        new("regular", $"{OrderThatIs("declined").ReturnPage()}&code=X&message=Forged&pgMessage=Forged",
            $"{Declined}|LIMIT EXCEEDED (51)", "Forged"),
        new("regular", OrderThatIs("checked").ReturnPage(), $"{Storefront.Checking}|data-outcome=\"Checking\""),
        new("newcomer", _cancelled.ReturnPage(), $"The payment was not completed|{CancelledByShopper}",
            "declined|another card", Language: "en"),
        new("newcomer", $"{_closed.ReturnPage()}&code=FAILURE_TYPE_PG", "결제를 마치지 않았습니다|다시 결제하기",
            "data-failure-text"),

        // Payments that are complete. The address may redirect to the page of the order.
        new("regular", OrderThatIs("partly-refunded").ReturnPage(), "부분 환불 3,000원", "환불 완료"),
        new("regular", OrderThatIs("expired").ReturnPage(), "주문 기한이 지났습니다"),
        new("newcomer", _tampered.ReturnPage(), "주문 금액과 달라"),
    ];

    [Fact]
    public async Task Every_page_shows_what_its_visitor_needs()
    {
        await _display.ArrangeAsync();
        await ArrangeFurtherAsync();
        using var guest = new PlainVisitor(shop);
        using var minor = await PlainVisitor.SignedInAsync(shop, _display.Minor);
        using var regular = await PlainVisitor.SignedInAsync(shop, _display.Regular);
        using var newcomer = await PlainVisitor.SignedInAsync(shop, _display.Newcomer);

        var wrong = new List<string>();
        foreach (var row in Rows)
        {
            var visitor = row.Who switch
            {
                "guest" => guest,
                "minor" => minor,
                "regular" => regular,
                _ => newcomer,
            };
            wrong.AddRange((await DifferencesAsync(visitor, row)).Select(what => $"{row.Who} {row.Address}: {what}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private OrderReply OrderThatIs(string state) => _display.Orders[state];

    private static async Task<IEnumerable<string>> DifferencesAsync(PlainVisitor visitor, Row row)
    {
        visitor.Headers.AcceptLanguage.Clear();
        visitor.Headers.AcceptLanguage.Add(new(row.Language));
        var reply = await visitor.GetPageAsync(row.Address);
        if (reply.LeadsTo?.StartsWith("/orders/", StringComparison.Ordinal) == true)
        {
            reply = await visitor.GetPageAsync(reply.LeadsTo);
        }

        // The source with markup, and the text as a shopper reads it.
        var main = reply.Text.Split("<main")[^1].Split("</main")[0];
        var content = Blanks().Replace($"{main} {Tags().Replace(main, " ")}", " ");
        return
        [
            .. (int)reply.Status == row.Status ? [] : new[] { $"status {reply.Status}" },
            .. row.Shows.Split('|').Where(text => !content.Contains(text, StringComparison.Ordinal))
                .Select(text => $"lacks {text}"),
            .. row.Hides.Split('|').Where(text => text.Length > 0 && content.Contains(text, StringComparison.Ordinal))
                .Select(text => $"shows {text}"),
        ];
    }

    private async Task ArrangeFurtherAsync()
    {
        await shop.ExecuteSqlAsync($"update products set received = 1000000 where id = {_display.SoldOut}");

        // The restock notice of a product in stock must not replace the age limit.
        await _display.Minor.Commerce.PutAsync($"/products/{ShopOnDisplay.AdultsOnly}/restock-notice", null);

        var (shopper, product) = (_display.Newcomer, await shop.NewProductAsync());
        _tampered = await shopper.OrderAsync(product);
        await shopper.PayAsync(_tampered, amountWon: 100);
        await shopper.ReturnFromAsync(_tampered);
        _cancelled = await shopper.OrderAsync(product, quantity: 2);
        await shop.Sandbox.ActAsync(
            _cancelled.PaymentKey, "fail", new { reason = CancelledByShopper, pgCode = "PAY_PROCESS_CANCELED" });
        await shopper.SendCompleteAsync(_cancelled.PaymentKey);

        // A declined attempt and then one whose window was closed.
        _closed = await shopper.OrderAsync(product, quantity: 3);
        await shop.Sandbox.ActAsync(_closed.PaymentKey, "fail", new { reason = "LIMIT EXCEEDED (51)" });
        await shopper.SendCompleteAsync(_closed.PaymentKey);
        await shop.Sandbox.ActAsync(_closed.PaymentKey, "close");
        await shopper.SendCompleteAsync(_closed.PaymentKey);
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    private sealed record Row(
        string Who, string Address, string Shows, string Hides = "", int Status = 200, string Language = "ko");
}
