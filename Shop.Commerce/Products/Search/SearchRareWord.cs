// Finds the products that have every word of a query, if at least one word is rare, which means that it matches few
// products. The products of the rare word are read from the index and checked for the other words, in one statement.
// Nearly every search has such a word.
// Among products in stock the field counts first (name, category, description), then how exactly the word occurs, then
// what sold most.

namespace Shop.Commerce.Products.Search;

internal static class SearchRareWord
{
    /// <summary>
    /// At this many matches two ways cost the same with 100,000 products: sorting all matches, or scanning the
    /// catalogue in its sort order until a page of 24 is full.
    /// </summary>
    public const int MostProducts = 2000;

    // With several words only some of these products have all of them, so more may be read.
    private const int MostProductsOfOneOfMany = 30_000;

    // An index probe costs about as much as reading five consecutive rows.
    private const int FewProbes = 5000;

    /// <summary>Reads the page and the total; null when every word of the query is common.</summary>
    public static async Task<(List<ProductItem> Items, long Total)?> ReadAsync(
        NpgsqlDataReader reader, CancellationToken ct)
    {
        // An empty page is one row without a product.
        var rows = await reader.ReadAllAsync(
            row => (
                IsRare: row.GetBoolean(0), Total: row.GetInt64(1),
                Item: row.IsDBNull(2) ? null : ProductPage.Read(row, 2)),
            ct);
        return rows[0].IsRare ? ([.. rows.Select(row => row.Item).OfType<ProductItem>()], rows[0].Total) : null;
    }

    /// <summary>The statement whose result <see cref="ReadAsync"/> reads.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyList<SearchWord> words, ProductPage page)
    {
        var sql = new SqlText();
        var most = words.Count == 1 ? MostProducts : MostProductsOfOneOfMany;
        return sql.Command($"""
            with {MatchedTerms.Sql(sql, words)},
            sizes as materialized (
              select no, (select count(*) from (
                select from matched m
                cross join lateral (select from product_terms t where t.term_id = m.term_id offset 0) t
                where m.no = w.no
                limit {most + 1}) postings) as size
              from (select distinct no from lookups) w),
            rare as materialized (
              select no from sizes where size <= {most} order by size, no limit 1),
            candidates as materialized (
              select t.product_id, m.no, max(t.field * 4 + m.exactness) as score
              from matched m
              cross join lateral (
                select product_id, field from product_terms t where t.term_id = m.term_id offset 0) t
              where m.no = (select no from rare) and (m.whole or t.field > {(int)Field.Description})
              group by t.product_id, m.no),
            {(words.Count == 1 ? "hits as (select product_id, score from candidates)" : HitsOf(words.Count))},
            found as materialized (
              select h.score, p.*
              from hits h
              cross join lateral (
                select {ProductPage.SortColumns} from products p
                where p.id = h.product_id {page.AndCategory(sql)} offset 0) p),
            page as (
              select * from found p order by {page.OrderBy("p.score desc")} {page.Limit})
            select exists (select from rare), (select count(*) from found), {page.Columns}
            from (values (true)) one left join (page join products p using (id)) on true
            order by {page.OrderBy("page.score desc")}
            """);
    }

    // The other words are looked up for the candidates: one by one if there are few, otherwise by reading all products
    // of the other words.
    private static string HitsOf(int words) => $"""
        others as materialized (select * from matched where no <> (select no from rare)),
        is_short as materialized (
          select (select count(*) from candidates) * (select count(*) from others) <= {FewProbes} as yes),
        asked as (
          select c.product_id, c.score as own, m.no, t.field * 4 + m.exactness as score
          from candidates c
          cross join others m
          cross join lateral (
            select field from product_terms t where t.term_id = m.term_id and t.product_id = c.product_id offset 0) t
          where (select yes from is_short) and (m.whole or t.field > {(int)Field.Description})
          union all
          select c.product_id, c.score as own, m.no, t.field * 4 + m.exactness as score
          from others m
          cross join lateral (
            select product_id, field from product_terms t where t.term_id = m.term_id offset 0) t
          join candidates c on c.product_id = t.product_id
          where not (select yes from is_short) and (m.whole or t.field > {(int)Field.Description})),
        hits as (
          select product_id, own + sum(score) as score
          from (select product_id, own, max(score) as score from asked group by product_id, own, no) others
          group by product_id, own
          having count(*) = {words} - 1)
        """;
}
