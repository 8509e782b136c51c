using Npgsql;
using Shop.Tests.Startup;

namespace Shop.Tests.Accounts;

/// <summary>
/// Constraints and privileges of Account's database, tested with the role of the service as in psql. In the SQL, :me
/// and :other are the ids of two shoppers.
/// </summary>
[Collection(RunningShop.Shared)]
public sealed class AccountConstraintTests(RunningShop shop)
{
    private const string NotGranted = PostgresErrorCodes.InsufficientPrivilege;
    private const string Withdraw = "update members set status = 'WITHDRAWN', withdrawn_at = now()";
    private const string Tokens =
        "(select hash from refresh_tokens join sessions s on s.id = session_id where s.member_id = :me)";
    private const string UseToken =
        "update refresh_tokens set exchanges = 1, replaced_at = now() where hash in " + Tokens + ";";

    private static readonly (string? RefusedBy, string Sql)[] Writes =
    [
        (NotGranted, "delete from members where id = :me"),
        (NotGranted, "truncate members cascade"),
        (NotGranted, "alter table members drop constraint withdrawal_erases_the_person"),
        (NotGranted, "alter table ci_pepper disable trigger all"),
        (NotGranted, "create temporary table signing_keys (kid text, signs_from timestamptz)"),
        (NotGranted, "delete from ci_pepper"),
        (NotGranted, "insert into ci_pepper default values"),
        (NotGranted, "update used_verifications set id = id || 'x'"),
        (NotGranted, "truncate used_verifications"),
        (NotGranted, "update signing_keys set signs_from = now()"),
        (NotGranted, "update sessions set member_id = gen_random_uuid()"),
        (NotGranted, "update refresh_tokens set expires_at = now() + interval '1 year' where hash in " + Tokens),
        (NotGranted, "update refresh_tokens set session_id = gen_random_uuid()"),
        (NotGranted, "update data_protection_keys set xml = ''"),
        (NotGranted, "delete from data_protection_keys"),
        ("withdrawal_erases_the_person", Withdraw + " where id = :me"),
        ("withdrawal_erases_the_person", "update members set hashed_ci = null where id = :me"),
        ("status_is_known", "update members set status = 'CLOSING' where id = :me"),
        ("hashed_ci_is_a_sha256", "update members set hashed_ci = '' where id = :me"),
        ("one_account_per_person",
            "update members set hashed_ci = (select hashed_ci from members where id = :other) where id = :me"),
        ("member_keeps_its_id", "update members set id = gen_random_uuid() where id = :me"),
        ("member_keeps_its_id", "update members set joined_at = now() where id = :me"),
        ("password_version_only_grows", "update members set password_version = 0 where id = :me"),
        ("member_stays_the_same_person", "update members set login_id = 'stranger' where id = :me"),
        ("member_stays_the_same_person", "update members set birth_date_encrypted = '' where id = :me"),
        ("member_starts_active",
            "insert into members (id, status, joined_at, withdrawn_at) values (:me, 'WITHDRAWN', now(), now())"),
        ("peppers_are_only_appended", "update ci_pepper set fingerprints = '{}'"),
        ("peppers_are_only_appended", "update ci_pepper set fingerprints = array['x'] || fingerprints"),
        ("peppers_are_only_appended", "update ci_pepper set fingerprints = null"),
        ("used_verification_is_kept", "delete from used_verifications"),
        ("verification_is_used_now", "insert into used_verifications values ('v', now() - interval '31 days')"),
        ("signing_key_goes_after_its_successor", "delete from signing_keys"),
        ("used_token_stays_used",
            UseToken + "update refresh_tokens set exchanges = 0, replaced_at = null where hash in " + Tokens),
        ("used_token_stays_used",
            UseToken + "update refresh_tokens set replaced_at = now() + interval '1 hour' where hash in " + Tokens),
        (null, "update ci_pepper set fingerprints = fingerprints || 'x'::text"),
        (null, Withdraw + ", login_id = null, password_hash = null, name_encrypted = null, "
            + "birth_date_encrypted = null, hashed_ci = null, email_encrypted = null where id = :me"),
        (null, "update members set password_hash = 'x' where id = :me"),
        (null, UseToken),
        (null, "delete from sessions where member_id = :me"),
    ];

    [Fact]
    public async Task Illegal_writes_of_the_service_are_refused_and_legal_ones_are_not()
    {
        var (me, other) = (await shop.NewShopperAsync(), await shop.NewShopperAsync());

        await Assert.AllAsync(Writes, async write =>
        {
            await using var connection = await shop.AccountDb.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();

            // No constraint is deferred to the commit, so the transaction is rolled back.
            var refusal = (PostgresException?)await Record.ExceptionAsync(() => connection.ExecuteAsync(
                "set local role account_service; "
                + write.Sql.Replace(":me", $"'{me.AccountId}'").Replace(":other", $"'{other.AccountId}'")));

            Assert.Equal(write.RefusedBy, refusal?.SqlState == NotGranted ? NotGranted : refusal?.ConstraintName);
            Assert.True(write.RefusedBy is not null || refusal is null, refusal?.Message);
        });
    }
}
