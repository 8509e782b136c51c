using System.Net;
using Aspire.Hosting.Testing;
using Shop.Tests.Graphs;
using Shop.Tests.Startup;
using static Shop.Contracts.ProblemCodes;
using static Shop.Tests.Accounts.AccountApi;

namespace Shop.Tests.Accounts;

/// <summary>A second Account on the same database is configured with an additional pepper.</summary>
[Collection(ChaosShop.Name)]
public sealed class PepperRotationTests(ChaosShop shop) : IAsyncLifetime
{
    private const string SecondPepper = "YSBzZWNvbmQgcGVwcGVyLCAzMiBieXRlcyBsb25nLi4=";
    private const string HashOf = "select hashed_ci from members where id = $1";

    private readonly AccountApi _account = new(shop);

    public async ValueTask InitializeAsync() => await _account.ExecuteAsync(
        "create table before_rotation as select id, hashed_ci from members where hashed_ci is not null");

    /// <summary>Undoes the rotation, because the graph's Account does not have the new pepper.</summary>
    public async ValueTask DisposeAsync() => await _account.ExecuteAsync("""
        alter table ci_pepper disable trigger peppers_are_only_appended;
        update ci_pepper set fingerprints = fingerprints[1:1];
        alter table ci_pepper enable trigger peppers_are_only_appended;
        update members m set hashed_ci = b.hashed_ci from before_rotation b where b.id = m.id;
        drop table before_rotation
        """);

    [Fact]
    public async Task Persons_are_recognised_after_the_rotation_and_cannot_sign_up_twice()
    {
        var shopper = await shop.NewShopperAsync();
        var before = await _account.ReadAsync<byte[]>(HashOf, shopper.AccountId);

        await using var process = await StartWithNewPepperAsync();
        await process.AnswersAsync();
        var next = new AccountApi(shop, process.Http);

        var verification = await _account.VerifyAsync(shopper.Person);
        await next.SignUpAsync(NewLoginId(), verification).IsProblemAsync(PersonAlreadyRegistered);
        var found = await next.FindLoginIdAsync(verification);
        Assert.Equal(shopper.LoginId, (await Shopper.ReadAsync<FindLoginIdReply>(found, HttpStatusCode.OK)).LoginId);
        Assert.NotEqual(before, await _account.ReadAsync<byte[]>(HashOf, shopper.AccountId));

        // An Account without the new pepper cannot recognise a person, so it answers 503.
        verification = await _account.VerifyAsync(shopper.Person);
        await _account.SignUpAsync(NewLoginId(), verification).IsProblemAsync(SharedProblemCodes.Unavailable);
        await _account.FindLoginIdAsync(verification).IsProblemAsync(SharedProblemCodes.Unavailable);
        await _account.ResetPasswordAsync(verification, NewPassword).IsProblemAsync(SharedProblemCodes.Unavailable);
    }

    [Fact]
    public async Task Rotation_skips_an_account_that_is_withdrawn_meanwhile()
    {
        var leaver = await shop.NewShopperAsync();
        await using var connection = await shop.AccountDb.OpenConnectionAsync();
        await using var withdrawal = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync($"""
            update members
            set status = 'WITHDRAWN', withdrawn_at = now(), login_id = null, password_hash = null,
                name_encrypted = null, birth_date_encrypted = null, hashed_ci = null
            where id = '{leaver.AccountId}'
            """);

        await using var next = await StartWithNewPepperAsync();
        await Eventually.IsAsync(
            () => _account.ReadAsync<long>("""
                select count(*) from pg_stat_activity
                where wait_event_type = 'Lock' and query like '%update members set hashed_ci%'
                """),
            waiting => waiting == 1);
        await withdrawal.CommitAsync();

        await next.AnswersAsync();
    }

    // Starts an Account on the graph's database with one more pepper.
    private Task<ServiceProcess> StartWithNewPepperAsync() => ServiceProcess.StartAsync(
        shop, "Account",
        ("Identity__CiPeppers", $"{TestSecrets.CiPepper} {SecondPepper}"),
        ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"));
}
