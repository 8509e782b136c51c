// Browsers report a required group on each of its controls. A custom message keeps a control invalid, so that a choice
// has to clear the message of the whole group, or the form can never be sent.
using Microsoft.Playwright;

namespace Shop.Tests.Web;

[Collection(RunningShop.SharedToo)]
public sealed class RequiredGroupTests(RunningShop shop, Browser browser)
{
    // A form with the browser's own validation, which any page may contain.
    private const string Form = """
        (type) => {
          const form = document.createElement('form');
          form.id = 'group';
          form.innerHTML = `<input type=${type} name=choice value=1 required><input type=${type} name=choice value=2>
            <input type=${type} name=choice value=3 required><input name=text required><button>Send</button>`;
          form.addEventListener('submit', (event) => { event.preventDefault(); form.dataset.sent = 'yes'; });
          document.querySelector('main').append(form);
        }
        """;

    [Theory]
    [InlineData("radio", "2")]
    [InlineData("checkbox", "1 3")]
    public async Task Choice_makes_a_form_valid_after_a_submission_without_one(string type, string choices)
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync("/terms");
        await page.IsAliveAsync();
        await page.EvaluateAsync(Form, type);
        var form = page.Locator("#group");

        await form.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(form.Locator("[value='1']"))
            .ToHaveJSPropertyAsync("validationMessage", "꼭 필요한 항목입니다.");
        foreach (var choice in choices.Split(' '))
        {
            await form.Locator($"[value='{choice}']").CheckAsync();
        }

        await form.Locator("[name=text]").FillAsync("x");
        await form.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(form).ToHaveAttributeAsync("data-sent", "yes");
    }

    [Fact]
    public async Task Reset_clears_the_messages_of_a_form()
    {
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.GotoAsync("/terms");
        await page.IsAliveAsync();
        await page.EvaluateAsync(Form, "radio");
        var form = page.Locator("#group");
        await form.GetByRole(AriaRole.Button).ClickAsync();

        await page.EvaluateAsync("""
            () => {
              const form = document.getElementById('group');
              form.reset();
              for (const control of form.elements) { control.required = false; }
            }
            """);

        Assert.True(await form.EvaluateAsync<bool>("(form) => form.checkValidity()"));
    }

    [Fact]
    public async Task Order_is_cancelled_after_a_first_click_without_a_reason()
    {
        var shopper = await shop.NewShopperAsync();
        var order = await shopper.OrdersAsync(await shop.NewProductAsync());
        await using var visit = await browser.VisitAsync(shop);
        var page = visit.Page;
        await page.SignsInAsync(shopper, $"/orders/{order.OrderId}/cancel");
        var cancel = page.GetByRole(AriaRole.Button, new() { Name = "주문 취소하기" });

        await cancel.ClickAsync();
        var group = page.GetByRole(AriaRole.Radiogroup);
        await Assertions.Expect(group).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(group).ToHaveAccessibleDescriptionAsync("취소 사유를 골라 주세요.");
        await Assertions.Expect(page.GetByLabel("단순 변심")).ToBeFocusedAsync();
        await page.GetByLabel("기타").CheckAsync();
        await cancel.ClickAsync();

        await page.WaitForURLAsync($"**/orders/{order.OrderId}");
        Assert.Equal(OrderStatus.Cancelled, (await shopper.GetOrderAsync(order)).OrderStatus);
    }
}
