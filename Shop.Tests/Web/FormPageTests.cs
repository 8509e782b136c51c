// Every form names all wrong fields at once, keeps what was typed except passwords, and puts the focus on the first
// wrong field.
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed partial class FormPageTests(RunningShop shop, Browser browser)
{
    private const string Needed = "꼭 필요한 항목입니다.";
    private const string Differ = "비밀번호가 서로 다릅니다.";

    // Form, fields that are sent, and the expected error of each wrong field in the order of the page.
    private static readonly (string Form, string[] Sent, string[] Errors)[] Rows =
    [
        ("sign-in", [], [$"loginId: {Needed}", $"password: {Needed}"]),
        ("sign-up", ["loginId=a b", "password=1234", "passwordAgain=12345"],
            ["loginId: 아이디는 영문, 숫자, 밑줄(_) 4~20자입니다.", "password: ", $"passwordAgain: {Differ}"]),
        ("sign-up", ["loginId={taken}", "password=password1"],
            ["loginId: 이미 쓰이는 아이디", "password: 너무 쉬운 비밀번호", $"passwordAgain: {Needed}"]),
        ("reset-password", ["newPassword=short", "passwordAgain=other"],
            ["newPassword: 너무 쉬운", $"passwordAgain: {Differ}"]),
        ("withdraw", [], [$"password: {Needed}"]),
        ("withdraw", ["password=another password"], ["password: 비밀번호가 맞지 않습니다."]),
        ("cancel-order", [], ["reason: 취소 사유를 골라 주세요."]),
        ("cancel-order", ["reason=Nonsense"], ["reason: 취소 사유를 골라 주세요."]),
        ("checkout", ["recipient=", "phone=12", "postalCode=123", "method=TRANSFER"],
            [$"recipient: {Needed}", "phone: 전화번호를 확인해 주세요. 예: 010-1234-5678",
                "postalCode: 우편번호는 숫자 5자리입니다."]),
    ];

    [Fact]
    public async Task Every_form_reports_all_wrong_fields_and_keeps_the_others()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        var order = await shopper.OrderAsync(product);
        using var guest = new PlainVisitor(shop);
        using var member = await PlainVisitor.SignedInAsync(shop, shopper);
        var signUp = await IdentityVerification.BeginAsync(guest);
        await shop.Sandbox.VerifyAsync(Person.New(), signUp.TicketHash, id: signUp.Id);
        var reset = await IdentityVerification.BeginAsync(guest, "/reset-password");

        foreach (var (form, sent, errors) in Rows)
        {
            (string Name, string Value)[] fields =
            [
                .. sent.Select(field => field.Replace("{taken}", shopper.LoginId).Split('='))
                    .Select(field => (field[0], field[1])),
            ];
            var cancel = $"{order.Page()}/cancel";
            var reply = form switch
            {
                "sign-in" => await guest.SubmitAsync("/sign-in", "/sign-in", form, fields),
                "sign-up" => await signUp.SubmitAsync(guest, form, "", fields),
                "reset-password" => await reset.SubmitAsync(guest, form, "", fields),
                "withdraw" => await member.SubmitAsync("/me", "/me", form, fields),
                "cancel-order" => await member.SubmitAsync(cancel, cancel, form, fields),
                _ => await member.CheckOutAsync(product.Checkout(quantity: 2), fields),
            };

            Assert.Equal((form, HttpStatusCode.UnprocessableEntity), (form, reply.Status));
            Assert.Equal(errors.Length, ErrorText().Count(reply.Text));
            Assert.All(errors.Zip(ErrorText().Matches(reply.Text)), pair => Assert.StartsWith(
                pair.First, $"{pair.Second.Groups[1].Value}: {pair.Second.Groups[2].Value}", StringComparison.Ordinal));
            Assert.Single(Autofocus().Matches(reply.Text));
            Assert.Contains("<title>오류: ", reply.Text);
            Assert.All(
                fields.Where(field => field.Value.Length > 0 && form != "cancel-order"),
                field => Assert.Equal(
                    !field.Name.Contains("assword", StringComparison.Ordinal),
                    reply.Text.Contains($"value=\"{field.Value}\"", StringComparison.Ordinal)));
        }

        Assert.Equal(1, await shop.OrdersOfAsync(shopper));
        Assert.Equal(OrderStatus.Pending, (await shopper.GetOrderAsync(order)).OrderStatus);
        var signedUp = await signUp.SubmitAsync(guest, "sign-up", "", ("loginId", "t" + signUp.Id[..12]),
            ("password", Shopper.Password), ("passwordAgain", Shopper.Password));
        Assert.Equal(HttpStatusCode.Redirect, signedUp.Status); // The verified identity was kept.
    }

    [Fact]
    public async Task Checkout_focuses_the_first_wrong_field_and_checks_the_postal_code_while_typing()
    {
        var (shopper, product) = (await shop.NewShopperAsync(), await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop, width: 390);
        var page = visit.Page;
        var postalCode = page.GetByLabel("우편번호");
        await page.SignInAsync(shopper, product.Checkout(quantity: 2));
        await page.FillInAddressAsync();
        await page.GetByLabel("받는 분").FillAsync("");
        await page.GetByLabel("계좌이체").CheckAsync();
        await ExpectPostalNoteAsync("서울특별시 우편번호입니다.");
        await postalCode.FillAsync("99999");
        await ExpectPostalNoteAsync("우편번호는 없습니다");
        await postalCode.FillAsync("48058");
        await ExpectPostalNoteAsync("부산광역시, 주소는 서울특별시");
        await page.GetByLabel("연락처").FillAsync("12");
        await page.PayButton().ClickAsync();

        await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.GetByLabel("받는 분")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("받는 분")).ToHaveAccessibleDescriptionAsync(Needed);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToHaveTextAsync("확인해 주세요: 받는 분, 연락처");
        await Assertions.Expect(page.GetByLabel("계좌이체")).ToBeCheckedAsync();
        await page.FillInAddressAsync();
        await page.PayButton().ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/pay[?]method=TRANSFER"));

        Task ExpectPostalNoteAsync(string text) =>
            Assertions.Expect(page.Locator("[data-postal]")).ToContainTextAsync(text);
    }

    [Fact]
    public async Task Wrong_password_at_sign_in_keeps_the_id_and_focuses_the_password()
    {
        var shopper = await shop.NewShopperAsync();
        using var visitor = new PlainVisitor(shop, language: "en");

        var reply = await visitor.SubmitAsync("/sign-in", "/sign-in", "sign-in",
            ("loginId", shopper.LoginId), ("password", "another password"), ("isRemembered", "true"));

        Assert.Contains("role=\"alert\"", reply.Text);
        Assert.Contains($"value=\"{shopper.LoginId}\"", reply.Text);
        Assert.DoesNotContain("another password", reply.Text);
        Assert.Contains("name=\"password\"", Assert.Single(Autofocus().Matches(reply.Text)).Value);
        Assert.Matches("<input type=\"checkbox\" name=\"isRemembered\"[^>]* checked", reply.Text);
    }

    [Fact]
    public async Task Plain_form_cancels_an_order()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrderAsync(await shop.NewProductAsync());
        using var visitor = await PlainVisitor.SignedInAsync(shop, shopper);
        var page = $"{order.Page()}/cancel";

        var reply = await visitor.SubmitAsync(page, page, "cancel-order", ("reason", "WrongAddress"));

        Assert.Equal(order.Page(), reply.LeadsTo);
        Assert.Equal(OrderStatus.Cancelled, (await shopper.GetOrderAsync(order)).OrderStatus);
    }

    [GeneratedRegex("""id="field-([a-zA-Z0-9]+)-error"[^>]*>([^<]*)<""")]
    private static partial Regex ErrorText();

    [GeneratedRegex("<input[^>]* autofocus")]
    private static partial Regex Autofocus();
}
