using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting.Testing;
using Shop.Account;
using Shop.ServiceDefaults;
using Shop.Tests.Graphs;
using Shop.Tests.Starting;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

/// <summary>Beside Account there is one that has been given a new pepper, on the same database.</summary>
[Collection(ChaosShop.Name)]
public sealed class RotatingThePepper(ChaosShop shop) : IAsyncLifetime
{
    private const string SecondPepper = "YSBzZWNvbmQgcGVwcGVyLCAzMiBieXRlcyBsb25nLi4=";
    private const string HashOf = "select hashed_ci from members where id = $1";

    private readonly AccountDoor _account = new(shop);

    public async ValueTask InitializeAsync() => await _account.ExecuteAsync(
        "create table before_rotation as select id, hashed_ci from members where hashed_ci is not null");

    /// <summary>Undoes the rotation, which the graph's own Account has no pepper for.</summary>
    public async ValueTask DisposeAsync() => await _account.ExecuteAsync("""
        alter table ci_pepper disable trigger peppers_are_only_appended;
        update ci_pepper set fingerprints = fingerprints[1:1];
        alter table ci_pepper enable trigger peppers_are_only_appended;
        update members m set hashed_ci = b.hashed_ci from before_rotation b where b.id = m.id;
        drop table before_rotation
        """);

    [Fact]
    public async Task Everybody_is_recognised_after_the_rotation_and_nobody_joins_twice()
    {
        var member = await shop.NewShopperAsync();
        var before = await _account.ReadAsync<byte[]>(HashOf, member.AccountId);

        await using var next = await StartNextAsync();
        await next.AnswersAsync();

        var verification = await _account.VerifyAsync(member.Person);
        var twice = await next.Http.PostAsJsonAsync(
            "/sign-up", new SignUpRequest(NewLoginId(), Shopper.Password, verification));
        var found = await next.Http.PostAsJsonAsync("/find-login-id", new FindLoginIdRequest(verification));
        await IsRefusedAsync(twice, HttpStatusCode.Conflict, ProblemCodes.PersonAlreadyRegistered);
        Assert.Equal(member.LoginId, (await Shopper.ReadAsync<FindLoginIdReply>(found, HttpStatusCode.OK)).LoginId);
        Assert.NotEqual(before, await _account.ReadAsync<byte[]>(HashOf, member.AccountId));

        // Whoever has not been given the new pepper cannot recognise anybody, so lets nobody in, and says so.
        verification = await _account.VerifyAsync(member.Person);
        var joins = await _account.SignUpAsync(NewLoginId(), verification);
        var finds = await _account.FindLoginIdAsync(verification);
        var resets = await _account.ResetPasswordAsync(verification, "a quite different horse");
        foreach (var behind in new[] { joins, finds, resets })
        {
            await IsRefusedAsync(behind, HttpStatusCode.ServiceUnavailable, SharedProblemCodes.Unavailable);
        }
    }

    [Fact]
    public async Task Who_withdraws_during_the_rotation_is_left_out_of_it()
    {
        var leaver = await shop.NewShopperAsync();
        await _account.ExecuteAsync(
            "update members set status = 'CLOSING', closing_since = now() where id = $1", leaver.AccountId);
        await using var connection = await shop.AccountDb.OpenConnectionAsync();
        await using var withdrawal = await connection.BeginTransactionAsync();
        await using var withdraws = connection.CreateCommand();
        withdraws.CommandText = $"""
            update members
            set status = 'WITHDRAWN', withdrawn_at = now(), closing_since = null, login_id = null, password_hash = null,
                name_encrypted = null, birth_date_encrypted = null, hashed_ci = null
            where id = '{leaver.AccountId}'
            """;
        await withdraws.ExecuteNonQueryAsync();

        await using var next = await StartNextAsync();
        await Eventually.IsAsync(
            () => _account.ReadAsync<long>("""
                select count(*) from pg_stat_activity
                where wait_event_type = 'Lock' and query like '%update members set hashed_ci%'
                """),
            waiting => waiting == 1,
            TimeSpan.FromSeconds(30));
        await withdrawal.CommitAsync();

        await next.AnswersAsync();
    }

    // An Account on the graph's database that knows one pepper more.
    private Task<ServiceProcess> StartNextAsync() => ServiceProcess.StartAsync(
        shop, "Account",
        ("Identity__CiPeppers", $"{TestSecrets.CiPepper} {SecondPepper}"),
        ("PortOne__BaseUrl", $"{shop.App.GetEndpoint("portone", "http")}"));
}
