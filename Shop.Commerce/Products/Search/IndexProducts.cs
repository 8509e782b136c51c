// The last step of `migrate`: indexes the products whose terms are missing or were made from other texts or by another
// version of the program, 500 per transaction. A script that adds products needs no further step.

namespace Shop.Commerce.Products.Search;

internal static class IndexProducts
{
    private const int AtOnce = 500;

    // From this number on the planner needs the new table sizes, and index-only scans need the visibility map.
    private const int ManyProducts = 1000;

    /// <summary>Indexes what is out of date. The connection must be the owner's.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, ILogger logger)
    {
        var ct = CancellationToken.None; // A migration step, not a request.
        var stale = await WriteIndex.FindStaleAsync(connection, ct);
        foreach (var ids in stale.Chunk(AtOnce))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await WriteIndex.RunAsync(connection, ids, ct);
            await transaction.CommitAsync(ct);
        }

        if (stale.Count >= ManyProducts)
        {
            await using var vacuum = new NpgsqlCommand(
                "vacuum (analyze) products, search_terms, search_parts, product_terms, indexed_products", connection)
            {
                CommandTimeout = 0,
            };
            await vacuum.ExecuteNonQueryAsync(ct);
        }

        logger.LogInformation("The search index is up to date; indexed now: {Products} products", stale.Count);
    }
}
