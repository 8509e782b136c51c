using System.Net;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.Testing;
using Shop.Tests.Startup;
using static Shop.Contracts.ProblemCodes;
using static Shop.Tests.Accounts.AccountApi;

namespace Shop.Tests.Accounts;

/// <summary>
/// A sign-up requires an identity verification of PortOne that is successful, recent, unused and the caller's own.
/// </summary>
[Collection(RunningShop.SharedToo)]
public sealed class SignUpTests(RunningShop shop)
{
    private static readonly string MyTicketHash = IdentityTicket.HashOf("mine");

    private readonly AccountApi _account = new(shop);

    [Fact]
    public async Task Name_and_birth_date_come_from_the_provider_and_are_stored_encrypted()
    {
        var person = Person.New();

        var shopper = await Shopper.SignUpAsync(shop, person);

        var me = await Shopper.ReadAsync<MeReply>(await shopper.Account.GetAsync("/me"), HttpStatusCode.OK);
        Assert.Equal(new MeReply(shopper.AccountId, shopper.LoginId, person.Name, person.BirthDate, true), me);

        // A hash of the CI without a pepper could be brute-forced.
        var ci = Encoding.UTF8.GetBytes(person.Ci);
        byte[][] secrets =
        [
            ci, SHA256.HashData(ci), Encoding.UTF8.GetBytes(person.Name),
            Encoding.UTF8.GetBytes($"{person.BirthDate:yyyy-MM-dd}"),
        ];
        var row = await _account.ReadAsync<byte[]>(
            "select name_encrypted || birth_date_encrypted || hashed_ci from members where id = $1", shopper.AccountId);
        Assert.All(secrets, secret => Assert.Equal(-1, row.AsSpan().IndexOf(secret)));
        var key = await _account.ReadAsync<byte[]>("select private_key_encrypted from signing_keys limit 1");
        Assert.ThrowsAny<CryptographicException>(() => ECDsa.Create().ImportPkcs8PrivateKey(key, out _));
        var keyRing = await _account.ReadAsync<string>("select string_agg(xml, '') from data_protection_keys");
        Assert.Contains("<encryptedKey", keyRing);
        Assert.DoesNotContain("<masterKey", keyRing);
    }

    [Fact]
    public async Task Failed_unknown_or_old_verification_and_one_without_CI_are_refused()
    {
        var (person, now) = (Person.New(), DateTimeOffset.UtcNow);
        string[] refused =
        [
            await _account.VerifyAsync(person, status: "READY"), await _account.VerifyAsync(person, status: "FAILED"),
            await _account.VerifyAsync(person, verifiedAt: now.AddMinutes(-11)),
            "never-begun", "../identity-verifications", "",
        ];

        foreach (var verification in refused)
        {
            await _account.SignUpAsync(NewLoginId(), verification).IsProblemAsync(IdentityNotVerified);
        }

        var withoutCi = await _account.VerifyAsync(person with { Ci = "" });
        var problem = await _account.SignUpAsync(NewLoginId(), withoutCi).IsProblemAsync(IdentityNotVerified);
        Assert.Contains("CI", (string)problem["detail"]!);
        var recent = await _account.VerifyAsync(person, verifiedAt: now.AddMinutes(-8));
        await _account.SignUpAsync(NewLoginId(), recent).HasStatusAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Child_under_fourteen_is_refused_and_nothing_is_stored()
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(9));
        var child = Person.New() with { BirthDate = today.AddYears(-14).AddDays(2) }; // Tomorrow is still too early.
        var youth = Person.New() with { BirthDate = today.AddYears(-14) };
        var (verification, loginId) = (await _account.VerifyAsync(child), NewLoginId());

        await _account.SignUpAsync(loginId, verification).IsProblemAsync(GuardianConsentNeeded);

        Assert.Equal(
            0L, await _account.ReadAsync<long>("select count(*) from used_verifications where id = $1", verification));
        await _account.SignUpAsync(loginId, await _account.VerifyAsync(youth)).HasStatusAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Verification_is_used_once_by_the_sign_up_that_succeeds()
    {
        var other = await shop.NewShopperAsync();
        var verification = await _account.VerifyAsync(Person.New());

        await _account.SignUpAsync(other.LoginId, verification).IsProblemAsync(LoginIdTaken);
        await _account.SignUpAsync(other.LoginId.ToUpperInvariant(), verification).IsProblemAsync(LoginIdTaken);
        await _account.SignUpAsync(NewLoginId(), verification).HasStatusAsync(HttpStatusCode.Created);

        await _account.SignUpAsync(NewLoginId(), verification).IsProblemAsync(IdentityVerificationUsed);
        await _account.FindLoginIdAsync(verification).IsProblemAsync(IdentityVerificationUsed);
    }

    [Theory]
    [InlineData(50, PersonAlreadyRegistered)]
    [InlineData(1, IdentityVerificationUsed)]
    public async Task Fifty_concurrent_sign_ups_of_one_person_create_one_account(int verifications, string refusal)
    {
        var person = Person.New();
        var ids = await Task.WhenAll(Enumerable.Range(0, verifications).Select(_ => _account.VerifyAsync(person)));

        var responses = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => _account.SignUpAsync(NewLoginId(), ids[i % verifications])));

        var refused = responses.Where(response => response.StatusCode != HttpStatusCode.Created).ToList();
        Assert.Equal(49, refused.Count);
        await Task.WhenAll(refused.Select(response => Task.FromResult(response).IsProblemAsync(refusal)));
        var later = await _account.VerifyAsync(person);
        await _account.SignUpAsync(NewLoginId(), later).IsProblemAsync(PersonAlreadyRegistered);
    }

    [Fact]
    public async Task Verification_requires_the_ticket_that_started_it()
    {
        var person = Person.New();
        var verification = await _account.VerifyAsync(person, MyTicketHash);

        foreach (var ticket in new[] { null, "another's" })
        {
            await _account.SignUpAsync(NewLoginId(), verification, ticket).IsProblemAsync(IdentityNotVerified);
            await _account.FindLoginIdAsync(verification, ticket).IsProblemAsync(IdentityNotVerified);
            await _account.ResetPasswordAsync(verification, NewPassword, ticket).IsProblemAsync(IdentityNotVerified);
        }

        await _account.SignUpAsync(NewLoginId(), verification, "mine").HasStatusAsync(HttpStatusCode.Created);
        var next = await _account.VerifyAsync(person, MyTicketHash);
        await _account.FindLoginIdAsync(next, "mine").HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Production_accepts_only_live_verifications_with_a_ticket()
    {
        await using var process = await ServiceProcess.StartAsync(
            shop, "Account",
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"));
        await process.AnswersAsync();
        var account = new AccountApi(shop, process.Http);
        var test = await account.VerifyAsync(Person.New(), MyTicketHash, channelType: "TEST");
        var withoutTicket = await account.VerifyAsync(Person.New(), ticketHash: null, channelType: "LIVE");
        var live = await account.VerifyAsync(Person.New(), MyTicketHash, channelType: "LIVE");

        await account.SignUpAsync(NewLoginId(), test, "mine").IsProblemAsync(IdentityNotVerified);
        await account.SignUpAsync(NewLoginId(), withoutTicket, "mine").IsProblemAsync(IdentityNotVerified);
        await account.SignUpAsync(NewLoginId(), live, "another's").IsProblemAsync(IdentityNotVerified);
        await account.SignUpAsync(NewLoginId(), live, "mine").HasStatusAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Weak_password_or_malformed_login_id_is_refused_with_its_field()
    {
        var loginId = NewLoginId();
        foreach (var password in new[] { "short7!", "password1", "Qwerty123", "aaaaaaaaaaaa", loginId })
        {
            var problem = await _account.SignUpAsync(loginId, "not-asked", password: password)
                .IsProblemAsync(WeakPassword);
            Assert.Equal("password", (string)problem["field"]!);
        }

        // The Kelvin sign becomes a plain k in lower case.
        string[] malformed = ["abc", "a_login_id_that_is_too_long", "하늘하늘", "with space", "\u212Aelvin"];
        foreach (var wrong in malformed)
        {
            var problem = await _account.SignUpAsync(wrong, "not-asked")
                .IsProblemAsync(SharedProblemCodes.InvalidRequest);
            Assert.Equal("loginId", (string)problem["field"]!);
        }
    }

    /// <summary>The storefront acts as a proxy that answers 404 because it does not know PortOne's path.</summary>
    [Fact]
    public async Task Unavailable_provider_refuses_the_sign_up_and_keeps_the_verification()
    {
        var verification = await _account.VerifyAsync(Person.New());
        await using var behindProxy = await ServiceProcess.StartAsync(
            shop, "Account", ("PortOne__BaseUrl", shop.WebAddress.ToString()));
        await behindProxy.AnswersAsync();

        await new AccountApi(shop, behindProxy.Http).SignUpAsync(NewLoginId(), verification)
            .IsProblemAsync(ProviderUnavailable);
        await shop.Sandbox.SetFaultsAsync(new { errorRate = 1 });
        try
        {
            await _account.SignUpAsync(NewLoginId(), verification).IsProblemAsync(ProviderUnavailable);
        }
        finally
        {
            await shop.Sandbox.SetFaultsAsync(new { errorRate = 0 });
        }

        await _account.SignUpAsync(NewLoginId(), verification).HasStatusAsync(HttpStatusCode.Created);
    }
}
