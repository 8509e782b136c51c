using System.Text.Json.Nodes;
using Npgsql;

namespace Shop.Tests.Defence;

/// <summary>The lists, filters and figures of the back office, each with the index that serves it at size.</summary>
internal static class BackOfficePlans
{
    private static readonly (string Query, string Index)[] Plans =
    [
        // Both indexes begin with the id.
        ("* from orders order by id desc limit 50", "one_order_per_id|order_and_its_status"),
        ("* from orders where status = 'READY'", "orders_to_ship"),
        ("* from orders where status = 'SHIPPED' order by id desc limit 50", "orders_by_status"),
        ("* from orders where status = 'CANCELLED' order by id desc limit 50", "orders_by_status"),
        ("* from order_lines where product_id = 7", "one_line_per_product"),
        ($"* from order_notes where order_id = '{Guid.Empty}' order by at", "order_notes_of_an_order"),
        ("count(*) from orders where status = 'READY'", "orders_to_ship"),
        ("count(*) from orders where status = 'PENDING'", "one_pending_order_per_content"),
        ("count(*) from products where is_low_in_stock", "products_low_in_stock"),
        ("count(*) from payment_jobs where kind = 'REFUND'", "payment_jobs_that_are_due"),
        ("count(*) from payment_disputes where resolved_at is null", "payment_disputes_open"),
        ("count(*) from ledger_entries where event = 'PAID' and at >= now() - interval '30 days'",
            "ledger_entries_of_sales"),
    ];

    public static async Task AssertAsync(NpgsqlConnection connection)
    {
        // The tables of jobs, disputes and notes are empty, so the planner would read them whole.
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var set = new NpgsqlCommand("set local enable_seqscan = off", connection))
        {
            await set.ExecuteNonQueryAsync();
        }

        foreach (var (query, index) in Plans)
        {
            await using var command = new NpgsqlCommand($"explain (format json) select {query}", connection);
            var plan = JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)!.ToJsonString();
            Assert.True(
                index.Split('|').Any(name => plan.Contains($"\"Index Name\":\"{name}\"")), $"{query}: {plan}");
        }
    }
}
