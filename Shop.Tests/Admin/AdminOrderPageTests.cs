// Orders in a browser: a list with its filters in the address, an order with its acts, and what staff does not see.
// Every page is checked by axe at two widths and logs no console error.
using Microsoft.Playwright;
using Shop.Tests.Payments;
using static Shop.Tests.Admin.AdminPageTests;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class AdminOrderPageTests(RunningShop shop, Browser browser)
{
    private readonly AdminPageInspector _inspector = new();

    [Fact]
    public async Task Staff_finds_ships_and_delivers_an_order_and_the_shopper_sees_the_parcel()
    {
        var staff = await TestOperator.NewAsync(shop);
        var product = await shop.NewProductAsync(priceWon: 31_000, name: $"책상 {Random.Shared.Next()}");
        var (shopper, order) = await shop.NewPaidOrderAsync(product);
        await using var visit = await browser.VisitAsync(shop.AdminAddress);
        var page = visit.Page;
        await SignInAsync(page, staff.LoginId, await staff.NextCodeAsync());
        await ExpectHeadingAsync(page, "오늘");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^배송할 주문: ") }).ClickAsync();
        await ExpectHeadingAsync(page, "주문");
        Assert.EndsWith("/orders?status=READY", page.Url);

        await page.GetByLabel("상품").FillAsync($"{product.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "찾기" }).ClickAsync();
        var link = page.GetByRole(AriaRole.Link, new() { NameRegex = new($"^{product.Name}, ") });
        await Assertions.Expect(link).ToHaveCountAsync(1);
        Assert.Contains("status=READY", page.Url);
        Assert.Contains($"product={product.Id}", page.Url);
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "*******5678" })).ToBeVisibleAsync();
        await _inspector.InspectAsync(page, "admin-orders");

        await link.ClickAsync();
        await ExpectHeadingAsync(page, "주문 상세");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "주문 취소" })).ToHaveCountAsync(0);
        await ShipAsync(page, "123");
        await Assertions.Expect(page.GetByText("이 택배사의 운송장 번호가 아닙니다.")).ToBeVisibleAsync();
        await ShipAsync(page, "1234-5678-9012");
        await Assertions.Expect(page.Locator(".chip").GetByText("배송 중")).ToBeVisibleAsync();
        await page.GetByLabel("새 메모").FillAsync("문 앞에 두기로 함");
        await page.GetByRole(AriaRole.Button, new() { Name = "메모 남기기" }).ClickAsync();
        await Assertions.Expect(page.Locator(".note")).ToContainTextAsync("문 앞에 두기로 함");
        await _inspector.InspectAsync(page, "admin-order");
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await ExpectHeadingAsync(page, "Order");
        await _inspector.InspectAsync(page, "admin-order-en");
        await ActAsync(page, "Mark as delivered");
        await Assertions.Expect(page.Locator(".chip").GetByText("Delivered")).ToBeVisibleAsync();

        Assert.Equal(OrderStatus.Delivered, (await shopper.GetOrderAsync(order)).OrderStatus);
        Assert.Equal(
            string.Join(',', new[] { "ORDER_SHIPPED", "NOTE_ADDED", "ORDER_DELIVERED" }
                .Select(act => $"{staff.LoginId} {act}")),
            await shop.AuditOfAsync(order));
        visit.AssertNoConsoleErrors();
        _inspector.AssertNoProblems();
    }

    [Fact]
    public async Task Slower_owner_reads_who_was_faster_and_cancels_another_order_with_a_refund()
    {
        var (owner, staff) = (
            await TestOperator.NewAsync(shop, OperatorRole.Owner), await TestOperator.NewAsync(shop));
        var (shopper, shipped) = await shop.NewPaidOrderAsync();
        var cancelled = await shopper.BuyAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop.AdminAddress);
        var page = visit.Page;
        await SignInAsync(page, owner.LoginId, await owner.NextCodeAsync());
        await ExpectHeadingAsync(page, "오늘");
        await page.GotoAsync($"/orders/{shipped.OrderId}");
        await ExpectHeadingAsync(page, "주문 상세");
        await Assertions.Expect(page.GetByText(Shopper.Home.Phone, new() { Exact = true })).ToBeVisibleAsync();
        await _inspector.InspectAsync(page, "admin-order-owner");

        await staff.SendShipAsync(shipped, "1234567890").DoAsync();
        await ActAsync(page, "주문 취소");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First)
            .ToContainTextAsync($"{staff.LoginId} 님이 먼저 처리했습니다. 지금 상태: 배송 중.");
        await Assertions.Expect(page.Locator(".chip").GetByText("배송 중")).ToBeVisibleAsync();

        await page.GotoAsync($"/orders/{cancelled.OrderId}");
        await ActAsync(page, "주문 취소");
        await Assertions.Expect(page.Locator(".chip").GetByText("취소됨")).ToBeVisibleAsync();
        await shopper.WaitForStatusAsync(cancelled, PaymentStatus.Refunded, OrderStatus.Cancelled);
        await shop.AssertRefundedAsync(shipped);
        visit.AssertNoConsoleErrors();
        _inspector.AssertNoProblems();
    }

    [Fact]
    public async Task List_by_amount_shows_its_period_and_an_invalid_filter_is_explained()
    {
        var staff = await TestOperator.NewAsync(shop);
        await using var visit = await browser.VisitAsync(shop.AdminAddress);
        var page = visit.Page;
        await SignInAsync(page, staff.LoginId, await staff.NextCodeAsync());
        await ExpectHeadingAsync(page, "오늘");

        await page.GotoAsync("/orders?sort=HIGHEST");
        await ExpectHeadingAsync(page, "주문");
        await Assertions.Expect(page.GetByLabel("시작일")).Not.ToHaveValueAsync("");
        await Assertions.Expect(page.GetByLabel("종료일")).Not.ToHaveValueAsync("");
        await page.GotoAsync("/orders?phone=12");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("4자리 이상");
        await page.GotoAsync("/orders?orderId=00000000-0000-0000-0000-000000000001");
        await Assertions.Expect(page.GetByText("조건에 맞는 주문이 없습니다.")).ToBeVisibleAsync();
        await _inspector.InspectAsync(page, "admin-no-orders");
        visit.AssertNoConsoleErrors();
        _inspector.AssertNoProblems();
    }

    private static async Task ShipAsync(IPage page, string number)
    {
        await page.GetByLabel("운송장 번호").FillAsync(number);
        await ActAsync(page, "배송 시작");
    }

    // Presses the button, and then the button of the same name in the question.
    private static async Task ActAsync(IPage page, string label)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = label, Exact = true }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog);
        await question.GetByRole(AriaRole.Button, new() { Name = label, Exact = true }).ClickAsync();
        await Assertions.Expect(question).ToHaveCountAsync(0);
    }
}
