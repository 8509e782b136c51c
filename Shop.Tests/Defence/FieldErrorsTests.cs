using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shop.Tests.Accounts;

namespace Shop.Tests.Defence;

/// <summary>A 422 names every wrong field, with a message and a stable code for each.</summary>
[Collection(RunningShop.SharedToo)]
public sealed class FieldErrorsTests(RunningShop shop)
{
    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Order_response_names_every_wrong_field()
    {
        var shopper = await shop.NewShopperAsync();
        var shipping = new Shipping("", "12", "1234", new string('x', 201), "\u0001");

        var problem = await ReadAsync(await shopper.SendsOrderAsync(
            new(shipping, [new(1, 0), new(1, 1)], ExpectedTotalWon: -1), idempotencyKey: "a b"));

        Assert.Equal(
            [
                "Idempotency-Key", "expectedTotalWon", "shipping.recipient", "shipping.phone", "shipping.postalCode",
                "shipping.address1", "shipping.address2", "lines[0].quantity", "lines[1].productId",
            ],
            problem["errors"]!.AsObject().Select(error => error.Key));
        Assert.All(
            problem["errors"]!.AsObject(),
            error => Assert.NotEqual("", Assert.Single(error.Value!.AsArray())!.ToString()));
        Assert.Equal(("INVALID_REQUEST", "Idempotency-Key"), ((string)problem["code"]!, (string)problem["field"]!));
    }

    [Fact]
    public async Task Sign_up_response_names_every_wrong_field_and_keeps_the_verification()
    {
        var verification = await _account.VerifyAsync(Person.New());

        var problem = await ReadAsync(await _account.Http.PostAsJsonAsync(
            "/sign-up", new SignUpRequest("a b", "password1", verification, PasswordAgain: "password2")));

        Assert.Equal("INVALID_REQUEST", (string)problem["code"]!);
        Assert.Equal(
            [("loginId", "INVALID_REQUEST"), ("password", "WEAK_PASSWORD"), ("passwordAgain", "INVALID_REQUEST")],
            CodesOf(problem));
        var signedUp = await _account.SignUpAsync(AccountDoor.NewLoginId(), verification);
        Assert.Equal(HttpStatusCode.Created, signedUp.StatusCode);
    }

    [Fact]
    public async Task Taken_login_id_is_reported_with_other_errors_to_verified_persons_only()
    {
        var member = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(Person.New());

        var (verified, unknown) = (
            await ReadAsync(await _account.SignUpAsync(member.LoginId, verification, password: "password1")),
            await ReadAsync(await _account.SignUpAsync(member.LoginId, "not-verified", password: "password1")));

        Assert.Equal([("loginId", "LOGIN_ID_TAKEN"), ("password", "WEAK_PASSWORD")], CodesOf(verified));
        Assert.Equal([("password", "WEAK_PASSWORD")], CodesOf(unknown));
    }

    [Fact]
    public async Task Weak_password_that_is_repeated_differently_has_two_errors()
    {
        var problem = await ReadAsync(await _account.Http.PostAsJsonAsync(
            "/reset-password", new ResetPasswordRequest("not-asked", "short", PasswordAgain: "other")));

        Assert.Equal([("newPassword", "WEAK_PASSWORD"), ("passwordAgain", "INVALID_REQUEST")], CodesOf(problem));
    }

    /// <summary>The framework checks the attributes of a cart line; the order endpoint checks them in code.</summary>
    [Fact]
    public async Task Both_ways_of_validation_answer_alike()
    {
        var shopper = await shop.NewShopperAsync();

        var order = await ReadAsync(await shopper.SendsOrderAsync(new(Shopper.Home, [new(1, 0)])));
        var cart = await ReadAsync(await shopper.Commerce.PutAsJsonAsync("/cart/lines/1", new CartLineRequest(0)));

        Assert.Equal(order.Select(member => member.Key).Order(), cart.Select(member => member.Key).Order());
        Assert.All(
            ["type", "title", "status", "detail", "code"],
            member => Assert.Equal(order[member]!.ToString(), cart[member]!.ToString()));
        Assert.Equal([("lines[0].quantity", "INVALID_REQUEST")], CodesOf(order));
        Assert.Equal([("quantity", "INVALID_REQUEST")], CodesOf(cart));
        Assert.Equal("quantity", (string)cart["field"]!);
        Assert.Equal("Set the quantity to 1 to 99.", (string)cart["errors"]!["quantity"]![0]!);
    }

    [Fact]
    public async Task Response_to_a_page_of_a_list_names_every_wrong_parameter()
    {
        var shopper = await shop.NewShopperAsync();

        var problem = await ReadAsync(await shopper.Commerce.GetAsync("/orders?page=0&size=101"));

        Assert.Equal([("page", "INVALID_REQUEST"), ("size", "INVALID_REQUEST")], CodesOf(problem));
    }

    [Fact]
    public async Task Email_address_without_a_domain_is_refused_with_its_field()
    {
        var shopper = await shop.NewShopperAsync();

        var problem = await ReadAsync(
            await shopper.Account.PutAsJsonAsync("/me/email", new ChangeEmailRequest("somebody@localhost")));

        Assert.Equal([("email", "INVALID_REQUEST")], CodesOf(problem));
    }

    private static IEnumerable<(string, string)> CodesOf(JsonObject problem) =>
        problem["codes"]!.AsObject().Select(code => (code.Key, (string)code.Value!));

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        var problem = await Shopper.ReadAsync<JsonObject>(answer, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return problem;
    }
}
