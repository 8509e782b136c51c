// The end of `migrate`: indexes the products whose terms are missing, made from other texts or by another version of
// the program, some hundreds in a transaction. A script that adds goods needs nothing else.
using Npgsql;

namespace Shop.Commerce.Products.Search;

/// <summary>Brings the index of the search up to date.</summary>
internal static class IndexProducts
{
    private const int AtOnce = 500;

    // From here on the planner needs to know the new size, and index-only scans need the visibility map.
    private const int ManyProducts = 1000;

    /// <summary>Indexes what is out of date; the connection is the owner's.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, ILogger logger)
    {
        var ct = CancellationToken.None; // A step of its own, not a request.
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
