// Runs a search: the query as typed and, if it finds nothing, its corrections. One round trip, the budget of a list,
// answers nearly every query. A query of only common words takes two more; a corrected query takes one to find
// corrections and one for each that is tried.
using Shop.Commerce.Products.Search.Spelling;

namespace Shop.Commerce.Products.Search;

internal static class SearchProducts
{
    /// <summary>The page; null if the shop has no such category.</summary>
    public static async Task<ProductsReply?> RunAsync(
        NpgsqlConnection connection, IReadOnlyList<SearchWord> words, ProductPage page, CancellationToken ct)
    {
        if (await TryAsync(connection, words, page, ct) is not { } typed)
        {
            return null;
        }

        if (typed.Total > 0)
        {
            return new(typed.Items, typed.Total);
        }

        foreach (var correction in await FindCorrections.RunAsync(connection, words, typed.Matched, ct))
        {
            var meant = SearchWord.Of(correction.Query);
            if (meant.Count > 0 && await TryAsync(connection, meant, page, ct) is { Total: > 0 } found)
            {
                return new(found.Items, found.Total, correction.IsOther ? correction.Query : null);
            }
        }

        return new([], 0);
    }

    private static async Task<Found?> TryAsync(
        NpgsqlConnection connection, IReadOnlyList<SearchWord> words, ProductPage page, CancellationToken ct)
    {
        MatchedTerms matched;
        var category = new SqlText();
        await using (var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                category.Command($"select {page.IsCategory(category)}"), MatchedTerms.Command(words),
                SearchRareWord.Command(words, page),
            },
        })
        {
            await using var reader = await batch.ExecuteReaderAsync(ct);
            if (!(await reader.ReadAllAsync(row => row.GetBoolean(0), ct))[0])
            {
                return null;
            }

            matched = await MatchedTerms.ReadAsync(reader, words.Count, ct);
            if (await SearchRareWord.ReadAsync(reader, ct) is var (rare, total))
            {
                return new(rare, total, matched);
            }
        }

        var (common, count) = await SearchCommonWords.RunAsync(connection, matched, page, ct);
        return new(common, count, matched);
    }

    private sealed record Found(IReadOnlyList<ProductItem> Items, long Total, MatchedTerms Matched);
}
