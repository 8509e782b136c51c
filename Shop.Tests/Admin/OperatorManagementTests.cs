using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Shop.Tests.Startup;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class OperatorManagementTests(RunningShop shop)
{
    [Fact]
    public async Task Link_is_used_once_of_many_concurrent_requests()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var link = await owner.InviteAsync(TestOperator.NewLoginId(), OperatorRole.Staff);

        var responses = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => TestOperator.AcceptLinkAsync(shop, link.Token)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(4, responses.Count(response => response.StatusCode == HttpStatusCode.Gone));
        await TestOperator.AcceptLinkAsync(shop, link.Token).IsProblemAsync(ProblemCodes.LinkInvalid);
    }

    [Fact]
    public async Task Link_expires_and_a_new_one_replaces_the_previous_one()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var first = await owner.InviteAsync(TestOperator.NewLoginId(), OperatorRole.Staff);
        var second = await Shopper.ReadAsync<OperatorLinkReply>(
            await owner.Account.PostAsync($"/admin/operators/{first.OperatorId}/link", null), HttpStatusCode.OK);
        await TestOperator.AcceptLinkAsync(shop, first.Token).IsProblemAsync(ProblemCodes.LinkInvalid);

        await ExecuteAsync($"""
            update operator_links set expires_at = now() - interval '1 second'
            where operator_id = '{first.OperatorId}'
            """);

        await TestOperator.AcceptLinkAsync(shop, second.Token).IsProblemAsync(ProblemCodes.LinkInvalid);
    }

    [Fact]
    public async Task Weak_password_does_not_use_the_link()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        var link = await owner.InviteAsync(TestOperator.NewLoginId(), OperatorRole.Staff);

        await TestOperator.AcceptLinkAsync(shop, link.Token, "password").IsProblemAsync(ProblemCodes.WeakPassword);
        await TestOperator.AcceptLinkAsync(shop, link.Token, link.LoginId).IsProblemAsync(ProblemCodes.WeakPassword);
        await TestOperator.AcceptLinkAsync(shop, link.Token).HasStatusAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Login_id_is_taken_once()
    {
        var owner = await TestOperator.OwnerAsync(shop);

        await owner.Account.PostAsJsonAsync(
                "/admin/operators", new InviteOperatorRequest(owner.LoginId.ToUpperInvariant(), OperatorRole.Staff))
            .IsProblemAsync(ProblemCodes.LoginIdTaken);
        await owner.Account.PostAsJsonAsync(
                "/admin/operators", new InviteOperatorRequest("no blanks", OperatorRole.Staff))
            .IsProblemAsync(SharedProblemCodes.InvalidRequest);
    }

    [Fact]
    public async Task Disabled_operator_is_refused_at_once_until_enabled()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));
        var challenge = (await staff.BeginAsync()).Challenge;

        await owner.ActAsync("disable", staff).HasStatusAsync(HttpStatusCode.NoContent);
        await owner.ActAsync("disable", staff).HasStatusAsync(HttpStatusCode.NoContent); // A repeat succeeds.

        await staff.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.Unauthorized);
        await staff.GetTokenAsync().IsProblemAsync(ProblemCodes.InvalidCredentials);
        await staff.SendPasswordAsync().IsProblemAsync(ProblemCodes.InvalidCredentials);
        await staff.SendCodeAsync(challenge, await staff.NextCodeAsync())
            .IsProblemAsync(ProblemCodes.InvalidCredentials);
        await owner.ActAsync("link", staff).IsProblemAsync(ProblemCodes.OperatorStatusDiffers);

        await owner.ActAsync("enable", staff).HasStatusAsync(HttpStatusCode.NoContent);
        await staff.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.Unauthorized); // The session has ended.
        await staff.SignInAgainAsync();
    }

    [Fact]
    public async Task Reset_second_factor_must_be_set_up_before_anything_else()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));

        await owner.ActAsync("reset-second-factor", staff).HasStatusAsync(HttpStatusCode.NoContent);

        await staff.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.Unauthorized);
        var challenge = await staff.BeginAsync();
        Assert.Equal(SignInStep.SetUpAuthenticator, challenge.Step);
        await staff.SendCodeAsync(challenge.Challenge, await staff.NextCodeAsync())
            .IsProblemAsync(ProblemCodes.InvalidCredentials);
        await staff.SendCodeAsync(challenge.Challenge, staff.Session.RecoveryCodes[0])
            .IsProblemAsync(ProblemCodes.InvalidCredentials);
    }

    [Fact]
    public async Task Owner_ends_all_sessions_of_an_operator()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));

        await owner.Account.DeleteAsync($"/admin/operators/{staff.Id}/sessions")
            .HasStatusAsync(HttpStatusCode.NoContent);

        await staff.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Last_owner_is_kept_when_two_owners_disable_each_other_at_once()
    {
        for (var round = 0; round < 3; round++)
        {
            var one = await TestOperator.NewAsync(shop, OperatorRole.Owner);
            var other = await TestOperator.NewAsync(shop, OperatorRole.Owner);
            await AloneAsync(one, other, async () =>
            {
                var responses = await Task.WhenAll(
                    one.ActAsync("disable", other), other.ActAsync("disable", one),
                    one.ActAsync("disable", other), other.ActAsync("disable", one));

                Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.NoContent);
                Assert.Equal(1L, await ReadAsync($"""
                    select count(*) from operators where disabled_at is null and id in ('{one.Id}', '{other.Id}')
                    """));
            });
        }
    }

    [Fact]
    public async Task Last_owner_cannot_be_disabled()
    {
        var one = await TestOperator.NewAsync(shop, OperatorRole.Owner);
        var other = await TestOperator.NewAsync(shop, OperatorRole.Owner);
        await AloneAsync(one, other, async () =>
        {
            await one.ActAsync("disable", other).HasStatusAsync(HttpStatusCode.NoContent);
            await one.ActAsync("disable", one).IsProblemAsync(ProblemCodes.LastOwner);
            await one.Account.GetAsync("/admin/me").HasStatusAsync(HttpStatusCode.OK);
        });
    }

    [Fact]
    public async Task Database_keeps_the_last_owner_from_two_concurrent_statements()
    {
        var one = await TestOperator.NewAsync(shop, OperatorRole.Owner);
        var other = await TestOperator.NewAsync(shop, OperatorRole.Owner);
        await AloneAsync(one, other, async () =>
        {
            await using var first = await shop.ConnectAsLoginAsync("accountdb");
            await using var second = await shop.ConnectAsLoginAsync("accountdb");
            await first.ExecuteAsync($"begin; update operators set disabled_at = now() where id = '{one.Id}'");
            var waits = second.ExecuteAsync($"update operators set disabled_at = now() where id = '{other.Id}'");
            await Eventually.IsAsync(
                async () => waits.IsCompleted
                    || await ReadAsync("select count(*) from pg_locks where not granted") is > 0L,
                hasRun => hasRun);
            await first.ExecuteAsync("commit");

            var refused = await Assert.ThrowsAsync<PostgresException>(() => waits);
            Assert.Equal("an_owner_remains", refused.ConstraintName);
        });
    }

    // Runs an act while these two are the only enabled owners.
    private async Task AloneAsync(TestOperator one, TestOperator other, Func<Task> act)
    {
        var marker = DateTimeOffset.UtcNow.AddYears(-1).ToString("o");
        await ExecuteAsync($"""
            update operators set disabled_at = '{marker}'
            where role = 'OWNER' and disabled_at is null and id not in ('{one.Id}', '{other.Id}')
            """);
        try
        {
            await act();
        }
        finally
        {
            await ExecuteAsync($"update operators set disabled_at = null where disabled_at = '{marker}'");
            await ExecuteAsync($"update operators set disabled_at = now() where id in ('{one.Id}', '{other.Id}')");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = shop.AccountDb.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ReadAsync(string sql)
    {
        await using var command = shop.AccountDb.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
