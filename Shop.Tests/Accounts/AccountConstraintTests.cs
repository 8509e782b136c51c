using Npgsql;

namespace Shop.Tests.Accounts;

/// <summary>Two shoppers for all tests of the class. A refused change leaves nothing behind.</summary>
public sealed class TwoMembers(RunningShop shop) : IAsyncLifetime
{
    public Shopper One { get; private set; } = null!;

    public Shopper Other { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        (One, Other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>
/// Constraints and privileges of Account's database, tested with the role of the service as in psql.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class AccountConstraintTests(RunningShop shop, TwoMembers two) : IClassFixture<TwoMembers>
{
    private const string NotGranted = PostgresErrorCodes.InsufficientPrivilege;
    private const string Tokens = "(select hash from refresh_tokens join sessions s on s.id = session_id "
        + "where s.member_id = :me)";

    [Theory]
    [InlineData("delete from members where id = :me")]
    [InlineData("truncate members cascade")]
    [InlineData("alter table members drop constraint withdrawal_erases_the_person")]
    [InlineData("alter table ci_pepper disable trigger all")]
    [InlineData("create temporary table signing_keys (kid text, signs_from timestamptz)")]
    [InlineData("delete from ci_pepper")]
    [InlineData("insert into ci_pepper default values")]
    [InlineData("update used_verifications set id = id || 'x'")]
    [InlineData("truncate used_verifications")]
    [InlineData("update signing_keys set signs_from = now()")]
    [InlineData("update sessions set member_id = gen_random_uuid()")]
    [InlineData("update refresh_tokens set expires_at = now() + interval '1 year' where hash in " + Tokens)]
    [InlineData("update refresh_tokens set session_id = gen_random_uuid()")]
    [InlineData("update data_protection_keys set xml = ''")]
    [InlineData("delete from data_protection_keys")]
    public Task Not_granted(string sql) => AssertRefusedAsync(sql, NotGranted);

    [Theory]
    [InlineData(
        "update members set status = 'WITHDRAWN', withdrawn_at = now() where id = :me",
        "withdrawal_erases_the_person")]
    [InlineData("update members set status = 'CLOSING' where id = :me", "status_is_known")]
    [InlineData("update members set hashed_ci = null where id = :me", "withdrawal_erases_the_person")]
    [InlineData("update members set hashed_ci = '' where id = :me", "hashed_ci_is_a_sha256")]
    [InlineData(
        "update members set hashed_ci = (select hashed_ci from members where id = :other) where id = :me",
        "one_account_per_person")]
    [InlineData("update members set id = gen_random_uuid() where id = :me", "member_keeps_its_id")]
    [InlineData("update members set password_version = 0 where id = :me", "password_version_only_grows")]
    [InlineData("update members set joined_at = now() where id = :me", "member_keeps_its_id")]
    [InlineData("update members set login_id = 'somebody' where id = :me", "member_stays_the_same_person")]
    [InlineData("update members set birth_date_encrypted = '' where id = :me", "member_stays_the_same_person")]
    [InlineData(
        "insert into members (id, status, joined_at, withdrawn_at) values (gen_random_uuid(), 'WITHDRAWN', now(), "
        + "now())",
        "member_starts_active")]
    [InlineData("update ci_pepper set fingerprints = '{}'", "peppers_are_only_appended")]
    [InlineData("update ci_pepper set fingerprints = array['x'] || fingerprints", "peppers_are_only_appended")]
    [InlineData("update ci_pepper set fingerprints = null", "peppers_are_only_appended")]
    [InlineData("delete from used_verifications", "used_verification_is_kept")]
    [InlineData(
        "insert into used_verifications values (gen_random_uuid(), now() - interval '31 days')",
        "verification_is_used_now")]
    [InlineData("delete from signing_keys", "signing_key_goes_after_its_successor")]
    [InlineData(
        "update refresh_tokens set successors = 1, replaced_at = now() where hash in " + Tokens + "; "
        + "update refresh_tokens set successors = 0, replaced_at = null where hash in " + Tokens,
        "used_token_stays_used")]
    [InlineData(
        "update refresh_tokens set successors = 1, replaced_at = now() where hash in " + Tokens + "; "
        + "update refresh_tokens set replaced_at = now() + interval '1 hour' where hash in " + Tokens,
        "used_token_stays_used")]
    public Task Refused(string sql, string constraint) => AssertRefusedAsync(sql, constraint);

    [Theory]
    [InlineData("update ci_pepper set fingerprints = fingerprints || 'x'::text")]
    [InlineData(
        "update members set status = 'WITHDRAWN', withdrawn_at = now(), login_id = null, password_hash = null, "
        + "name_encrypted = null, birth_date_encrypted = null, hashed_ci = null, email_encrypted = null "
        + "where id = :me")]
    [InlineData("update members set password_hash = 'x' where id = :me")]
    [InlineData("update refresh_tokens set successors = 1, replaced_at = now() where hash in " + Tokens)]
    [InlineData("delete from sessions where member_id = :me")]
    public Task Legal_changes_are_allowed(string sql) => ExecuteAsync(sql);

    private async Task AssertRefusedAsync(string sql, string expected)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));

        Assert.Equal(expected, expected == NotGranted ? refusal.SqlState : refusal.ConstraintName);
    }

    // No constraint here is deferred to the commit, so the transaction is rolled back.
    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await shop.AccountDb.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            "set local role account_service; "
                + sql.Replace(":me", $"'{two.One.AccountId}'").Replace(":other", $"'{two.Other.AccountId}'"),
            connection);
        await command.ExecuteNonQueryAsync();
    }
}
