// What the database refuses about parcels, notes and the audit log.
using Npgsql;
using Shop.Tests.Payments;
using Shop.Tests.Startup;

namespace Shop.Tests.Admin;

[Collection(RunningShop.SharedToo)]
public sealed class AdminOrderDatabaseTests(RunningShop shop)
{
    [Theory]
    [InlineData("update audit_entries set subject = 'other'")]
    [InlineData("delete from audit_entries")]
    [InlineData("truncate audit_entries")]
    [InlineData("insert into audit_entries (id, at, operator, act, subject) overriding system value "
        + "values (-1, now(), 'x', 'X', 'x')")]
    [InlineData("update shipments set tracking_number = '123456789012'")]
    [InlineData("delete from shipments")]
    [InlineData("update couriers set tracking_url = 'https://example.com/{number}'")]
    [InlineData("update order_notes set operator = 'other'")]
    [InlineData("delete from order_notes")]
    public async Task Login_of_the_service_lacks_the_privilege(string sql)
    {
        await using var login = await shop.ConnectAsLoginAsync("commercedb");

        var refused = await Assert.ThrowsAsync<PostgresException>(() => login.ExecuteAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Theory]
    [InlineData("update audit_entries set subject = 'other'", "audit_log_is_kept")]
    [InlineData("delete from audit_entries", "audit_log_is_kept")]
    [InlineData("truncate audit_entries", "audit_log_is_kept")]
    [InlineData("insert into audit_entries (at, operator, act, subject) "
        + "values (now() - interval '1 day', 'x', 'X', 'x')", "audit_entry_is_recorded_when_it_happens")]
    [InlineData("insert into shipments values (':order', 'LOTTE', '123')", "tracking_number_is_the_couriers")]
    [InlineData("insert into shipments values (':order', 'LOTTE', '123456789012')", "shipment_is_of_a_shipped_order")]
    [InlineData("insert into order_notes values (gen_random_uuid(), ':order', now(), gen_random_uuid(), 'x', 'x'); "
        + "update order_notes set text = 'y' where order_id = ':order'", "note_is_kept_or_erased")]
    [InlineData("insert into order_notes values (gen_random_uuid(), ':order', now(), gen_random_uuid(), 'x', 'x'); "
        + "update order_notes set text = null where order_id = ':order'", "note_is_kept_or_erased")]
    public async Task Owner_of_the_database_is_refused_by_a_rule(string sql, string rule)
    {
        var (_, order) = await shop.NewPaidOrderAsync();
        await using var owner = await shop.ConnectAsOwnerAsync("commercedb");

        var refused = await Assert.ThrowsAsync<PostgresException>(
            () => owner.ExecuteAsync(sql.Replace(":order", $"{order.OrderId}")));
        Assert.Equal(rule, refused.ConstraintName);
    }
}
