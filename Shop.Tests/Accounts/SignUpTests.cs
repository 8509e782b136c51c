using System.Net;
using Shop.ServiceDefaults;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.SharedToo)]
public sealed class SignUpTests(RunningShop shop)
{
    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Name_and_birth_date_come_from_the_provider()
    {
        var person = Person.New();

        var shopper = await Shopper.SignUpAsync(shop, person);

        var me = await Shopper.ReadAsync<MeReply>(await shopper.Account.GetAsync("/me"), HttpStatusCode.OK);
        Assert.Equal(new MeReply(shopper.AccountId, shopper.LoginId, person.Name, person.BirthDate, true), me);
    }

    [Theory]
    [InlineData("READY")]
    [InlineData("FAILED")]
    public async Task Unsuccessful_verification_is_refused(string status)
    {
        var verification = await _account.VerifyAsync(Person.New(), status: status);

        var answer = await _account.SignUpAsync(NewLoginId(), verification);

        await IsRefusedAsync(answer, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
    }

    [Theory]
    [InlineData("never-begun")]
    [InlineData("../identity-verifications")]
    [InlineData("")]
    public async Task Unknown_verification_is_refused(string verification)
    {
        var answer = await _account.SignUpAsync(NewLoginId(), verification);

        await IsRefusedAsync(answer, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
    }

    [Fact]
    public async Task Verification_older_than_ten_minutes_is_refused()
    {
        var old = await _account.VerifyAsync(Person.New(), verifiedAt: DateTimeOffset.UtcNow.AddMinutes(-11));
        var fresh = await _account.VerifyAsync(Person.New(), verifiedAt: DateTimeOffset.UtcNow.AddMinutes(-8));

        var answer = await _account.SignUpAsync(NewLoginId(), old);

        await IsRefusedAsync(answer, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        Assert.Equal(HttpStatusCode.Created, (await _account.SignUpAsync(NewLoginId(), fresh)).StatusCode);
    }

    [Fact]
    public async Task Verification_without_CI_is_refused_with_the_reason()
    {
        var verification = await _account.VerifyAsync(Person.New() with { Ci = "" });

        var answer = await _account.SignUpAsync(NewLoginId(), verification);

        var problem = await IsRefusedAsync(
            answer, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        Assert.Contains("CI", problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Verification_can_be_used_once()
    {
        var verification = await _account.VerifyAsync(Person.New());
        await _account.SignUpAsync(NewLoginId(), verification);

        var again = await _account.SignUpAsync(NewLoginId(), verification);
        var elsewhere = await _account.FindLoginIdAsync(verification);

        await IsRefusedAsync(again, HttpStatusCode.Conflict, ProblemCodes.IdentityVerificationUsed);
        await IsRefusedAsync(elsewhere, HttpStatusCode.Conflict, ProblemCodes.IdentityVerificationUsed);
    }

    [Fact]
    public async Task Refused_sign_up_does_not_consume_the_verification()
    {
        var other = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(Person.New());
        var first = await _account.SignUpAsync(other.LoginId, verification);
        await IsRefusedAsync(first, HttpStatusCode.Conflict, ProblemCodes.LoginIdTaken);

        var second = await _account.SignUpAsync(NewLoginId(), verification);

        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
    }

    [Fact]
    public async Task Person_can_have_one_account()
    {
        var member = await shop.NewShopperAsync();

        var answer = await _account.SignUpAsync(NewLoginId(), await _account.VerifyAsync(member.Person));

        await IsRefusedAsync(answer, HttpStatusCode.Conflict, ProblemCodes.PersonAlreadyRegistered);
    }

    [Fact]
    public async Task Login_id_is_unique_regardless_of_case()
    {
        var member = await shop.NewShopperAsync();

        var answer = await _account.SignUpAsync(
            member.LoginId.ToUpperInvariant(), await _account.VerifyAsync(Person.New()));

        await IsRefusedAsync(answer, HttpStatusCode.Conflict, ProblemCodes.LoginIdTaken);
    }

    [Fact]
    public async Task Fifty_concurrent_sign_ups_of_one_person_create_one_account()
    {
        var person = Person.New();
        var verifications = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _account.VerifyAsync(person)));

        var answers = await Task.WhenAll(verifications.Select(v => _account.SignUpAsync(NewLoginId(), v)));

        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.Created).ToList();
        Assert.Equal(49, refused.Count);
        foreach (var answer in refused)
        {
            await IsRefusedAsync(answer, HttpStatusCode.Conflict, ProblemCodes.PersonAlreadyRegistered);
        }
    }

    [Fact]
    public async Task Fifty_concurrent_sign_ups_with_one_verification_create_one_account()
    {
        var verification = await _account.VerifyAsync(Person.New());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => _account.SignUpAsync(NewLoginId(), verification)));

        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.Created).ToList();
        Assert.Equal(49, refused.Count);
        foreach (var answer in refused)
        {
            await IsRefusedAsync(answer, HttpStatusCode.Conflict, ProblemCodes.IdentityVerificationUsed);
        }
    }

    [Fact]
    public async Task Verification_requires_the_ticket_that_started_it()
    {
        var verification = await _account.VerifyAsync(Person.New(), ticketHash: IdentityTicket.HashOf("mine"));

        var stolen = await _account.SignUpAsync(NewLoginId(), verification);
        var guessed = await _account.SignUpAsync(NewLoginId(), verification, ticket: "another's");
        var own = await _account.SignUpAsync(NewLoginId(), verification, ticket: "mine");

        await IsRefusedAsync(stolen, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        await IsRefusedAsync(guessed, HttpStatusCode.UnprocessableEntity, ProblemCodes.IdentityNotVerified);
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
    }

    [Theory]
    [InlineData("short7!")]
    [InlineData("password1")]
    [InlineData("Qwerty123")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData(null)] // The login id itself.
    public async Task Common_or_short_password_is_refused(string? password)
    {
        var loginId = NewLoginId();

        var answer = await _account.SignUpAsync(loginId, "not-asked", password: password ?? loginId);

        var problem = await IsRefusedAsync(answer, HttpStatusCode.UnprocessableEntity, ProblemCodes.WeakPassword);
        Assert.Equal("password", problem["field"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("a_login_id_that_is_too_long")]
    [InlineData("하늘하늘")]
    [InlineData("with space")]
    [InlineData("\u212Aelvin")] // Becomes a plain k in lower case.
    public async Task Login_id_outside_the_allowed_format_is_refused(string loginId)
    {
        var answer = await _account.SignUpAsync(loginId, "not-asked");

        var problem = await IsRefusedAsync(
            answer, HttpStatusCode.UnprocessableEntity, SharedProblemCodes.InvalidRequest);
        Assert.Equal("loginId", problem["field"]!.GetValue<string>());
    }

    [Fact]
    public async Task Unavailable_provider_refuses_the_sign_up_and_keeps_the_verification()
    {
        var verification = await _account.VerifyAsync(Person.New());
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1 });
        try
        {
            var answer = await _account.SignUpAsync(NewLoginId(), verification);

            await IsRefusedAsync(answer, HttpStatusCode.ServiceUnavailable, ProblemCodes.ProviderUnavailable);
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { errorRate = 0 });
        }

        Assert.Equal(HttpStatusCode.Created, (await _account.SignUpAsync(NewLoginId(), verification)).StatusCode);
    }
}
