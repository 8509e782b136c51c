using System.Net;
using System.Net.Http.Json;
using Npgsql;
using Shop.Tests.Startup;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class AuditLogTests(RunningShop shop)
{
    [Fact]
    public async Task Every_act_is_recorded_with_its_operator_and_subject()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));
        await staff.SignInAgainAsync();
        await staff.Account.PostAsJsonAsync(
            "/admin/me/recovery-codes", new RenewRecoveryCodesRequest(TestOperator.Password));
        await staff.Account.PostAsJsonAsync(
            "/admin/me/password",
            new ChangeOperatorPasswordRequest(TestOperator.Password, "another long password", null));
        await owner.ActAsync("link", staff);
        await owner.ActAsync("reset-second-factor", staff);
        await owner.ActAsync("disable", staff);
        await owner.ActAsync("enable", staff);

        var entries = await ReadAsync(owner, $"?subject={staff.LoginId}");

        Assert.Equal(
            [
                (owner.LoginId, AuditAct.OperatorEnabled), (owner.LoginId, AuditAct.OperatorDisabled),
                (owner.LoginId, AuditAct.SecondFactorReset), (owner.LoginId, AuditAct.LinkIssued),
                (staff.LoginId, AuditAct.PasswordChanged), (staff.LoginId, AuditAct.RecoveryCodesRenewed),
                (staff.LoginId, AuditAct.SignedIn), (staff.LoginId, AuditAct.SecondFactorSetUp),
                (staff.LoginId, AuditAct.PasswordSet), (owner.LoginId, AuditAct.OperatorInvited),
            ],
            entries.Select(entry => (entry.Operator, entry.Act)));
        var disabled = entries.Single(entry => entry.Act == AuditAct.OperatorDisabled);
        Assert.Equal(
            ("""{"status":"ACTIVE"}""", """{"status":"DISABLED"}"""), ($"{disabled.Before}", $"{disabled.After}"));
    }

    [Fact]
    public async Task Lockout_ended_sessions_and_created_owner_are_recorded()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));
        await owner.Account.DeleteAsync($"/admin/operators/{staff.Id}/sessions");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => staff.SendPasswordAsync("a wrong password")));

        Assert.Single(await ReadAsync(owner, $"?subject={staff.LoginId}&act=LOCKED_OUT"));
        Assert.Single(await ReadAsync(owner, $"?subject={staff.LoginId}&act=SESSION_ENDED"));
        var created = Assert.Single(await ReadAsync(owner, $"?subject={owner.LoginId}&act=OWNER_CREATED"));
        Assert.Equal(("(console)", null), (created.Operator, created.OperatorId));
    }

    [Fact]
    public async Task Refused_act_is_not_recorded()
    {
        var (owner, staff) = (await TestOperator.OwnerAsync(shop), await TestOperator.NewAsync(shop));
        await owner.ActAsync("disable", staff);
        await owner.ActAsync("link", staff).IsProblemAsync(ProblemCodes.OperatorStatusDiffers);
        await owner.ActAsync("disable", staff);

        Assert.Empty(await ReadAsync(owner, $"?subject={staff.LoginId}&act=LINK_ISSUED"));
        Assert.Single(await ReadAsync(owner, $"?subject={staff.LoginId}&act=OPERATOR_DISABLED"));
    }

    [Fact]
    public async Task Staff_reads_only_the_acts_of_its_operator()
    {
        var staff = await TestOperator.NewAsync(shop);

        var entries = await ReadAsync(staff, "");

        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Equal(staff.Id, entry.OperatorId));
        Assert.Empty(await ReadAsync(staff, $"?operator={(await TestOperator.OwnerAsync(shop)).LoginId}"));
    }

    [Fact]
    public async Task Log_continues_after_a_page_and_refuses_an_unknown_act()
    {
        var owner = await TestOperator.OwnerAsync(shop);
        await using (var command = shop.AccountDb.CreateCommand("""
            insert into audit_entries (at, operator, act, subject)
            select now(), '(console)', 'LINK_ISSUED', 'paging' from generate_series(1, 60)
            """))
        {
            await command.ExecuteNonQueryAsync();
        }

        var first = await owner.Account.GetFromJsonAsync<AuditReply>("/admin/audit?subject=paging");
        var rest = await owner.Account.GetFromJsonAsync<AuditReply>(
            $"/admin/audit?subject=paging&olderThan={first!.OlderThan}");

        Assert.Equal((50, 10), (first.Entries.Count, rest!.Entries.Count));
        Assert.Null(rest.OlderThan);
        Assert.Equal(60, first.Entries.Concat(rest.Entries).Select(entry => entry.Id).Distinct().Count());
        await owner.Account.GetAsync("/admin/audit?act=SIGHED").IsProblemAsync(SharedProblemCodes.InvalidRequest);
        await owner.Account.GetAsync("/admin/audit?operator=%00").IsProblemAsync(SharedProblemCodes.InvalidRequest);
    }

    [Theory]
    [InlineData("update audit_entries set subject = 'other'")]
    [InlineData("delete from audit_entries")]
    [InlineData("truncate audit_entries")]
    [InlineData("insert into audit_entries (id, at, operator, act, subject) overriding system value "
        + "values (-1, now(), 'x', 'X', 'x')")]
    public async Task Login_of_the_service_can_change_no_entry(string sql)
    {
        await TestOperator.OwnerAsync(shop);
        await using var login = await shop.ConnectAsLoginAsync("accountdb");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => login.ExecuteAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("update audit_entries set subject = 'other'", "audit_log_is_kept")]
    [InlineData("delete from audit_entries", "audit_log_is_kept")]
    [InlineData("truncate audit_entries", "audit_log_is_kept")]
    [InlineData("insert into audit_entries (at, operator, act, subject) "
        + "values (now() - interval '1 day', 'x', 'X', 'x')", "audit_entry_is_recorded_when_it_happens")]
    public async Task Owner_of_the_database_is_refused_by_a_rule(string sql, string rule)
    {
        await using var owner = await shop.ConnectAsOwnerAsync("accountdb");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => owner.ExecuteAsync(sql));
        Assert.Equal(rule, refused.ConstraintName);
    }

    private static async Task<IReadOnlyList<AuditItem>> ReadAsync(TestOperator reader, string query) =>
        (await Shopper.ReadAsync<AuditReply>(
            await reader.Account.GetAsync($"/admin/audit{query}"), HttpStatusCode.OK)).Entries;
}
